"""Which contracts a project's sources name, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.folders import project_folders
from inseam.documents.yaml_document import Path as ElementPath
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError

_FOLDER = "input_ports"
_REFERENCE = "data_contract"
# How the files of a product's input ports are called as a rule.
_SOURCES = ".source.yaml"


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
    for path in _files(project):
        content = path.read_bytes()
        if _REFERENCE.encode() not in content and not path.name.endswith(_SOURCES):
            continue  # most YAML of a project is about its models
        try:
            document = read_yaml(str(path), content)
        except InputError as error:
            problems += error.findings
            continue
        for element in _references(document.value):
            contract_id = _at(document.value, element)
            if isinstance(contract_id, str) and contract_id:
                port = InputPort(contract_id, str(path), document.line(element))
                found.setdefault(contract_id, port)
    if problems:
        raise InputError(problems)
    return [port for _, port in sorted(found.items())]


def snapshot_folder(project: Path) -> Path:
    """Where the snapshots of contracts are that a project reads."""
    folders = project_folders(project).models
    with_snapshots = [f for f in folders if next((project / f / _FOLDER).glob("*.odcs.yaml"), None)]
    return project / (*with_snapshots, *folders, "models")[0] / _FOLDER


def _files(project: Path) -> list[Path]:
    """The YAML in which dbt looks for sources; contracts and ODPS files are none."""
    return sorted(
        {
            path
            for folder in project_folders(project).models
            for suffix in (".yml", ".yaml")
            for path in (project / folder).rglob(f"*{suffix}")
            if path.is_file() and not path.name.endswith((".odcs.yaml", ".odps.yaml"))
        }
    )


def _references(document: Any) -> Iterator[ElementPath]:
    """Where sources, or tables of theirs, may name a contract."""
    for index, source in enumerate(_list(document, "sources")):
        tables = range(len(_list(source, "tables")))
        for owner in ((), *(("tables", table) for table in tables)):
            for of_meta in (("config", "meta"), ("meta",)):
                yield ("sources", index, *owner, *of_meta, _REFERENCE, "id")


def _list(value: Any, key: str) -> list[Any]:
    entries = value.get(key) if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _at(value: Any, keys: tuple[object, ...]) -> Any:
    for key in keys:
        if isinstance(value, list) and isinstance(key, int):
            value = value[key]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value
