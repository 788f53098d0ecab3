"""The columns whose values are not shown.

``python -m inseam.parity.personal <file to write> <contract> ...``. By name, so that they are not
shown of an internal model either, for which no contract speaks. Reads contracts as people write
them: their canonical form has no tags.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import read_file, read_yaml
from inseam.odcs.personal_data import is_personal
from inseam.report.process import run_process
from inseam.report.report import Report


def personal_columns(contract: Mapping[str, Any]) -> Iterator[str]:
    """In lower case: those that say that they hold personal data, or a part of which does."""
    for described in _entries(contract.get("schema")):
        for column in _entries(described.get("properties")):
            if _holds(column):
                name = column.get("physicalName") or column.get("name")
                yield str(name).lower()


def _holds(element: Mapping[str, Any]) -> bool:
    return is_personal(element) is True or any(map(_holds, _parts(element)))


def _parts(element: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from _entries(element.get("properties"))
    map_ = element.get("map")
    sides = [map_.get("key"), map_.get("value")] if isinstance(map_, dict) else []
    yield from _entries([element.get("items"), *sides])


def _entries(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def main() -> Report:
    target, *contracts = sys.argv[1:]
    found = {
        name
        for contract in contracts
        if Path(contract).is_file()
        for name in personal_columns(read_yaml(contract, read_file(contract)).value)
    }
    Path(target).write_text(json.dumps(sorted(found)) + "\n", encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
