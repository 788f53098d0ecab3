"""What a test is asked to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from inseam.contracts.odcs import Contract, read_contract
from inseam.contracts.yaml_document import read_yaml

VERSION = 1


@dataclass(frozen=True, slots=True)
class ContractInput:
    """A contract, read from its canonical form (see `inseam.contracts.canonical`)."""

    contract: Contract
    canonical: Path


@dataclass(frozen=True, slots=True)
class TestRequest:
    """``project`` is the dbt project's folder, relative to the repository's root.

    ``as_of`` is the instant of the run, in ISO 8601. ``output_ports`` are the project's own
    contracts by id; ``input_ports`` every contract that its sources may name, by id. ``results`` is
    the folder to write to, ``results_shown_at`` where a person will find it.
    """

    project: Path
    profiles: Path
    as_of: str
    output_ports: dict[str, ContractInput]
    input_ports: dict[str, ContractInput]
    claimed_twice: dict[str, tuple[str, ...]]
    results: Path
    results_shown_at: Path


def read_request(path: Path) -> TestRequest:
    request = json.loads(path.read_text(encoding="utf-8"))
    if request["version"] != VERSION:
        raise ValueError(f"request version {request['version']}, expected {VERSION}")
    return TestRequest(
        project=Path(request["project"]),
        profiles=Path(request["profiles"]),
        as_of=request["as_of"],
        output_ports=_contracts(request["output_ports"]),
        input_ports=_contracts(request["input_ports"]),
        claimed_twice={id: tuple(files) for id, files in request["claimed_twice"].items()},
        results=Path(request["results"]),
        results_shown_at=Path(request["results_shown_at"]),
    )


def _contracts(entries: list[dict[str, str]]) -> dict[str, ContractInput]:
    found = {}
    for entry in entries:
        canonical = Path(entry["canonical"])
        # Canonical form is JSON, which is YAML; findings name the file that a person edits.
        contract = read_contract(read_yaml(entry["file"], canonical.read_bytes()))
        found[contract.id] = ContractInput(contract, canonical)
    return found
