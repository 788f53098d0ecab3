"""What is in the repository already: contracts by their ids, products, teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inseam.codegen import teams
from inseam.codegen.archive import published_versions
from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.lenient import entries, mapping, text
from inseam.odcs.names import file_stem
from inseam.odcs.places import PORT_CONTRACTS
from inseam.report.finding import InputError
from inseam.report.near_names import did_you_mean

PRODUCTS = Path("products")
EXTERNAL = Path("contracts", "external")
_SUFFIX = ".odcs.yaml"
_READS = frozenset({"read", "select"})


@dataclass(frozen=True, slots=True)
class Provided:
    """A contract of the repository. ``product`` is None for a system outside."""

    contract: Contract
    document: Document
    product: str | None
    content: bytes

    @property
    def id(self) -> str:
        return self.contract.id

    @property
    def provider(self) -> str:
        """The product, or the system in its own words."""
        if self.product:
            return self.product
        root = self.document.value
        for custom, _ in entries(root, "customProperties"):
            if custom.get("property") == "sourceSystem" and isinstance(custom.get("value"), str):
                return str(custom["value"])
        return text(root, "dataProduct") or self.contract.catalog or self.contract.id

    @property
    def description(self) -> str | None:
        return text(mapping(self.document.value, "description"), "purpose")

    @property
    def reading_roles(self) -> tuple[str, ...]:
        """Those that only read; all where none says so."""
        roles = [entry for entry, _ in entries(self.document.value, "roles")]
        reading = [r for r in roles if str(r.get("access", "")).lower() in _READS]
        return tuple(name for r in reading or roles if (name := text(r, "role")))

    @property
    def is_published(self) -> bool:
        return bool(published_versions(self.contract.id))


def files_and_products(root: Path) -> Iterator[tuple[Path, str | None]]:
    """The contracts that can be read here, below ``root``, and the product that offers each."""
    for path in sorted((root / EXTERNAL).glob(f"*{_SUFFIX}")):
        yield path.relative_to(root), None
    for path in sorted((root / PRODUCTS).glob(f"*/{PORT_CONTRACTS}")):
        relative = path.relative_to(root)
        yield relative, relative.parts[1]


def contract_files(root: Path) -> Mapping[str, tuple[Path, str | None]]:
    """The files and the products that offer them, by what ids come to as names of files.

    Only names of files are read, and once: of a thousand products a few are of interest.
    """
    return _contract_files(root.resolve())


@cache
def _contract_files(root: Path) -> Mapping[str, tuple[Path, str | None]]:
    return {path.name.removesuffix(_SUFFIX): (path, of) for path, of in files_and_products(root)}


def provided(root: Path, contract_id: str) -> Provided | None:
    """Of an id; None if no file is called by it. Raises `InputError` for one that is broken."""
    found = contract_files(root).get(file_stem(contract_id))
    if found is None:
        return None
    path, product = found
    return read_provided(path, read_file(str(root / path)), product)


def read_provided(path: Path, content: bytes, product: str | None) -> Provided:
    """Raises `InputError` for one that is broken."""
    document = read_yaml(path.as_posix(), content)
    return Provided(read_contract(document), document, product, content)


def unknown_contract(root: Path, contract_id: str) -> tuple[str, str]:
    """What to say of an id that no contract has, and what to do."""
    known = contract_files(root)
    fix = did_you_mean(contract_id, known, "`./pants agreements` lists who reads what.")
    return f"No contract in this repository has the id `{contract_id}`.", fix


@dataclass(frozen=True, slots=True)
class Place:
    """Where tables are in production."""

    host: str
    catalog: str


def place_in_production(root: Path, first: Iterable[Provided] = ()) -> Place:
    """Where these products have their tables, or any product has; empty where none says so."""
    for one in first:
        if one.product and (place := _place_of(one)):
            return place
    for stem, (_, product) in sorted(contract_files(root).items()):
        # A broken contract of another team is theirs to correct.
        with suppress(InputError):
            if product and (other := provided(root, stem)) and (place := _place_of(other)):
                return place
    return Place("", "")


def _place_of(one: Provided) -> Place | None:
    for server, _ in entries(one.document.value, "servers"):
        host, catalog = text(server, "host"), text(server, "catalog")
        if server.get("type") == "databricks" and host and catalog:
            return Place(host, catalog)
    return None


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """A team as the registry describes it."""

    id: str
    domain: str | None
    name: str | None
    email: str | None


def team_entries(root: Path) -> Mapping[str, TeamEntry]:
    """By id; none without a registry. Raises `InputError` for what is not valid YAML."""
    path = root / teams.FILE
    if not path.is_file():
        return {}
    value = read_yaml(teams.FILE.as_posix(), path.read_bytes()).value
    found: list[dict[str, Any]] = (
        [e for e in value if isinstance(e, dict)] if isinstance(value, list) else []
    )
    return {
        id_: TeamEntry(
            id_,
            text(entry, "domain"),
            text(entry, "name"),
            text(mapping(entry, "contact"), "email"),
        )
        for entry in found
        if (id_ := text(entry, "id"))
    }
