"""What is known beside the repository's files, as far as somebody gives it.

That is what `monitor` measured, what readers of an environment see, and rows of bundles. What
cannot be read is a finding, all of them in one `InputError`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from inseam.bundle.folder import read as read_bundle
from inseam.bundle.sample import OPEN
from inseam.catalog.content import Port, Table
from inseam.monitor.history import ContractRun, read_history
from inseam.odcs.names import file_stem
from inseam.release.listing import Listed, SeenContract, SeenProduct, read_listed
from inseam.report.finding import Finding, InputError, Severity

# As many as somebody reads.
MOST_ROWS = 10

Row = Mapping[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRows:
    """The columns that everybody may see, and each row's values as text; None for NULL."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """``runs`` are those of `monitor` by contract, the oldest first; ``samples`` those of bundles,
    by the stem of the contract's file and the physical name of the object.
    """

    runs: Mapping[str, Sequence[ContractRun]] = field(default_factory=dict)
    listed: Listed | None = None
    samples: Mapping[tuple[str, str], Sequence[Row]] = field(default_factory=dict)

    def product(self, id: str) -> SeenProduct | None:
        products = self.listed.products if self.listed else ()
        return next((one for one in products if one.product == id), None)

    def contract(self, id: str) -> SeenContract | None:
        contracts = self.listed.contracts if self.listed else ()
        return next((one for one in contracts if one.contract == id), None)

    def sample(self, port: Port, table: Table) -> SampleRows | None:
        """None if no bundle has any. The contract of today decides which columns are shown: a
        bundle may be older."""
        rows = self.samples.get((file_stem(port.id), table.physical_name), ())[:MOST_ROWS]
        columns = tuple(
            column.name
            for column in table.columns
            if not column.is_personal
            and column.classification in OPEN
            and any(column.name in row for row in rows)
        )
        if not columns:
            return None
        return SampleRows(
            columns=columns,
            rows=tuple(tuple(_text(row.get(name)) for name in columns) for row in rows),
        )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def read_given(history: Path | None, releases: Path | None, bundles: Path | None) -> Given:
    """``bundles`` is the folder with a bundle for each product. Raises `InputError`."""
    findings: list[Finding] = []

    def taken(read: Callable[[Path], _T], path: Path | None, nothing: _T) -> _T:
        if path is None:
            return nothing
        try:
            return read(path)
        except InputError as error:
            findings.extend(error.findings)
        return nothing

    no_runs: dict[str, list[ContractRun]] = {}
    no_samples: dict[tuple[str, str], Sequence[Row]] = {}
    given = Given(
        runs=taken(_runs, history, no_runs),
        listed=taken(_listed, releases, None),
        samples=taken(_samples, bundles, no_samples),
    )
    if findings:
        raise InputError(findings)
    return given


def _runs(path: Path) -> dict[str, list[ContractRun]]:
    runs: dict[str, list[ContractRun]] = defaultdict(list)
    try:
        found = read_history(path.read_bytes())
    except (OSError, ValueError) as error:
        fix = "Give the file that `./pants monitor` writes, or none."
        raise _unreadable("no-history", path, "a history", error, fix) from error
    for run in found.runs:
        runs[run.contract].append(run)
    return runs


def _listed(path: Path) -> Listed | None:
    try:
        return read_listed(path.read_bytes())
    except (OSError, ValueError) as error:
        fix = (
            "Give what `./pants --inseam-format=json release --release-list products::` prints, or"
            " nothing."
        )
        raise _unreadable("no-releases", path, "a list of releases", error, fix) from error


def _samples(folder: Path) -> dict[tuple[str, str], Sequence[Row]]:
    try:
        bundles = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        fix = "Give the folder that `./pants package products::` fills, or none."
        raise _unreadable("no-bundles", folder, "a folder with bundles", error, fix) from error
    findings: list[Finding] = []
    samples: dict[tuple[str, str], Sequence[Row]] = {}
    for bundle in bundles:
        try:
            samples |= dict(_of_bundle(bundle))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return samples


def _of_bundle(folder: Path) -> Iterator[tuple[tuple[str, str], Sequence[Row]]]:
    _, files = read_bundle(folder)
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.parts[0] == "sample" and len(path.parts) == 3:
            yield (path.parts[1], path.stem), json.loads(content)


def _unreadable(rule: str, path: Path, what: str, error: Exception, fix: str) -> InputError:
    return InputError(
        [
            Finding(
                rule=rule,
                severity=Severity.ERROR,
                file=str(path),
                message=f"This cannot be read as {what}: {error}",
                fix=fix,
            )
        ]
    )
