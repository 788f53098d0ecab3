"""What a change of data contracts does to their readers.

    python -m inseam.gate --against <branch|commit|folder|file> <contract or folder> ...

Compares the contracts here with what they were, says what breaks whom, and which version each
change asks for. With a branch or commit, what they were is the state where this branch left it.
Exit codes: 0 nothing breaks, 1 something does, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from inseam.contracts.yaml_document import read_yaml
from inseam.gate.against import files_against, files_in_git, files_on_disk
from inseam.gate.catalogue import BY_ID, RULES
from inseam.gate.compare import Verdict
from inseam.gate.explain import explained
from inseam.gate.grade import Grade
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.trees import Outcome, compare_trees
from inseam.gate.waivers import NO_EXCEPTIONS, Exceptions, read_exceptions, with_exceptions
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report

EXCEPTIONS = "contract-gate.yaml"


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="inseam gate",
        description=(__doc__ or "").split("\n", 1)[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("files", nargs="*", help="contracts, or folders of `*.odcs.yaml` files")
    parser.add_argument("--against", help="branch, commit, folder or file to compare with")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument(
        "--exceptions", help=f"file of waivers and severities; {EXCEPTIONS} if it is there"
    )
    parser.add_argument(
        "--majors",
        choices=[str(one) for one in Majors],
        default=str(Majors.BESIDE),
        help="whether a new major version is a new contract, or may replace the old one",
    )
    parser.add_argument(
        "--readers",
        choices=[str(one) for one in Readers],
        action="append",
        default=[],
        help="readers to look after beside those in SQL; may be given twice",
    )
    parser.add_argument(
        "--also",
        choices=sorted(rule.id for rule in RULES if rule.opt_in),
        action="append",
        default=[],
        help="rules that are off by default",
    )
    parser.add_argument(
        "--notice-days",
        type=int,
        default=90,
        help="notice period of contracts that promise none",
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, help="the day of the comparison, if not today"
    )
    parser.add_argument("--explain", choices=sorted(BY_ID), metavar="RULE", help="explain a rule")
    return parser.parse_args(given)


def gate(options: argparse.Namespace, root: Path) -> Report:
    settings = Settings(
        today=options.today or _today(),
        notice_days=min(max(options.notice_days, 0), 36_500),
        majors=Majors(options.majors),
        readers=frozenset(map(Readers, options.readers)),
        opt_in=frozenset(options.also),
    )
    wanted = [_relative(name, root) for name in options.files]
    head = files_on_disk(root, wanted)
    against = root / options.against
    if against.exists():
        before, base = options.against, files_against(root, against, wanted)
    else:
        before, base = files_in_git(root, options.against, wanted)
        before = f"{options.against} ({before})"
    _refuse_missing(wanted, root, base)
    if not base and not head:
        where = ", ".join(options.files)
        raise InputError([_bad_file(where, "No `*.odcs.yaml` is there or was there.")])
    outcome = compare_trees(base, head, settings, before=before)
    findings = with_exceptions(
        outcome.remarks, _exceptions(options.exceptions, root), outcome.looked_at, settings.today
    )
    findings += outcome.unreadable
    if outcome.unreadable:
        raise InputError(findings)
    return report(findings, *summary(outcome))


def _today() -> date:
    """The one place that asks the clock."""
    return date.today()  # noqa: DTZ011


def _relative(name: str, root: Path) -> str:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise InputError([_bad_file(name, "It is outside of the working folder.")])
    return path.relative_to(root.resolve()).as_posix()


def _refuse_missing(wanted: Sequence[str], root: Path, base: dict[str, bytes]) -> None:
    missing = [
        name
        for name in wanted
        if not (root / name).exists()
        and not any(path == name or path.startswith(f"{name}/") for path in base)
    ]
    if missing:
        raise InputError(
            _bad_file(name, "It is neither here nor in what is compared with.") for name in missing
        )


def _bad_file(name: str, why: str) -> Finding:
    return Finding(
        rule="file-missing",
        severity=Severity.ERROR,
        file=name,
        message=f"There is nothing to compare. {why}",
        fix="Name contracts, or folders with contracts in them.",
    )


def _exceptions(name: str | None, root: Path) -> Exceptions:
    if name is None and not (root / EXCEPTIONS).is_file():
        return NO_EXCEPTIONS
    file = root / (name or EXCEPTIONS)
    if not file.is_file():
        raise InputError([_bad_file(str(name), "It should have the waivers.")])
    return read_exceptions(read_yaml(name or EXCEPTIONS, file.read_bytes()))


def summary(outcome: Outcome) -> list[str]:
    """A line a contract that was changed, and how many were looked at."""
    lines = [_summary_of(verdict) for verdict in outcome.verdicts if verdict.changes]
    number = outcome.compared
    counts = [f"{number} contract{'' if number == 1 else 's'} compared"]
    counts += [f"{outcome.added} new"] if outcome.added else []
    counts += [f"{outcome.gone} gone"] if outcome.gone else []
    return [*lines, ", ".join(counts)]


def _summary_of(verdict: Verdict) -> str:
    grades = [change.grade for change in verdict.changes]
    counts = ", ".join(f"{grades.count(one)} {one.value}" for one in reversed(Grade))
    if verdict.is_free:
        return f"{verdict.contract}: {counts}; nothing was promised yet"
    version = f"{verdict.old_version} -> {verdict.new_version}"
    needs = f", needs {verdict.needed}" if verdict.needed else ""
    return f"{verdict.contract}: {counts}; {version}{needs}"


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(sys.argv[1:] if given is None else given)
    if options.explain:
        print(explained(BY_ID[options.explain]))
        return 0
    if not options.against or not options.files:
        print("inseam gate: needs --against and files; see --help", file=sys.stderr)
        return 2
    return run_process(lambda: gate(options, Path.cwd()), FORMATS[options.format])


if __name__ == "__main__":
    sys.exit(main())
