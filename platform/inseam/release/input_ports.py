"""Where a project says which contracts it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.release.plan import InputPort


def input_ports(project: Path, contracts: Iterable[str]) -> tuple[InputPort, ...]:
    """The first line that names each contract; the project's dbt_project.yml if that is unclear."""
    elsewhere = (project / "dbt_project.yml").as_posix()
    named: dict[str, InputPort] = {}
    for port in _named(project):
        named.setdefault(port.contract, port)
    return tuple(named.get(id_, InputPort(id_, elsewhere, None)) for id_ in contracts)


def _named(project: Path) -> Iterator[InputPort]:
    for file in sorted((project / "models").rglob("*.source.yaml")):
        document = read_yaml(file.as_posix(), file.read_bytes())
        for index, source in enumerate(document.value.get("sources") or ()):
            meta = {**(source.get("meta") or {}), **(source.get("config") or {}).get("meta", {})}
            if contract := (meta.get("data_contract") or {}).get("id"):
                yield InputPort(contract, document.file, document.line(("sources", index)))
