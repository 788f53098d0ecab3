"""Puts into the wheel what `inseam` imports, and nothing else of the library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
ENTRY = "inseam.cli"
# Not `build`: where a disk takes both cases for one, that is the file BUILD.
WORK = ".wheel"


def file_of(module: str) -> Path | None:
    path = HERE.joinpath(*module.split("."))
    found = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in found if file.is_file()), None)


def imports(file: Path) -> Iterator[str]:
    """The modules of this library that a module imports, and the packages that they are in."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        named: list[str] = []
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in named:
            parts = name.split(".")
            if parts[0] == "inseam":
                yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@cache
def needed() -> frozenset[Path]:
    found: set[Path] = set()
    waiting = [ENTRY]
    while waiting:
        file = file_of(waiting.pop())
        if file is not None and file not in found:
            found.add(file)
            waiting += imports(file)
    return frozenset(found)


class OnlyWhatIsNeeded(build_py):
    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        modules: list[tuple[str, str, str]] = super().find_package_modules(package, package_dir)
        files = needed()
        return [entry for entry in modules if (HERE / entry[2]).resolve() in files]


(HERE / WORK).mkdir(exist_ok=True)
setup(
    cmdclass={"build_py": OnlyWhatIsNeeded},
    options={"build": {"build_base": WORK}, "egg_info": {"egg_base": WORK}},
)
