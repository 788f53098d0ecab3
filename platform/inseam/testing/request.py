"""What a process that builds a product is asked to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.report.finding import Finding, InputError, Severity

# A test needs far fewer; with a slip of the hand the machine would run out of memory.
MAX_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class ContractInput:
    """A contract, read from its canonical form (see `inseam.odcs.canonical`).

    Folders with a Parquet file an object: ``generated`` has the rows that its generator made, if
    it names one; ``upstream`` what its provider yields, if that is to be read.
    """

    contract: Contract
    canonical: Path
    generated: Path | None = None
    upstream: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A product reads a contract, as a line of one of its sources files says."""

    file: str
    line: int
    contract: str


@dataclass(frozen=True, slots=True)
class Synthesis:
    """How input rows are made from contracts: for each table so many, by this seed.

    ``hard`` rows hold what engines are likely to treat in two ways. With ``instead_of_written``
    they are made for every table, also one that has rows from elsewhere.
    """

    rows: int
    seed: int
    hard: bool = False
    instead_of_written: bool = False


@dataclass(frozen=True, slots=True)
class ProductRequest:
    """What is needed to build a product.

    ``project`` is the dbt project's folder, relative to the repository's root. ``as_of`` is the
    instant of the run, in ISO 8601. ``output_ports`` are the project's own contracts by id;
    ``input_ports`` every contract that its sources may name, by id. ``cycle`` leads from the
    product back to itself, if it consumes itself.
    """

    project: Path
    profiles: Path
    as_of: str
    output_ports: dict[str, ContractInput]
    input_ports: dict[str, ContractInput]
    claimed_twice: dict[str, tuple[str, ...]]
    cycle: tuple[Reading, ...]
    synthesis: Synthesis

    @property
    def instant(self) -> datetime:
        """``as_of`` as the reading of a UTC clock. Raises `InputError` if it is not an instant."""
        instant = utc_reading(self.as_of)
        if instant is None:
            raise InputError([_no_instant(self.as_of)])
        return instant

    @property
    def own_contracts(self) -> dict[str, Contract]:
        return {id: port.contract for id, port in self.output_ports.items()}


@dataclass(frozen=True, slots=True)
class TestRequest(ProductRequest):
    """``results`` is the folder to write to, ``results_shown_at`` where a person will find it."""

    results: Path
    results_shown_at: Path


def utc_reading(text: str) -> datetime | None:
    """What a UTC clock shows at an instant in ISO 8601; None if it is none."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
    except (ValueError, OverflowError):
        return None


def _no_instant(as_of: str) -> Finding:
    return Finding(
        rule="as-of-invalid",
        severity=Severity.ERROR,
        file="pants.toml",
        message=f"The instant of the test, `[data-products].as_of`, is {as_of!r}.",
        fix="Write it in ISO 8601 with an offset, such as 2026-01-31T06:00:00Z.",
    )


def read_test_request(path: Path) -> TestRequest:
    request = wire.document(path.read_bytes())
    return TestRequest(
        **_product(request, path.parent),
        results=Path(request["results"]),
        results_shown_at=Path(request["results_shown_at"]),
    )


def read_product_request(path: Path) -> ProductRequest:
    return ProductRequest(**_product(wire.document(path.read_bytes()), path.parent))


def read_product_requests(
    requests: Iterable[dict[str, Any]], beside: Path
) -> tuple[ProductRequest, ...]:
    """Of several products, whose rows lie ``beside``."""
    return tuple(ProductRequest(**_product(wire.of_version(one), beside)) for one in requests)


def _product(request: dict[str, Any], beside: Path) -> dict[str, Any]:
    return {
        "project": Path(request["project"]),
        "profiles": Path(request["profiles"]),
        "as_of": request["as_of"],
        "output_ports": _contracts(request["output_ports"], beside),
        "input_ports": _contracts(request["input_ports"], beside),
        "claimed_twice": wire.typed(request["claimed_twice"], dict[str, tuple[str, ...]]),
        "cycle": wire.typed(request["cycle"], tuple[Reading, ...]),
        "synthesis": _synthesis(**request["synthesis"]),
    }


def _synthesis(
    rows: int, seed: int, *, hard: bool = False, instead_of_written: bool = False
) -> Synthesis:
    if not 0 <= rows <= MAX_ROWS:
        finding = Finding(
            rule="rows-invalid",
            severity=Severity.ERROR,
            file="pants.toml",
            message=f"The number of rows to make for a table, `[data-products].rows`, is {rows}.",
            fix=f"Take one from 0 to {MAX_ROWS}, there or in `--data-products-rows`.",
        )
        raise InputError([finding])
    return Synthesis(rows, seed, hard, instead_of_written)


def _contracts(entries: list[dict[str, str]], beside: Path) -> dict[str, ContractInput]:
    read = [read_contract_input(entry, beside) for entry in entries]
    return {found.contract.id: found for found in read}


def read_contract_input(entry: Mapping[str, str], beside: Path) -> ContractInput:
    """The contract of a request's entry, with the folders of its rows.

    Rows lie ``beside`` the request, also where contracts are read in the repository. Raises
    `InputError` if it cannot be read.
    """
    canonical = Path(entry["canonical"])
    # Canonical form is JSON, which is YAML; findings name the file that a person edits.
    contract = read_contract(read_yaml(entry["file"], canonical.read_bytes()))
    generated, upstream = (
        beside / entry[rows] if rows in entry else None for rows in ("generated", "upstream")
    )
    return ContractInput(contract, canonical, generated, upstream)
