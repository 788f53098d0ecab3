"""The schemas of Entropy Data's facets, which publishes none: ours, after its documentation."""

from __future__ import annotations

from typing import Any

_CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
_FACETS = "https://entropy-data.com/spec/facets/1-0-0"
RUN_FACET = f"{_FACETS}/EntropyDataRunFacet.json"
DATASET_FACET = f"{_FACETS}/EntropyDataDatasetFacet.json"


def _schema(id_: str, name: str, extends: str) -> dict[str, Any]:
    ids = {
        "type": "object",
        "properties": {
            "dataProductId": {"type": "string", "minLength": 1},
            "outputPortId": {"type": "string", "minLength": 1},
        },
        "required": ["dataProductId"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id_,
        "$defs": {name: {"allOf": [{"$ref": f"{_CORE}#/$defs/{extends}"}, ids]}},
        "properties": {"entropy_data": {"$ref": f"#/$defs/{name}"}},
    }


SCHEMAS = (
    _schema(RUN_FACET, "EntropyDataRunFacet", "RunFacet"),
    _schema(DATASET_FACET, "EntropyDataDatasetFacet", "DatasetFacet"),
)
