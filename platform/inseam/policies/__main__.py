"""``python -m inseam.policies <day> <facts> <out>``, in the repository's top folder.

Asks the policies in `platform/policies` over the facts (``*.jsonl``) in a folder, as of a day, and
reports what it finds. ``<out>/standing.txt`` says of each rule and each product how it stands,
``<out>/open.txt`` who breaks what, ``<out>/standing.json`` both for programs; ``<out>/baselines``
has what a baseline would be of each policy that something breaks.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from inseam.documents.day import day_given
from inseam.policies.assessment import assess
from inseam.policies.baseline import write_baseline
from inseam.policies.repository import read_repository
from inseam.policies.sandbox import open_sandbox
from inseam.policies.scoreboard import open_standing, standing, summary, to_json
from inseam.policies.violation import Violation
from inseam.report.process import run_process
from inseam.report.report import Report, report


def main() -> Report:
    day, facts, out = sys.argv[1:]
    sandbox = open_sandbox(sorted(Path(facts).rglob("*.jsonl")))
    assessment = assess(read_repository(Path()), sandbox, day_given(day, "--policies-today"))
    by_rule: dict[str, list[Violation]] = defaultdict(list)
    for violation in assessment.found:
        by_rule[violation.finding.rule].append(violation)
    for rule, violations in by_rule.items():
        _write(Path(out, "baselines", f"{rule}.txt"), write_baseline(violations))
    _write(Path(out, "standing.txt"), standing(assessment) + "\n")
    _write(Path(out, "open.txt"), open_standing(assessment) + "\n")
    _write(Path(out, "standing.json"), to_json(assessment))
    return report(assessment.findings, summary(assessment))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run_process(main))
