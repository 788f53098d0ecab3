"""What custom properties mean to the gate: by their names, in whatever way these are written.

`unitOfMeasure`, `unit_of_measure` and `Unit-Of-Measure` are one name. A repository adds its own in
`contract-gate.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inseam.documents.yaml_document import Path
from inseam.gate.element import Element
from inseam.gate.matching import Comparison
from inseam.gate.settings import Settings
from inseam.gate.values import identity, text
from inseam.odcs.lenient import entries


class Concept(StrEnum):
    """TERMS: what readers may do with the data. UNITS: what a number counts."""

    TERMS = "terms"
    UNITS = "units"
    MASKING = "masking"


BUILT_IN: Mapping[Concept, tuple[str, ...]] = {
    Concept.TERMS: (
        "license",
        "licence",
        "dataLicense",
        "dataLicence",
        "licenseId",
        "licenceId",
        "licenseName",
        "licenceName",
        "licenseType",
        "licenceType",
        "licenseUrl",
        "licenceUrl",
        "licensing",
        "spdx",
        "spdxId",
        "copyright",
        "termsOfUse",
        "termsOfService",
        "termsAndConditions",
        "usageTerms",
        "usageRights",
        "usageRestrictions",
        "allowedPurposes",
        "allowedUses",
        "purposeLimitation",
    ),
    Concept.UNITS: (
        "unit",
        "units",
        "uom",
        "unitOfMeasure",
        "unitOfMeasurement",
        "measurementUnit",
        "measureUnit",
        "unitCode",
        "ucum",
        "currency",
        "currencyCode",
        "isoCurrency",
    ),
    Concept.MASKING: (
        "masking",
        "masked",
        "maskingPolicy",
        "maskingRule",
        "maskingStrategy",
        "maskingFunction",
        "dataMasking",
        "columnMask",
        "anonymization",
        "anonymisation",
        "anonymizationStrategy",
        "anonymisationStrategy",
        "pseudonymization",
        "pseudonymisation",
        "pseudonymizationStrategy",
        "pseudonymisationStrategy",
        "tokenization",
        "tokenisation",
        "obfuscation",
        "redaction",
        "hashing",
    ),
}


def folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_FOLDED = {concept: frozenset(map(folded, words)) for concept, words in BUILT_IN.items()}


@dataclass(frozen=True, slots=True)
class CustomChange:
    """``old`` and ``new`` are the values that the other side does not have; None for nothing.

    ``name`` is as the contract writes it; the paths are of the values, or of what is around them.
    """

    holder: Element
    name: str
    old: Any
    new: Any
    old_path: Path
    new_path: Path


def custom_changes(
    comparison: Comparison, concept: Concept, settings: Settings
) -> Iterator[CustomChange]:
    """Of the contract, its objects and its columns. A value under another name is the same."""
    names = _FOLDED[concept] | frozenset(map(folded, settings.custom_properties.get(concept, ())))
    yield from _changes(comparison.old.root, comparison.new.root, names)
    for pair in comparison.objects.pairs:
        yield from _changes(pair.old, pair.new, names)
    for column in comparison.changed_columns:
        yield from _changes(column.old, column.new, names)


def _changes(old: Element, new: Element, names: Collection[str]) -> Iterator[CustomChange]:
    if old.entry.get("customProperties") == new.entry.get("customProperties"):
        return
    before, now = (_stated(one, names) for one in (old, new))
    gone = [one for key, one in before.items() if key not in now]
    come = [one for key, one in now.items() if key not in before]
    for first, second in _paired(gone, come):
        named = second or first
        assert named is not None
        yield CustomChange(
            holder=new,
            name=named[0],
            old=first[1] if first else None,
            new=second[1] if second else None,
            old_path=first[2] if first else old.path,
            new_path=second[2] if second else new.path,
        )


_Stated = tuple[str, Any, Path]


def _stated(element: Element, names: Collection[str]) -> dict[str, _Stated]:
    """By value: name, value and its place. No value, and an empty one, say nothing."""
    found: dict[str, _Stated] = {}
    for custom, path in entries(element.entry, "customProperties", element.path):
        name, value = text(custom, "property") or "", custom.get("value")
        value = value.strip() if isinstance(value, str) else value
        if folded(name) in names and value not in (None, "", [], {}):
            found.setdefault(identity(value), (name, value, (*path, "value")))
    return found


def _paired(
    gone: list[_Stated], come: list[_Stated]
) -> Iterator[tuple[_Stated | None, _Stated | None]]:
    """By name; what is left over by its order."""
    left, right = list(gone), list(come)
    for one in gone:
        other = next((two for two in right if folded(two[0]) == folded(one[0])), None)
        if other is not None:
            left.remove(one)
            right.remove(other)
            yield one, other
    for place in range(max(len(left), len(right))):
        yield (
            left[place] if place < len(left) else None,
            right[place] if place < len(right) else None,
        )
