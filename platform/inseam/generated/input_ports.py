"""Which contracts a project's sources name, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.contracts.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError

FOLDER = Path("models", "input_ports")


@dataclass(frozen=True, slots=True)
class InputPort:
    """``file`` and ``line`` are where a source first names the contract."""

    contract_id: str
    file: str
    line: int


def input_ports(project: Path) -> list[InputPort]:
    """One for each contract, by id. Raises `InputError` for a file that cannot be read."""
    found: dict[str, InputPort] = {}
    problems: list[Finding] = []
    for path in sorted((project / FOLDER).glob("*.source.yaml")):
        try:
            document = read_yaml(str(path), path.read_bytes())
        except InputError as error:
            problems += error.findings
            continue
        for index, source in enumerate(_list(document.value, "sources")):
            element = ("sources", index, "config", "meta", "data_contract", "id")
            contract_id = _at(source, element[2:])
            if isinstance(contract_id, str) and contract_id:
                port = InputPort(contract_id, str(path), document.line(element))
                found.setdefault(contract_id, port)
    if problems:
        raise InputError(problems)
    return [port for _, port in sorted(found.items())]


def _list(value: Any, key: str) -> list[Any]:
    entries = value.get(key) if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _at(value: Any, keys: tuple[object, ...]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
