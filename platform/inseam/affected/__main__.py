"""``python -m inseam.affected <form> <request.json> <out>``, for Pants.

The request is `inseam.affected.changed_file.Request` as JSON. Facts lie in ``_given/both``, and
what differs between the sides in ``_given/base`` and ``_given/head``; changed YAML and SQL lies in
``_files/base`` and ``_files/head``, and the gate's configuration with the latter. What is affected
is written to ``<out>``, and what keeps it from being known is a report on standard output.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from inseam import wire
from inseam.affected.affected import Inputs, find_affected
from inseam.affected.changed_file import Request
from inseam.affected.revision import Texts
from inseam.affected.show import FORMS
from inseam.gate.configuration import FILE, read_configuration
from inseam.gate.settings import Settings
from inseam.report.finding import InputError
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.report.unknown_form import refuse_unknown_form

_FACTS = Path("_given")
_FILES = Path("_files")


def _facts(side: str) -> tuple[Path, ...]:
    return tuple(sorted((_FACTS / side).rglob("*.jsonl")))


def _texts(side: str) -> Texts:
    folder = _FILES / side
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return Texts({file.relative_to(folder).as_posix(): file.read_bytes() for file in files})


def _settings(head: Texts, today: date) -> Settings:
    """As the gate has them. That its file cannot be read, the gate says."""
    settings = Settings(today=today)
    document = head.document(FILE)
    if document is None:
        return settings
    try:
        return read_configuration(document).settings(settings)
    except InputError:
        return settings


def main() -> Report:
    form, request, out = sys.argv[1:]
    refuse_unknown_form("affected", form, FORMS)
    asked = wire.read_file(Path(request), Request)
    base, head = _texts("base"), _texts("head")
    settings = _settings(head, asked.today)
    inputs = Inputs(_facts("both"), _facts("base"), _facts("head"), base, head, settings)
    affected = find_affected(asked, inputs)
    Path(out).write_text(FORMS[form](affected) + "\n", encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
