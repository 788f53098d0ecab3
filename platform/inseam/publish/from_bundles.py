"""What is to be published, read from bundles and from the repository's registry.

A bundle may have more files; of these it is read

    <product>.odps.yaml                      the product
    contracts/<id>.odcs.yaml                 of its output ports
    published/<id>/<version>.odcs.yaml       what the archive has of these versions
    inputs/<id>.odcs.yaml                    of its input ports, as the product accepted them
    agreements/<id>.yaml
    costs.yaml
    lineage/<port>.json                      a list of OpenLineage events; `_.json` of no one port
    test-results/<id>.json                   as datacontract-cli makes it
    sample/<contract id>/<object>.json       a list of rows; an empty one takes back what was shown

and from the repository `platform/teams.yaml`, `contracts/external/` and `contracts/published/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypeVar

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.names import file_stem
from inseam.publish.publication import (
    Agreement,
    Cost,
    Document,
    ExampleData,
    LineageEvent,
    Member,
    Publication,
    PublishedContract,
    PublishedProduct,
    SourceSystem,
    Team,
)
from inseam.report.finding import Finding, InputError, Severity

TEAMS = "platform/teams.yaml"
EXTERNAL = "contracts/external/"
PUBLISHED = "contracts/published/"
_SOURCE_SYSTEM = "sourceSystem"

Files = Mapping[str, bytes]
T = TypeVar("T")


def publication(registry: Files, bundles: Mapping[str, Files]) -> Publication:
    """``bundles`` by where they are, for messages. Raises `InputError` with all that is wrong."""
    reading = _Reading()
    external = tuple(_contracts(reading, "", registry, EXTERNAL, PUBLISHED))
    products = [
        product
        for place, files in sorted(bundles.items())
        for product in _products(reading, f"{place}/" if place else "", files)
    ]
    made = Publication(
        team_file=TEAMS,
        teams=tuple(_teams(reading, registry)),
        source_systems=tuple(_source_systems(external)),
        contracts=external,
        products=tuple(products),
    )
    if reading.findings:
        raise InputError(reading.findings)
    return made


@dataclass(slots=True)
class _Reading:
    findings: list[Finding] = field(default_factory=list)

    def document(self, file: str, content: bytes) -> Any:
        """None if it cannot be read. A date in YAML is read as the text that it is."""
        try:
            return json.loads(content) if file.endswith(".json") else read_yaml(file, content).value
        except InputError as error:
            self.findings += error.findings
        except ValueError as error:
            self.fault(file, f"It is not JSON: {error}.")
        except RecursionError:
            self.fault(file, "It is nested too deeply.")
        return None

    def mapping(self, file: str, content: bytes) -> Document:
        found = self.document(file, content)
        if found is not None and not isinstance(found, dict):
            self.fault(file, "It is not a mapping.")
        return found if isinstance(found, dict) else {}

    def rows(self, file: str, content: bytes) -> list[dict[str, Any]]:
        found = self.document(file, content)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            self.fault(file, "It is not a list of mappings.")
            return []
        return found

    def made(self, file: str, make: Callable[[Document], T], row: Document) -> Iterator[T]:
        """Nothing, and a finding, if a part is missing or of another kind."""
        try:
            made = make(row)
        except KeyError as error:
            self.fault(file, f"It has no {error.args[0]}.")
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            self.fault(file, f"It is not as it should be: {error}.")
        else:
            yield made

    def fault(self, file: str, message: str) -> None:
        finding = Finding(
            rule="publish-input-unreadable",
            severity=Severity.ERROR,
            file=file,
            message=message,
            fix="Correct it where it comes from, and package the product again.",
        )
        self.findings.append(finding)


def _teams(reading: _Reading, registry: Files) -> Iterator[Team]:
    if TEAMS not in registry:
        return
    for row in reading.rows(TEAMS, registry[TEAMS]):
        yield from reading.made(TEAMS, _team, row)


def _team(row: Mapping[str, Any]) -> Team:
    named = [str(member) for member in row.get("members") or ()]
    # The destination knows people by their e-mail addresses; other names are of no use there.
    by_email = bool(named) and all("@" in member for member in named)
    return Team(
        id=_word(row, "id"),
        name=_word(row, "name"),
        type=_word(row, "type"),
        description=row.get("description") or "",
        members=tuple(Member(member) for member in named) if by_email else None,
    )


def _source_systems(contracts: Iterable[PublishedContract]) -> Iterator[SourceSystem]:
    """Those that contracts of systems outside name, each once."""
    seen: set[str] = set()
    for contract in contracts:
        system = _source_system(contract.document)
        if system and system not in seen:
            seen.add(system)
            yield SourceSystem(
                file=contract.file,
                id=system,
                name=str(contract.document.get("name") or system),
                owner=str(_part(contract.document, "team").get("name") or ""),
                description=str(_part(contract.document, "description").get("purpose") or ""),
            )


def _source_system(contract: Document) -> str | None:
    for custom in _parts(contract, "customProperties"):
        if custom.get("property") == _SOURCE_SYSTEM:
            return str(custom.get("value"))
    return None


def _contracts(
    reading: _Reading, place: str, files: Files, folder: str, archive: str
) -> Iterator[PublishedContract]:
    for path in _under(files, folder, ".odcs.yaml"):
        document = reading.mapping(place + path, files[path])
        if not document or not any(reading.made(place + path, _contract, document)):
            continue
        stem = file_stem(str(document.get("id")))
        published = f"{archive}{stem}/{document.get('version')}.odcs.yaml"
        found = files.get(published)
        yield PublishedContract(
            file=place + path,
            document=document,
            published=None if found is None else reading.mapping(place + published, found),
        )


def _contract(document: Document) -> Document:
    """Itself, if what is read of it later is of the right kind."""
    for key in ("id", "version", "status"):
        _word(document, key, "")
    _parts(document, "customProperties")
    return document


def _products(reading: _Reading, place: str, files: Files) -> Iterator[PublishedProduct]:
    odps = [path for path in sorted(files) if path.endswith(".odps.yaml") and "/" not in path]
    if len(odps) != 1:
        reading.fault(place.rstrip("/"), f"It has {len(odps)} files `*.odps.yaml` instead of one.")
        return
    document = reading.mapping(place + odps[0], files[odps[0]])
    ports = next(reading.made(place + odps[0], _port_names, document), {})
    inputs = [
        read
        for path in _under(files, "inputs/", ".yaml")
        for read in reading.made(
            place + path, _read_from, reading.mapping(place + path, files[path])
        )
    ]
    yield PublishedProduct(
        file=place + odps[0],
        document=document,
        contracts=tuple(_contracts(reading, place, files, "contracts/", "published/")),
        reads=tuple(_unique(product for product, _ in inputs)),
        reads_systems=tuple(_unique(system for product, system in inputs if not product)),
        agreements=tuple(_agreements(reading, place, files)),
        lineage=tuple(_lineage(reading, place, files)),
        test_results=tuple(_test_results(reading, place, files)),
        costs=tuple(_costs(reading, place, files)),
        example_data=tuple(_example_data(reading, place, files, ports)),
    )


def _port_names(product: Document) -> dict[str, str]:
    """Of the ports, by the ids of their contracts."""
    _parts(product, "customProperties")
    return {
        _word(port, "contractId", ""): str(port.get("name"))
        for port in _parts(product, "outputPorts")
    }


def _read_from(contract: Document) -> tuple[str, str]:
    """The product that an input port's contract is of, and the source system."""
    return _word(contract, "dataProduct", ""), _source_system(contract) or ""


def _test_results(reading: _Reading, place: str, files: Files) -> Iterator[Document]:
    for path in _under(files, "test-results/", ".json"):
        row = reading.mapping(place + path, files[path])
        yield from reading.made(place + path, _test_result, row)


def _test_result(row: Document) -> Document:
    """Itself, if what is read of it later is of the right kind."""
    for each in (row, *_parts(row, "checks")):
        _word(each, "result", "")
    return row


def _agreements(reading: _Reading, place: str, files: Files) -> Iterator[Agreement]:
    for path in _under(files, "agreements/", ".yaml"):
        row = reading.mapping(place + path, files[path])
        yield from reading.made(place + path, _agreement, row)


def _agreement(row: Document) -> Agreement:
    return Agreement(
        id=_word(row, "id"),
        provider=_word(row["provider"], "product"),
        port=_word(row["provider"], "port"),
        purpose=_word(row, "purpose"),
        start=_word(row, "start"),
        end=_word(row, "end"),
        reassess=row.get("reassess") or "",
        roles=tuple(row.get("roles") or ()),
    )


def _lineage(reading: _Reading, place: str, files: Files) -> Iterator[LineageEvent]:
    for path in _under(files, "lineage/", ".json"):
        port = PurePosixPath(path).stem
        for event in reading.rows(place + path, files[path]):
            yield LineageEvent(event=event, port="" if port == "_" else port)


def _costs(reading: _Reading, place: str, files: Files) -> Iterator[Cost]:
    if "costs.yaml" not in files:
        return
    for row in reading.rows(f"{place}costs.yaml", files["costs.yaml"]):
        yield from reading.made(f"{place}costs.yaml", _cost, row)


def _cost(row: Mapping[str, Any]) -> Cost:
    return Cost(
        name=_word(row, "name"),
        amount=float(row["amount"]),
        currency=_word(row, "currency"),
        month=_word(row, "month"),
        category=_word(row, "category", ""),
    )


def _example_data(
    reading: _Reading, place: str, files: Files, ports: Mapping[str, str]
) -> Iterator[ExampleData]:
    for path in _under(files, "sample/", ".json"):
        contract = PurePosixPath(path).parent.name
        # No rows are something to say too: those that were shown may not be shown any more.
        yield ExampleData(
            port=ports.get(contract, contract),
            contract=contract,
            object=PurePosixPath(path).stem,
            rows=tuple(reading.rows(place + path, files[path])),
        )


def _under(files: Files, folder: str, suffix: str) -> list[str]:
    return sorted(path for path in files if path.startswith(folder) and path.endswith(suffix))


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, names)))


def _part(document: Document, key: str) -> Mapping[str, Any]:
    part = document.get(key)
    return part if isinstance(part, Mapping) else {}


def _parts(document: Document, key: str) -> list[Document]:
    """Raises TypeError if it is there and no list of mappings."""
    parts = document.get(key) or []
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise TypeError(f"`{key}` is not a list of mappings")
    return parts


def _word(document: Document, key: str, default: str | None = None) -> Any:
    """What stands there, or else the default.

    Raises KeyError if there is neither, and TypeError for a list or a mapping.
    """
    word = document.get(key, default)
    if isinstance(word, (list, Mapping)):
        raise TypeError(f"`{key}` is not text")
    if word is None:
        word = default
    if word is None:
        raise KeyError(key)
    return word
