"""``python -m inseam.vendor <form> <request.json>``, for Pants, in the repository's root.

The request is ``{"version": 1, "options": {"from": ["../dbt-utils"], "check": false}}``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from inseam import wire
from inseam.report.finding import Finding, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.unknown_form import refuse_unknown_form
from inseam.vendor.address import OPTION, refused
from inseam.vendor.plan import SHARED, plan
from inseam.vendor.record import FILE, read_record
from inseam.vendor.uses import use_findings
from inseam.vendor.written import Change, changes, edited, write


def vendor(addresses: list[str], repository: Path) -> Report:
    """Brings in what the addresses name, and says what became of it. Raises `InputError`."""
    if not addresses:
        return report([refused("No package is named.", f"Name one: {OPTION}=<address>.")])
    with tempfile.TemporaryDirectory() as scratch:
        planned, notes = plan(addresses, repository, Path(scratch))
        found = changes(planned, repository)
        write(found, repository)
    uses = [note for one in found for note in use_findings(one.planned.package.name, repository)]
    return report([*notes, *uses], *map(_said, found))


def check(repository: Path) -> Report:
    """Whether all packages of others are as they were brought in."""
    folders = [path.parent for path in sorted((repository / SHARED).glob(f"*/{FILE}"))]
    findings = list(_edited(folders, repository))
    number = f"{len(folders)} vendored package{'' if len(folders) == 1 else 's'} checked"
    return report(findings, number)


def _edited(folders: Iterable[Path], repository: Path) -> Iterable[Finding]:
    for folder in folders:
        if edited(folder):
            record = read_record(folder)
            assert record is not None
            yield Finding(
                rule="package-edited",
                severity=Severity.ERROR,
                file=str(folder.relative_to(repository) / FILE),
                message=f"`{record.name}` {record.version} is not as it was brought in.",
                fix=f"Bring it in again from {record.address}, or delete {FILE} to keep it as your"
                " own package.",
            )


def _said(change: Change) -> str:
    planned = change.planned
    record = planned.record()
    name = f"{planned.folder}: {record.name} {record.version}".rstrip()
    if change.is_same:
        return f"{name} is there already"
    at = f" at {record.commit[:12]}" if record.commit else ""
    needs = f", needs {', '.join(record.needs)}" if record.needs else ""
    before = f" in place of {change.before}" if change.before is not None else ""
    return (
        f"{name}{before} from {record.address}{at}: {len(change.files)} files, licence"
        f" {record.licence}, sha256 {record.sha256[:12]}{needs}"
    )


def main() -> Report:
    form, request_file = sys.argv[1:]
    refuse_unknown_form("vendor", form, FORMATS)
    options = wire.document(Path(request_file).read_bytes())["options"]
    if options.get("check"):
        return check(Path())
    return vendor(list(options["from"]), Path())


if __name__ == "__main__":
    sys.exit(run_process(main, FORMATS[sys.argv[1]] if sys.argv[1] in FORMATS else FORMATS["text"]))
