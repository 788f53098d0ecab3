"""What `inseam.facts.dbt` is asked to read.

    {"version": 1, "project": "products/orders", "profiles": "platform/dbt/profiles.yml",
     "as_of": "2026-01-31T06:00:00Z", "engine": "duckdb", "dbt": "",
     "output_ports": [<contract> ...], "input_ports": [...]}

``dbt`` is the executable of a dbt 2, empty for dbt-core.
A contract is ``{"file": <in the repository>, "canonical": <where its canonical form lies>}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam import wire
from inseam.documents.yaml_document import read_yaml
from inseam.facts.engine import ENGINES, Engine
from inseam.odcs.contract import Contract, read_contract


@dataclass(frozen=True, slots=True)
class DbtFactsRequest:
    """Contracts are by id; ``input_ports`` are those that the project reads, as they are now."""

    project: Path
    profiles: Path
    as_of: str
    engine: Engine
    dbt: Path | None
    output_ports: Mapping[str, Contract]
    input_ports: Mapping[str, Contract]


def read_dbt_facts_request(path: Path) -> DbtFactsRequest:
    request = wire.document(path.read_bytes())
    return DbtFactsRequest(
        project=Path(request["project"]),
        profiles=Path(request["profiles"]),
        as_of=request["as_of"],
        engine=ENGINES[request["engine"]],
        dbt=Path(request["dbt"]) if request["dbt"] else None,
        output_ports=_contracts(request["output_ports"]),
        input_ports=_contracts(request["input_ports"]),
    )


def _contracts(entries: list[dict[str, str]]) -> dict[str, Contract]:
    # Canonical form is JSON, which is YAML.
    read = (
        read_contract(read_yaml(entry["file"], Path(entry["canonical"]).read_bytes()))
        for entry in entries
    )
    return {contract.id: contract for contract in read}
