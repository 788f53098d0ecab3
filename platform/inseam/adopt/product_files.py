"""The files that make a dbt project a product: ODPS, contracts of ports, agreements, README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from inseam.adopt.contracts import support
from inseam.adopt.kept_files import PROJECT_FILE
from inseam.adopt.questions import Answers
from inseam.adopt.sources import Reading
from inseam.adopt.stage import Files, edit_yaml, plain, replaced
from inseam.authoring.agreement import agreement_file
from inseam.authoring.repository import read_provided
from inseam.authoring.written_files import PlannedFile


def with_product_files(
    files: Files,
    product: str,
    answers: Answers,
    ports: Mapping[str, Mapping[str, Any]],
    readings: Sequence[Reading],
    today: date,
) -> Files:
    """``ports`` are the contracts of the product's ports, by id."""
    team = answers.get("team")
    groups = {"version": 2, "groups": [{"name": team, "owner": {"name": team}}]}
    made: dict[str, str | None] = {
        "BUILD": "data_product()\n",
        ".dbtignore": "*.odcs.yaml\n*.odps.yaml\n",
    }
    if ports:
        made |= {
            f"{product}.odps.yaml": plain(_odps(product, answers, ports, readings)),
            "models/_groups.yml": plain(groups),
        }
    for id, contract in ports.items():
        made[f"models/output_ports/v{id.rpartition('-v')[2]}/{id}.odcs.yaml"] = plain(contract)
    if ports:
        for reading in readings:
            agreement = _agreement(product, answers, reading, today)
            made[f"agreements/{agreement.path.name}"] = agreement.content.decode()
    if "README.md" not in files:
        made["README.md"] = _readme(product, answers, ports)
    files = replaced(files, made)
    return edit_yaml(
        files,
        PROJECT_FILE,
        lambda project: _with_ports(project, product, team, bool(ports), [*files]),
    )


def _with_ports(
    project: Any, product: str, team: str, has_ports: bool, paths: Sequence[str]
) -> bool:
    for key in ("models", "seeds", "snapshots"):
        own = (project.get(key) or {}).get(product)
        if isinstance(own, dict):
            _prune(own, [p for p in paths if p.startswith(f"{key}/")], key)
    if not has_ports:
        return True
    models = project.setdefault("models", {})
    own = models.setdefault(product, {})
    own["+group"] = team
    own["output_ports"] = {"+access": "public"}
    return True


def _prune(settings: Any, paths: Sequence[str], folder: str) -> None:
    """Without settings of folders and nodes that are not there any more: dbt warns of them."""
    for key in list(settings):
        if key.startswith("+") or not isinstance(settings[key], dict):
            continue
        below = [p for p in paths if p.startswith(f"{folder}/{key}/")]
        is_node = any(PurePosixPath(p).stem == key for p in paths)
        if not below and not is_node:
            del settings[key]
        else:
            _prune(settings[key], below, f"{folder}/{key}")


def _odps(
    product: str,
    answers: Answers,
    ports: Mapping[str, Mapping[str, Any]],
    readings: Sequence[Reading],
) -> dict[str, Any]:
    inputs = [
        {"name": r.contract_id, "version": r.version, "contractId": r.contract_id} for r in readings
    ]
    outputs = [
        {
            "name": id,
            "type": "tables",
            "version": contract["version"],
            "contractId": id,
            **(
                {"inputContracts": [{"id": r.contract_id, "version": r.version} for r in readings]}
                if readings
                else {}
            ),
        }
        for id, contract in ports.items()
    ]
    return {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": product,
        "name": product.replace("_", " ").title(),
        "version": "1.0.0",
        "status": "active",
        "domain": answers.get("domain"),
        "description": {key: answers.get(key) for key in ("purpose", "limitations", "usage")},
        "customProperties": [{"property": "archetype", "value": answers.get("archetype")}],
        **({"inputPorts": inputs} if inputs else {}),
        "outputPorts": outputs,
        "support": support(answers),
        "team": {"name": answers.get("team")},
    }


def _agreement(product: str, answers: Answers, reading: Reading, today: date) -> PlannedFile:
    id = reading.contract_id
    provided = read_provided(Path(f"{id}.odcs.yaml"), reading.content, reading.product or None)
    purpose = answers.get(f"reads.{id}") or answers.get("reads")
    return agreement_file(product, provided, purpose, today)


def _readme(product: str, answers: Answers, ports: Iterable[str]) -> str:
    title = product.replace("_", " ").title()
    offered = "".join(f"- `{id}`\n" for id in ports)
    words = [answers.get("purpose"), answers.get("limitations"), answers.get("usage")]
    body = "\n\n".join(word for word in words if word)
    return f"# {title}\n\n{body}\n" + (f"\n## Output ports\n\n{offered}" if offered else "")
