"""All rules of contract lint, in the order of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inseam.contract_lint import limits, sentences, standards
from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.rules import (
    duplicates,
    evaluation,
    keys,
    meaning,
    names,
    products,
    references,
    service_levels,
    types,
    values,
)
from inseam.contract_lint.rules.products import Product
from inseam.rules.rule import Rule

_OF_CONTRACTS = (
    names,
    references,
    duplicates,
    keys,
    types,
    values,
    service_levels,
    meaning,
    evaluation,
)

CONTRACT_CHECKS: tuple[Callable[[ContractOutline], Iterator[Problem]], ...] = tuple(
    check for module in _OF_CONTRACTS for check in module.CHECKS
)
PRODUCT_CHECKS: tuple[Callable[[Product], Iterator[Problem]], ...] = products.CHECKS

STANDARD_RULES: tuple[Rule, ...] = (
    standards.NAME_NOT_SEEN,
    standards.UNKNOWN,
    standards.OUTDATED,
    *sentences.RULES,
    limits.TOO_LARGE,
)
CONTRACT_RULES: tuple[Rule, ...] = tuple(rule for m in _OF_CONTRACTS for rule in m.RULES)
PRODUCT_RULES: tuple[Rule, ...] = products.RULES
ALL_RULES = (*STANDARD_RULES, *CONTRACT_RULES, *PRODUCT_RULES)
