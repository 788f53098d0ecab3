"""The schemas of Entropy Data's facets, which publishes none: ours, after its documentation."""

from __future__ import annotations

from typing import Any

_CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
_FACETS = "https://entropy-data.com/spec/facets/1-0-0"
RUN_FACET = f"{_FACETS}/EntropyDataRunFacet.json"
DATASET_FACET = f"{_FACETS}/EntropyDataDatasetFacet.json"


def _schema(id_: str, extends: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id_,
        "allOf": [{"$ref": f"{_CORE}#/$defs/{extends}"}],
        "type": "object",
        "properties": {
            "dataProductId": {"type": "string", "minLength": 1},
            "outputPortId": {"type": "string", "minLength": 1},
        },
        "required": ["dataProductId"],
    }


SCHEMAS = (_schema(RUN_FACET, "RunFacet"), _schema(DATASET_FACET, "DatasetFacet"))
