"""A macro or package that a template names and that nobody has, and what is near."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.macros import MACRO_HEAD
from inseam.report.near_names import did_you_mean, near_names

# The words of dbt, which are Jinja's.
_UNDEFINED = re.compile(r"'(?P<name>\w+)' is undefined")
_NO_ATTRIBUTE = re.compile(r"object' has no attribute '(?P<name>\w+)'")
_IN_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_DBT = "dbt"
_LISTED = 10


@dataclass(frozen=True, slots=True)
class UnknownMacro:
    """``file`` and ``line`` name it: a model, or the macro of the project that the model calls.

    ``is_slip`` says that no engine has such a macro: it is of a package of the project, or
    spelled much like a macro that exists.
    """

    message: str
    fix: str
    file: Path
    line: int
    is_slip: bool


def unknown_macro(project: Path, file: Path, message: str) -> UnknownMacro | None:
    """``message`` is dbt's of ``file``. None if it is of something else, or no template of the
    project names what is unknown.
    """
    bare, attribute = _UNDEFINED.search(message), _NO_ATTRIBUTE.search(message)
    if bare is None and attribute is None:
        return None
    macros = _macros(project)
    for path in (file, *_own_files(project)):
        text = path.read_text("utf-8", "replace")
        found = (
            _bare(macros, project, path, text, bare["name"])
            if bare is not None
            else _of_package(macros, path, text, attribute["name"] if attribute else "")
        )
        if found is not None:
            return found
    return None


_Macros = Mapping[str, list[str]]


def _bare(macros: _Macros, project: Path, file: Path, text: str, name: str) -> UnknownMacro | None:
    if (line := _line(text, rf"(?<![\w.]){name}\s*\(")) is not None:
        written = {
            macro: macro if package in ("", _DBT) else f"{package}.{macro}"
            for package, named in macros.items()
            for macro in named
        }
        otherwise = f"Correct the name, or write the macro in `{project}/macros`."
        return UnknownMacro(
            f"Nobody has a macro `{name}`: not this project, its packages or dbt.",
            did_you_mean(name, written, otherwise, written=written),
            file,
            line,
            bool(near_names(name, written)),
        )
    if (line := _line(text, rf"(?<![\w.]){name}\s*\.")) is not None:
        packages = [package for package in macros if package]
        otherwise = f"Its packages are {_listed(packages)}. Correct the name, or add the package."
        return UnknownMacro(
            f"`{name}` is not a package of this project.",
            did_you_mean(name, packages, otherwise),
            file,
            line,
            bool(near_names(name, packages)),
        )
    return None


def _of_package(macros: _Macros, file: Path, text: str, name: str) -> UnknownMacro | None:
    for package, named in macros.items():
        called = rf"(?<![\w.]){package}\s*(?:\.\s*{name}\b|\[\s*['\"]{name}['\"]\s*\])"
        line = _line(text, called) if package else None
        if line is not None:
            written = {macro: f"{package}.{macro}" for macro in named}
            otherwise = f"Its macros are {_listed(named)}. Correct the name."
            return UnknownMacro(
                f"The package `{package}` has no macro `{name}`.",
                did_you_mean(name, named, otherwise, written=written),
                file,
                line,
                package != _DBT or bool(near_names(name, named)),
            )
    return None


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in sorted(names)[:_LISTED])
    more = len(names) - _LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _line(text: str, pattern: str) -> int | None:
    """The first line at which a template has it."""
    for block in _IN_JINJA.finditer(text):
        if found := re.search(pattern, block[0]):
            return text.count("\n", 0, block.start() + found.start()) + 1
    return None


def _own_files(project: Path) -> list[Path]:
    folders = project_folders(project).macros
    return sorted(file for folder in folders for file in (project / folder).rglob("*.sql"))


def _macros(project: Path) -> dict[str, list[str]]:
    """By package, "" for the project's own. Without the implementations for one engine."""
    found = {"": _names(_own_files(project))}
    for package in sorted(project.glob("dbt_packages/*")):
        found[package.name] = _names(package.rglob("*.sql"))
    if of_dbt := _macros_of_dbt():
        found[_DBT] = of_dbt
    return found


@cache
def _macros_of_dbt() -> list[str]:
    """Read once: hundreds of files, and every model that fails asks for them."""
    dbt = importlib.util.find_spec("dbt.include.global_project")
    folders = (dbt.submodule_search_locations or ()) if dbt else ()
    return _names(file for folder in folders for file in Path(folder).rglob("*.sql"))


def _names(files: Iterable[Path]) -> list[str]:
    texts = (file.read_text("utf-8", "replace") for file in files)
    names = {macro[1] for text in texts for macro in MACRO_HEAD.finditer(text)}
    return sorted(name for name in names if "__" not in name)
