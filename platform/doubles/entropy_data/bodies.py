"""What the bodies of requests must look like, as JSON Schemas, after the OpenAPI document 0.0.3.

Only what the document says: fields, types, what is required, the values of an enumeration.
Contracts and products are ODCS and ODPS documents, of which it asks little more than an id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
FREE: Schema = {"type": "string"}
TAGS: Schema = {"type": "array", "items": FREE}
TEXTS_BY_NAME: Schema = {"type": "object", "additionalProperties": FREE}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
INSTANT: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"}
RESULTS = ["passed", "failed", "warning", "error", "unknown"]


def _object(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


_LABELS = {"tags": TAGS, "links": TEXTS_BY_NAME, "custom": TEXTS_BY_NAME}

TEAM = _object(
    "id name type",
    id=TEXT,
    name=TEXT,
    type={
        "enum": [
            "Domain",
            "Team",
            "Domain Team",
            "Enabling Team",
            "Platform Team",
            "Governance Group",
        ]
    },
    parent=FREE,
    description=FREE,
    members={"type": "array", "items": _object("", emailAddress=FREE, role=FREE)},
    **_LABELS,
)
SOURCE_SYSTEM = _object(
    "id name owner", id=TEXT, name=TEXT, owner=TEXT, description=FREE, **_LABELS
)
CONTRACT = _object("id", id=TEXT)
PRODUCT = _object(
    "id",
    id=TEXT,
    outputPorts={"type": "array", "items": {"type": "object"}},
    inputPorts={"type": "array", "items": {"type": "object"}},
)
ACCESS = _object(
    "id info provider consumer",
    id=TEXT,
    info=_object(
        "purpose",
        purpose=TEXT,
        individualAgreements=FREE,
        startDate=DAY,
        endDate=DAY,
        nextReassessmentDate=DAY,
        status=FREE,
        active={"type": "boolean"},
    ),
    provider=_object(
        "dataProductId outputPortId",
        dataProductId=TEXT,
        outputPortId=TEXT,
        teamId=FREE,
        dataContractId=FREE,
        dataContractVersion=FREE,
    ),
    consumer={
        "oneOf": [
            {**_object("dataProductId", dataProductId=TEXT), "not": {"required": ["userId"]}},
            {**_object("teamId", teamId=TEXT), "not": {"required": ["dataProductId"]}},
            {**_object("userId", userId=TEXT), "not": {"required": ["dataProductId"]}},
        ]
    },
    roles=TAGS,
    provisioning={"type": "object"},
    **_LABELS,
)
TEST_RESULT = _object(
    "id dataContractId dataContractVersion server timestampStart timestampEnd result",
    id=TEXT,
    dataContractId=TEXT,
    dataContractVersion=FREE,
    server=TEXT,
    timestampStart=INSTANT,
    timestampEnd=INSTANT,
    result={"enum": RESULTS},
    checks={
        "type": "array",
        "items": _object("type result", type=TEXT, result={"enum": RESULTS}, name=FREE),
    },
    logs={"type": "array", "items": {"type": "object"}},
)
LINEAGE = _object(
    "eventType",
    eventType={"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
    eventTime=INSTANT,
    run=_object("runId", runId=TEXT),
    job=_object("namespace name", namespace=TEXT, name=TEXT),
    inputs={"type": "array", "items": {"type": "object"}},
    outputs={"type": "array", "items": {"type": "object"}},
)
COST = _object(
    "dataProductId name amount currency",
    dataProductId=TEXT,
    name=TEXT,
    amount={"type": "number"},
    currency=TEXT,
    yearMonth={"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    estimated={"type": "boolean"},
    category=FREE,
    description=FREE,
    tags=TAGS,
    link=FREE,
)
EXAMPLE_DATA = _object(
    "id dataProductId",
    id=TEXT,
    dataProductId=TEXT,
    outputPortId=FREE,
    dataContractId=FREE,
    schemaName=FREE,
    data={"type": ["object", "array"]},
)
POLICY = _object(
    "name",
    id=FREE,
    name=TEXT,
    status={"enum": ["Draft", "Accepted", "Rejected", "Deprecated"]},
    content=FREE,
)


def violations(schema: Schema, body: Any) -> Mapping[str, str]:
    """By the field's path; empty for a body that is right."""
    found: dict[str, str] = {}
    for error in Draft202012Validator(schema).iter_errors(body):
        path = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "required":
            missing = next(name for name in error.validator_value if name not in error.instance)
            found[f"{path}.{missing}".lstrip(".")] = "is required"
        else:
            found[path or "body"] = error.message[:200]
    return found
