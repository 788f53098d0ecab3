"""Files with input rows that no table takes: rows that somebody chose, and no test reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, Severity
from inseam.report.near_names import near_names
from inseam.testing.source_table import SourceTable

FOLDER = Path("tests", "inputs")
_SUFFIXES = (".csv", ".parquet")


def leftover_inputs(project: Path, tables: Iterable[SourceTable]) -> Iterator[Finding]:
    """A finding for each file in `tests/inputs` that is named like no table of a source.

    Pages for people and hidden files are none.
    """
    by_contract: dict[str, set[str]] = {}
    for table in tables:
        folder_name = file_stem(table.contract_id) if table.contract_id else table.source
        by_contract.setdefault(folder_name, set()).add(table.name)
    folder = project / FOLDER
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if not path.is_file() or path.suffix == ".md" or path.name.startswith("."):
            continue
        taken = by_contract.get(within.parts[0], set()) if len(within.parts) == 2 else set()
        if path.suffix not in _SUFFIXES or path.stem not in taken:
            yield Finding(
                rule="input-of-no-table",
                severity=Severity.ERROR,
                file=str(path),
                message=f"No table takes its rows from `{within}`.",
                fix=_fix(within, by_contract),
            )


def _fix(within: Path, by_contract: dict[str, set[str]]) -> str:
    expected = {
        f"{contract}/{name}{_suffix(within)}"
        for contract, names in by_contract.items()
        for name in names
    }
    # A name within the right folder is nearer than any other, and the folder says no more then.
    here = {name for name in expected if Path(name).parts[:-1] == within.parts[:-1]}
    of_stem = {Path(name).stem: name for name in here}
    near = [of_stem[stem] for stem in near_names(within.stem, of_stem)]
    if near := near or list(near_names(str(within), expected - here)):
        names = " or ".join(f"`{name}`" for name in near)
        return f"Rename it to {names}, or delete it."
    if here:
        which = "" if len(here) == 1 else "one of "
        return f"Rename it to {which}{_listed(here)}, or delete it."
    if expected:
        return f"Name it by contract and table, such as {_listed(expected)}, or delete it."
    return "Delete it: no source of this product has a table."


def _suffix(within: Path) -> str:
    return within.suffix if within.suffix in _SUFFIXES else ".csv"


def _listed(names: set[str], most: int = 5) -> str:
    shown = ", ".join(f"`{name}`" for name in sorted(names)[:most])
    return f"{shown} (of {len(names)})" if len(names) > most else shown
