"""The files of a product's bundle, made of what is in the repository and what its test left.

    <product>.odps.yaml                     the product, as it is in the repository; so are
    README.md, costs.yaml, agreements/<id>.yaml
    contracts/<id>.odcs.yaml                of its output ports
    published/<id>/<version>.odcs.yaml      what `contracts/published/` has of these versions
    inputs/<id>.odcs.yaml                   of its input ports, as the product accepted them
    manifest.json                           dbt's, normalised
    facts/documents.jsonl, facts/dbt.jsonl  its rows of the facts
    lineage/<port>.json                     OpenLineage events of its test; `_.json` of no one port
    test-results/<id>.json                  of each contract, in datacontract-cli's form
    dbt-results.json                        what became of each node of dbt
    profile.json                            of each object of its ports
    sample/<id>/<object>.json               rows that everybody may see

Nothing tells when, where or by whom it was made: the same product has the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from inseam.bundle.contract_results import datacontract_result
from inseam.bundle.events import Event, events_by_port
from inseam.bundle.manifest import is_inside
from inseam.bundle.profile import shown_profile
from inseam.bundle.sample import Document, physical_name, sample
from inseam.bundle.visible_columns import Carried, carried_by_column, open_objects
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.places import is_port_contract, is_snapshot
from inseam.report.finding import Finding, InputError, Severity

Rows = Sequence[Mapping[str, Any]]
Files = dict[str, bytes]

_AS_THEY_ARE = ("README.md", "costs.yaml", "agreements/*.yaml")
_ODPS = "*.odps.yaml"
# What a result of dbt says that is from no row.
_OF_A_NODE = ("unique_id", "status", "failures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a test left. ``rows`` are those of an object, by contract and table.

    ``checks`` are by contract, ``profile`` by contract and table; ``nodes`` are dbt's results.
    """

    checks: Mapping[str, Any]
    profile: Mapping[str, Any]
    nodes: Iterable[Mapping[str, Any]]
    rows: Mapping[tuple[str, str], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """``files`` are the product's, by their paths in its ``folder``; ``published`` by those below
    `contracts/published/`. ``made`` is what goes into the bundle as it is, ``lineage`` the document
    that tells where the columns of its ports come from. ``time`` has a zone.
    """

    folder: str
    files: Mapping[str, bytes]
    published: Mapping[str, bytes]
    made: Mapping[str, bytes]
    events: Iterable[Event]
    lineage: Mapping[str, Any]
    tested: Tested
    time: datetime


def contents(sources: Sources) -> Files:
    """By their paths in the bundle. Raises `InputError` with all that is wrong."""
    reading = _Reading(sources)
    product = reading.product()
    contracts = list(reading.contracts())
    if reading.findings:
        raise InputError(reading.findings)
    ports = _port_names(product)
    carried = carried_by_column(sources.lineage)
    files: Files = {**sources.made, **_as_they_are(sources)}
    for path, contract in contracts:
        id_ = str(contract.get("id"))
        files[f"contracts/{id_}.odcs.yaml"] = sources.files[path]
        version = f"{id_}/{contract.get('version')}.odcs.yaml"
        if version in sources.published:
            files[f"published/{version}"] = sources.published[version]
        files |= _of_test(sources, contract, ports.get(id_, id_), carried)
    files["dbt-results.json"] = _json(_node_results(sources.tested.nodes))
    files["profile.json"] = _json(_profiles(sources.tested, [c for _, c in contracts], carried))
    for port, events in events_by_port(sources.events, ports).items():
        files[f"lineage/{port}.json"] = _json(events)
    if wrong := [path for path in sorted(files) if not is_inside(path)]:
        raise InputError([_no_path(sources.folder, path) for path in wrong])
    return files


class _Reading:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.findings: list[Finding] = []

    def product(self) -> Document:
        found = _matching(self._sources.files, _ODPS)
        if len(found) != 1:
            self.findings.append(_not_one_odps(self._sources.folder, len(found)))
            return {}
        return self._mapping(found[0])

    def contracts(self) -> Iterator[tuple[str, Document]]:
        for path in filter(is_port_contract, sorted(self._sources.files)):
            yield path, self._mapping(path)

    def _mapping(self, path: str) -> Document:
        file = f"{self._sources.folder}/{path}"
        try:
            value = read_yaml(file, self._sources.files[path]).value
        except InputError as error:
            self.findings += error.findings
            return {}
        if not isinstance(value, dict):
            self.findings.append(_no_mapping(file))
            return {}
        return value


def _as_they_are(sources: Sources) -> Files:
    paths = [path for pattern in _AS_THEY_ARE for path in _matching(sources.files, pattern)]
    product = PurePosixPath(sources.folder).name
    return {
        **{path: sources.files[path] for path in paths},
        **{
            f"inputs/{PurePosixPath(path).name}": sources.files[path]
            for path in filter(is_snapshot, sorted(sources.files))
        },
        f"{product}.odps.yaml": sources.files[_matching(sources.files, _ODPS)[0]],
    }


def _of_test(sources: Sources, contract: Document, port: str, carried: Carried) -> Files:
    """What the test says of a contract, and a sample of each of its objects."""
    id_ = str(contract.get("id"))
    files: Files = {}
    if (checked := sources.tested.checks.get(id_)) is not None:
        result = datacontract_result(
            contract,
            checked,
            product=PurePosixPath(sources.folder).name,
            port=port,
            time=_utc(sources.time),
        )
        files[f"test-results/{id_}.json"] = _json(result)
    for table, columns in open_objects(contract, carried):
        if (id_, table) in sources.tested.rows:
            rows = _rows(sources.tested, id_, table, columns)
            files[f"sample/{id_}/{table}.json"] = _json(sample(columns, rows), in_order=True)
    return files


def _profiles(tested: Tested, contracts: Iterable[Document], carried: Carried) -> dict[str, Any]:
    return {
        id_: {
            table: shown_profile(found[table], columns, _rows(tested, id_, table, columns))
            for table, columns in open_objects(contract, carried)
            if table in found
        }
        for contract in contracts
        for id_ in (str(contract.get("id")),)
        for found in (tested.profile.get(id_, {}),)
    }


def _rows(tested: Tested, contract: str, table: str, columns: Iterable[Document]) -> Rows:
    """Of these columns, called as the contract writes them: engines do not tell the cases apart."""
    names = {physical_name(column).lower(): physical_name(column) for column in columns}
    return [
        {names[name.lower()]: value for name, value in row.items() if name.lower() in names}
        for row in tested.rows.get((contract, table), ())
    ]


def _node_results(nodes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = ({key: node.get(key) for key in _OF_A_NODE} for node in nodes)
    return sorted(found, key=lambda node: str(node["unique_id"]))


def _port_names(product: Document) -> dict[str, str]:
    ports = product.get("outputPorts")
    return {
        str(port["contractId"]): str(port["name"])
        for port in (ports if isinstance(ports, list) else ())
        if isinstance(port, dict) and port.get("contractId") and port.get("name")
    }


def _matching(files: Iterable[str], pattern: str) -> list[str]:
    """A star stands for one part of a path, or for some of it."""
    depth = pattern.count("/")
    return sorted(
        path for path in files if path.count("/") == depth and PurePosixPath(path).match(pattern)
    )


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(value: Any, in_order: bool = False) -> bytes:
    """``in_order``: keys stay in the order they have, which is a contract's for columns."""
    text = json.dumps(value, indent=1, sort_keys=not in_order, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _not_one_odps(folder: str, count: int) -> Finding:
    return _error(
        "bundle-product",
        folder,
        f"The product has {count} files `*.odps.yaml` instead of one.",
        "Describe it in one, `<product>.odps.yaml`: without it nobody can find the product.",
    )


def _no_mapping(file: str) -> Finding:
    return _error("bundle-product", file, "It is not a mapping.", "Write it as the standard says.")


def _no_path(folder: str, path: str) -> Finding:
    return _error(
        "bundle-path",
        folder,
        f"{path!r} is not a path that every system has.",
        "Name files and ports with letters, digits, hyphens and underscores.",
    )


def _error(rule: str, file: str, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, file=file, message=message, fix=fix)
