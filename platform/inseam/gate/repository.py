"""``python -m inseam.gate.repository <request.json>``, for Pants: the contracts of a repository.

The request:

    {"version": 1, "before": "origin/main (0123456789ab)", "today": "2026-11-01",
     "changed": ["products/orders/README.md"],
     "only": {"folders": ["products/orders"], "files": []}}

``only`` is null for all contracts. Contracts, snapshots and products' files lie in ``_base`` and
``_head``, and with the latter the gate's configuration. Where contracts differ, facts of the
products that the change may concern are in ``_facts/both``, and what differs between the sides in
``_facts/base`` and ``_facts/head``. What there is to say is a report on standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.documents.day import day_given
from inseam.documents.line_ends import as_git_keeps
from inseam.documents.yaml_document import read_yaml
from inseam.gate.configuration import FILE, NOTHING_CONFIGURED, read_configuration
from inseam.gate.model import ComparedContract
from inseam.gate.outcome import report_of
from inseam.gate.readers import FactsFiles, readers_of
from inseam.gate.settings import Settings
from inseam.gate.trees import compare_trees, contract_ids, is_contract_file
from inseam.report.finding import InputError
from inseam.report.process import run_process
from inseam.report.report import Report

_FACTS = Path("_facts")


@dataclass(frozen=True, slots=True)
class Request:
    before: str
    today: date
    changed: tuple[str, ...]
    only: Callable[[str], bool] | None


def request_from(document: Mapping[str, Any]) -> Request:
    """Raises `InputError` if somebody gave a day that is none."""
    return Request(
        before=document["before"],
        today=day_given(document["today"], "--contract-gate-today"),
        changed=tuple(document["changed"]),
        only=None if document["only"] is None else _selection(document["only"]),
    )


def _selection(only: Mapping[str, Any]) -> Callable[[str], bool]:
    files = frozenset(only["files"])
    folders = tuple(f"{folder}/" for folder in only["folders"])
    return lambda path: path in files or path.startswith(folders)


def _files(side: str) -> dict[str, bytes]:
    folder = Path(side)
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): as_git_keeps(file.read_bytes()) for file in files}


def _changed_ids(base: Mapping[str, bytes], head: Mapping[str, bytes]) -> Iterator[str]:
    for path in base.keys() | head.keys():
        if base.get(path) != head.get(path):
            for content in filter(None, (base.get(path), head.get(path))):
                try:
                    yield ComparedContract(read_yaml(path, content)).id
                except InputError:
                    continue  # the gate says so itself


def gate(request: Request) -> Report:
    base, given = _files("_base"), _files("_head")
    written = given.pop(FILE, None)
    configuration = NOTHING_CONFIGURED
    if written is not None:
        configuration = read_configuration(read_yaml(FILE, written))
    settings = configuration.settings(Settings(today=request.today))
    head = {path: content for path, content in given.items() if is_contract_file(path)}
    readers = None
    if _FACTS.is_dir():
        both, was, is_now = (
            tuple(sorted((_FACTS / side).rglob("*.jsonl"))) for side in ("both", "base", "head")
        )
        facts = FactsFiles(both, was, is_now)
        readers = readers_of(_changed_ids(base, head), facts, request.today)
    outcome = compare_trees(
        base,
        head,
        settings,
        before=request.before,
        consumers=readers.consumers if readers else None,
        agreements=readers.agreements if readers else None,
        reading=readers.reading if readers else {},
        beside={path: content for path, content in given.items() if path not in head},
        only=request.only,
        waived=configuration.exceptions.contracts,
    )
    known = outcome.looked_at
    if not configuration.exceptions.contracts <= known:
        # Those that were not asked for as well.
        known |= contract_ids(base) | contract_ids(head)
    return report_of(outcome, configuration.exceptions, request.today, request.changed, known)


def main() -> Report:
    (request,) = sys.argv[1:]
    return gate(request_from(wire.document(Path(request).read_bytes())))


if __name__ == "__main__":
    sys.exit(run_process(main))
