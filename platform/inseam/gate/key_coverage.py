"""Which rule looks at which key of the standard, and which keys no rule looks at.

A new version of the standard cannot add a key silently: a test compares this with its JSON schema.
Keys of columns are named once for all depths. ``*`` stands for one key, ``**`` for any way there.
"""

from __future__ import annotations

from collections.abc import Mapping

from inseam.gate.vocabulary import BUILT_IN

_COLUMN = "schema[].properties[]"
_OPTION = f"{_COLUMN}.logicalTypeOptions"
_BOUNDS = ("bound-loosened", "bound-tightened")
_TYPES = (
    "type-changed",
    "type-widened",
    "type-narrowed",
    "type-uncomparable",
    "type-declaration-removed",
    "type-declaration-added",
)
_QUALITY = (
    "quality-removed",
    "quality-added",
    "quality-weakened",
    "quality-strengthened",
    "quality-changed",
    "column-became-nullable",
    "column-became-required",
    "uniqueness-removed",
    "uniqueness-added",
    "values-extended",
    "values-reduced",
    "values-constraint-removed",
    "values-constraint-added",
    "pattern-changed",
    "pattern-removed",
    "pattern-added",
)
_QUALITY_KEYS = (
    "arguments",
    "engine",
    "implementation",
    "metric",
    "mustBe",
    "mustBeBetween",
    "mustBeGreaterOrEqualTo",
    "mustBeGreaterThan",
    "mustBeLessOrEqualTo",
    "mustBeLessThan",
    "mustNotBe",
    "mustNotBeBetween",
    "query",
    "rule",
    "severity",
    "type",
    "unit",
)
_RELATIONSHIP = ("relationship-removed", "relationship-retargeted", "relationship-added")
_SLA = ("sla-weakened", "sla-strengthened", "sla-changed", "sla-removed", "sla-added")
_VALUES = (
    "values-extended",
    "values-reduced",
    "values-constraint-removed",
    "values-constraint-added",
)
_MEANING = ("meaning-changed",)

RULES_OF: Mapping[str, tuple[str, ...]] = {
    "apiVersion": ("api-version-changed", "api-version-downgraded"),
    "id": ("contract-id-changed",),
    "version": (
        "version-not-bumped",
        "version-bump-too-small",
        "version-decreased",
        "version-not-semver",
        "major-raised-in-place",
    ),
    "status": (
        "status-deprecated",
        "status-undeprecated",
        "status-regressed",
        "status-retired-early",
    ),
    "name": _MEANING,
    "domain": _MEANING,
    "tenant": _MEANING,
    "dataProduct": _MEANING,
    "authoritativeDefinitions": _MEANING,
    "description.purpose": _MEANING,
    "description.authoritativeDefinitions": _MEANING,
    "description.usage": ("terms-changed",),
    "description.limitations": ("terms-changed",),
    "price.priceAmount": ("price-raised", "price-lowered"),
    "price.priceCurrency": ("price-terms-changed",),
    "price.priceUnit": ("price-terms-changed",),
    "support[].channel": ("support-removed", "support-added"),
    "support[].url": ("support-removed", "support-added"),
    "support[].invitationUrl": ("support-removed", "support-added"),
    "roles[].role": ("role-removed", "role-added"),
    "roles[].access": ("role-access-changed",),
    "roles[].firstLevelApprovers": ("role-approvers-changed",),
    "roles[].secondLevelApprovers": ("role-approvers-changed",),
    "servers[].roles[].role": ("role-removed", "role-added"),
    "servers[].roles[].access": ("role-access-changed",),
    "servers[].roles[].firstLevelApprovers": ("role-approvers-changed",),
    "servers[].roles[].secondLevelApprovers": ("role-approvers-changed",),
    "servers[].server": ("server-renamed",),
    "servers[].environment": ("server-renamed",),
    "servers[].*": ("server-moved",),
    "slaDefaultElement": _SLA,
    **{
        f"slaProperties[].{key}": _SLA
        for key in ("driver", "element", "property", "schedule", "scheduler")
    },
    **{
        f"slaProperties[].{key}": (
            *_SLA,
            "notice-period-shortened",
            "notice-period-lengthened",
            "end-of-support-earlier",
            "end-of-life-earlier",
            "end-date-later",
        )
        for key in ("unit", "value", "valueExt")
    },
    "schema[].name": ("object-name-changed", "object-physical-name-changed", "object-removed"),
    "schema[].physicalName": ("object-physical-name-changed",),
    "schema[].physicalType": ("object-kind-changed",),
    "schema[].dataGranularityDescription": ("granularity-changed",),
    "schema[].deprecated": ("element-deprecated", "element-undeprecated"),
    "schema[].description": _MEANING,
    "schema[].businessName": _MEANING,
    "schema[].authoritativeDefinitions": _MEANING,
    f"{_COLUMN}.name": ("column-name-changed", "column-renamed", "column-removed"),
    f"{_COLUMN}.physicalName": ("column-renamed", "column-case-changed"),
    f"{_COLUMN}.logicalType": (*_TYPES, "element-type-removed", "element-type-added"),
    f"{_COLUMN}.physicalType": (*_TYPES, "timezone-changed"),
    f"{_COLUMN}.required": ("column-became-nullable", "column-became-required"),
    f"{_COLUMN}.unique": ("uniqueness-removed", "uniqueness-added"),
    f"{_COLUMN}.primaryKey": (
        "primary-key-changed",
        "primary-key-removed",
        "primary-key-added",
    ),
    f"{_COLUMN}.primaryKeyPosition": ("primary-key-order-changed",),
    f"{_COLUMN}.semanticType": ("column-semantic-type-changed",),
    f"{_COLUMN}.partitioned": ("partitioning-changed",),
    f"{_COLUMN}.partitionKeyPosition": ("partitioning-changed",),
    f"{_COLUMN}.classification": ("classification-raised", "classification-lowered"),
    f"{_COLUMN}.encryptedName": ("encryption-changed",),
    f"{_COLUMN}.deprecated": ("element-deprecated", "element-undeprecated"),
    f"{_COLUMN}.enum[].value": _VALUES,
    f"{_COLUMN}.description": _MEANING,
    f"{_COLUMN}.businessName": _MEANING,
    f"{_COLUMN}.authoritativeDefinitions": _MEANING,
    f"{_COLUMN}.transformLogic": _MEANING,
    f"{_COLUMN}.transformDescription": _MEANING,
    f"{_COLUMN}.transformSourceObjects": _MEANING,
    f"{_COLUMN}.criticalDataElement": _MEANING,
    f"{_OPTION}.format": ("format-changed",),
    f"{_OPTION}.pattern": ("pattern-changed", "pattern-removed", "pattern-added"),
    f"{_OPTION}.timezone": ("timezone-changed",),
    f"{_OPTION}.defaultTimezone": ("timezone-changed",),
    f"{_OPTION}.uniqueItems": ("uniqueness-removed", "uniqueness-added"),
    f"{_OPTION}.required": ("column-became-nullable", "column-became-required"),
    **{
        f"{_OPTION}.{key}": _BOUNDS
        for key in (
            "exclusiveMaximum",
            "exclusiveMinimum",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "multipleOf",
        )
    },
    **{
        f"{_OPTION}.{key}": ("vector-changed",)
        for key in (
            "dimensions",
            "elementType",
            "embeddingModel",
            "embeddingModelVersion",
            "normalized",
        )
    },
    **{
        f"{holder}.quality[].{key}": _QUALITY
        for holder in ("schema[]", _COLUMN)
        for key in _QUALITY_KEYS
    },
    **{
        f"{holder}.relationships[].{key}": _RELATIONSHIP
        for holder in ("schema[]", _COLUMN)
        for key in ("to", "type")
    },
    "schema[].relationships[].from": _RELATIONSHIP,
}

NEVER: Mapping[str, str] = {
    "kind": "A file of another kind is refused before anything is compared.",
    "contractCreatedTs": "The time of writing changes nothing.",
    "team": "The people who work on the data are not a promise.",
    "**.customProperties": (
        "Anybody's own. Only those with an agreed meaning are read: pii, containsPii, "
        "personalData, extensible, x-extensible-enum, header, noticePeriod, endOfSupport, "
        "endOfLife, deprecatedOn; and by their names in any spelling "
        + "; ".join(f"{concept.value}: {', '.join(names)}" for concept, names in BUILT_IN.items())
        + "; and those that `contract-gate.yaml` names."
    ),
    "**.tags": "Words to search by. Only those that mark personal data are read.",
    "**.synonyms": "Words to search by.",
    "**.context": "Hints for tools that write queries, not a promise to them.",
    "**.id": "Identifies an element; an id that moves is `column-id-reused`.",
    f"{_COLUMN}.examples": "Examples promise nothing.",
    f"{_COLUMN}.enum[].label": "For people to read.",
    f"{_COLUMN}.enum[].description": "For people to read.",
    f"{_COLUMN}.enum[].authoritativeDefinitions": "For people to read.",
    f"{_OPTION}.distanceMetric": "Advice, as the standard says.",
    "schema[].logicalType": "It is always `object`.",
    "servers[].description": "For people to read.",
    "roles[].description": "For people to read.",
    "servers[].roles[].description": "For people to read.",
    "slaProperties[].description": "For people to read.",
    "slaProperties[].authoritativeDefinitions": "For people to read.",
    "support[].description": "For people to read.",
    "support[].scope": "For people to read.",
    "support[].tool": "For people to read; the address is compared.",
    **{
        f"{holder}.quality[].{key}": reason
        for holder in ("schema[]", _COLUMN)
        for key, reason in {
            "authoritativeDefinitions": "For people to read.",
            "businessImpact": "For people to read.",
            "description": "For people to read; of a rule in words, it is the rule.",
            "dimension": "A heading.",
            "method": "A heading.",
            "name": "A heading.",
            "schedule": "The producer decides when to look.",
            "scheduler": "The producer decides when to look.",
        }.items()
    },
}


def rules_of(leaf: str) -> tuple[str, ...] | None:
    """None for a key on the list of those that no rule looks at. Raises KeyError for others."""
    if leaf in RULES_OF:
        return RULES_OF[leaf]
    if leaf in NEVER or f"**.{leaf.rsplit('.', 1)[-1]}" in NEVER:
        return None
    return RULES_OF[f"{leaf.rsplit('.', 1)[0]}.*"]
