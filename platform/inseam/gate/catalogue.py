"""All rules, in the order of categories and ids."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.gate.rule import ChangeRule
from inseam.gate.rules import (
    access,
    columns,
    constraints,
    keys,
    lifecycle,
    meaning,
    objects,
    quality,
    relationships,
    repository,
    servers,
    service_levels,
    types,
)

_BY_CONCERN = (
    access.RULES,
    columns.RULES,
    constraints.RULES,
    keys.RULES,
    lifecycle.RULES,
    meaning.RULES,
    objects.RULES,
    quality.RULES,
    relationships.RULES,
    repository.RULES,
    servers.RULES,
    service_levels.RULES,
    types.RULES,
)

RULES: tuple[ChangeRule, ...] = tuple(
    sorted(
        (rule for rules in _BY_CONCERN for rule in rules),
        key=lambda rule: (rule.category, rule.id),
    )
)
BY_ID: Mapping[str, ChangeRule] = {rule.id: rule for rule in RULES}
