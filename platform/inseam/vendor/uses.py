"""Who in the repository uses a package that was brought in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inseam.dbt_project.folders import FILE
from inseam.dbt_project.packages import calls_package, listed_packages
from inseam.report.finding import Finding, InputError, Severity

_PRODUCTS = "products"


def use_findings(package: str, repository: Path) -> Iterator[Finding]:
    """What is left to do: who lists it from elsewhere, who calls it and does not list it, and
    whether nobody calls it.
    """
    is_called = False
    for file in sorted((repository / _PRODUCTS).glob(f"*/{FILE}")):
        project = file.parent
        calls = calls_package(project, package)
        is_called = is_called or calls
        yield from _of_project(project.relative_to(repository), project, package, calls)
    if not is_called:
        yield _note(
            "package-not-called",
            Path("shared", package),
            None,
            f"No product calls the package `{package}`.",
            f"Call its macros as `{package}.<macro>()`, or delete shared/{package}.",
        )


def _of_project(place: Path, project: Path, package: str, calls: bool) -> Iterator[Finding]:
    local = f"local: ../../shared/{package}"
    try:
        listed = [one for one in listed_packages(project) if one.name == package]
    except InputError as error:
        yield from error.findings
        return
    for one in listed:
        if not calls:
            yield _note(
                "package-not-called",
                place / one.file,
                one.line,
                f"It lists the package `{package}`, and nothing here calls that.",
                "Delete its entry.",
            )
        elif not one.is_local:
            yield _note(
                "package-from-elsewhere",
                place / one.file,
                one.line,
                f"It lists the package `{package}`, which is in this repository now.",
                f"Write `{local}` in place of the entry.",
            )
    if calls and not listed:
        yield _note(
            "package-not-listed",
            place / "packages.yml",
            None,
            f"It calls the package `{package}`, and does not list it.",
            f"Add `- {local}`.",
        )


def _note(rule: str, file: Path, line: int | None, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule, severity=Severity.INFO, file=str(file), line=line, message=message, fix=fix
    )
