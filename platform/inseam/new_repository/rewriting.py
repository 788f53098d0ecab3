"""What becomes of a file on its way into a new repository."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Collection

from inseam.new_repository.samples import Samples

_TEST_TARGETS = frozenset({"python_tests", "python_test_utils"})
_LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s:]+)(#[^)\s]*)?\)")


def rewritten(path: str, text: str, kept: Collection[str], samples: Samples) -> str:
    """``kept`` are all paths that go, and those of files that are written there."""
    if path == "platform/testkit/BUILD":
        return 'python_test_utils(sources=["*.py"])\n'
    if path == "platform/inseam/policies/BUILD":
        return text
    if posixpath.basename(path) == "BUILD" and path.startswith("platform/"):
        return without_tests(text)
    if path.endswith(".md"):
        text = without_dead_links(path, text, kept)
    return samples.replaced(text)


def without_tests(build: str) -> str:
    """A BUILD file without targets of tests and of what only tests read."""
    lines = build.splitlines(keepends=True)
    for call in reversed(ast.parse(build).body):
        if isinstance(call, ast.Expr) and _is_of_tests(call.value):
            assert call.end_lineno is not None
            begin = call.lineno - 1
            # What was found of it stands above.
            while begin > 0 and lines[begin - 1].startswith("#"):
                begin -= 1
            del lines[begin : call.end_lineno]
    return re.sub(r"\n{3,}", "\n\n", "".join(lines)).strip("\n") + "\n"


def _is_of_tests(call: ast.expr) -> bool:
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return False
    if call.func.id in _TEST_TARGETS:
        return True
    sources = [
        node.value
        for keyword in call.keywords
        if keyword.arg in ("source", "sources")
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return bool(sources) and all(source.startswith("testdata/") for source in sources)


def without_dead_links(path: str, text: str, kept: Collection[str]) -> str:
    """A link to what does not go becomes its words."""
    folder = posixpath.dirname(path)

    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[2]))
        there = target in kept or any(one.startswith(f"{target}/") for one in kept)
        return match[0] if there else match[1]

    return _LINK.sub(link, text)
