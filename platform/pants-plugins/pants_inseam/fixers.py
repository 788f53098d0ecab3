"""Fixers that `lint` leaves alone, because a linter of ours says more about the same files."""

from __future__ import annotations

from collections.abc import Iterable

from pants.core.goals.fix import AbstractFixRequest
from pants.core.goals.lint import AbstractLintRequest, LintTargetsRequest
from pants.engine.rules import Rule
from pants.engine.unions import UnionRule

_OF_LINT = (AbstractLintRequest, AbstractLintRequest.Batch, LintTargetsRequest.PartitionRequest)


def fix_only(request_type: type[AbstractFixRequest]) -> Iterable[Rule | UnionRule]:
    """The rules of a fixer or formatter, without those that make it a linter as well."""
    return (
        rule
        for rule in request_type.rules()
        if not (isinstance(rule, UnionRule) and rule.union_base in _OF_LINT)
    )
