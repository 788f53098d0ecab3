"""The rows of a product's README and BUILD file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from inseam.facts.schema import BuildTargetRow, ReadmeRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def readme_rows(product: str, file: str, content: bytes) -> Iterator[Row]:
    """A row for each heading. What stands before the first one is nobody's."""
    text = content.decode("utf-8", errors="replace")
    heading: tuple[int, int, str] | None = None
    words = 0
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            in_code = not in_code
        found = None if in_code else _HEADING.fullmatch(line)
        if found is None:
            words += len(line.split())
            continue
        if heading:
            yield _readme_row(product, file, *heading, words)
        heading, words = (number, len(found[1]), found[2]), 0
    if heading:
        yield _readme_row(product, file, *heading, words)


def _readme_row(
    product: str, file: str, line: int, level: int, heading: str, words: int
) -> ReadmeRow:
    return ReadmeRow(
        product=product, heading=heading, level=level, words=words, file=file, line=line
    )


def build_rows(product: str, file: str, content: bytes) -> list[Row]:
    """Raises `InputError` for what is not Python, in which BUILD files are written."""
    try:
        calls = list(_calls(ast.parse(content)))
        return [
            BuildTargetRow(
                product=product,
                alias=alias,
                arguments=", ".join(sorted(map(_argument, call.keywords))),
                file=file,
                line=call.lineno,
            )
            for alias, call in calls
        ]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(
            [
                Finding(
                    rule="build-file-unreadable",
                    severity=Severity.ERROR,
                    file=file,
                    line=getattr(error, "lineno", None),
                    message=f"The BUILD file is not Python: {getattr(error, 'msg', error)}.",
                    fix="Correct it, or write `data_product()`.",
                )
            ]
        ) from None


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for statement in tree.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            yield call.func.id, call


def _argument(keyword: ast.keyword) -> str:
    name = f"{keyword.arg}=" if keyword.arg else "**"
    return f"{name}{ast.unparse(keyword.value)}"
