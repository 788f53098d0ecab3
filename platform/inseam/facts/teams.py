"""The team registry: ``python -m inseam.facts.teams <teams.yaml> <out.jsonl>``.

A broken file is a row of `findings`, and the exit code is 0.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.facts.gathered import Gathered
from inseam.facts.team_rows import team_rows
from inseam.report.process import run_process
from inseam.report.report import Report


def read_teams(path: Path) -> Gathered:
    read = Gathered(None)
    read.read_checked_yaml(path, team_rows)
    return read


def main() -> Report:
    registry, out = sys.argv[1:]
    read_teams(Path(registry)).write(Path(out))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
