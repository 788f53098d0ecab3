"""What the test of a product says of a contract, in datacontract-cli's form.

Nothing of it is from a row: what was found in them, and why a check failed, `./pants test` says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from inseam.bundle.sample import Document

_IDS = uuid5(NAMESPACE_URL, "urn:inseam:bundle:test-result")
NOT_EVALUATED = "not_evaluated"


def datacontract_result(
    contract: Document, tested: Mapping[str, Any], *, product: str, port: str, time: str
) -> Document:
    """``tested`` has the contract's checks, and what cannot be answered without a real server.

    Equal results have an equal id. ``time`` is the instant at which the test takes place.
    """
    checks = [_check(check) for check in tested["checks"]]
    content = {
        "dataContractId": str(contract.get("id")),
        "dataContractVersion": str(contract.get("version")),
        "dataProductId": product,
        "outputPortId": port,
        "server": f"{product}/{port}",
        "timestampStart": time,
        "timestampEnd": time,
        "result": _worst([check["result"] for check in checks]),
        "checks": checks + [_not_evaluated(promise) for promise in tested["not_evaluated"]],
        "logs": [],
    }
    id_ = str(uuid5(_IDS, json.dumps(content, sort_keys=True)))
    return {"id": id_, "runId": id_, **content}


def _check(check: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        "category": check["category"],
        "type": check["type"],
        "name": check["name"],
        "model": check["object"],
        "field": check["column"],
        "engine": check["engine"],
        "result": check["result"],
    }
    return {key: value for key, value in made.items() if value is not None}


def _not_evaluated(promise: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": NOT_EVALUATED,
        "name": promise["name"],
        "result": "skipped",
        "reason": promise["reason"],
    }


def _worst(results: list[str]) -> str:
    """Of a contract of which nothing was checked, an error: it is not thereby kept."""
    if not results or "error" in results:
        return "error"
    return next((result for result in ("failed", "warning") if result in results), "passed")
