"""What `fmt` and `fix` leave unsaid: Pants logs each batch of files in which nothing was changed.

Its last lines say the same once for each tool, and what was changed is still logged, file by file.
"""

from __future__ import annotations

from collections.abc import Iterable

from pants.core.goals.fix import AbstractFixRequest, FixResult
from pants.core.goals.lint import AbstractLintRequest, LintTargetsRequest
from pants.engine.rules import Rule
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

_OF_LINT = (AbstractLintRequest, AbstractLintRequest.Batch, LintTargetsRequest.PartitionRequest)


def fix_only(request_type: type[AbstractFixRequest]) -> Iterable[Rule | UnionRule]:
    """The rules of a fixer or formatter, without those that make it a linter as well."""
    return (
        rule
        for rule in request_type.rules()
        if not (isinstance(rule, UnionRule) and rule.union_base in _OF_LINT)
    )


def _level(result: FixResult) -> LogLevel:
    return LogLevel.WARN if result.did_change else LogLevel.DEBUG


def extend() -> None:
    """Takes effect however often it is called."""
    FixResult.level = _level  # type: ignore[assignment,method-assign]
