"""Which engine rules find something in a statement that both engines get."""

from __future__ import annotations

from inseam.check.varchar_length import length_findings
from inseam.sql.analysis import Analysis
from inseam.sql.engines.rendered import is_for_both, rendered_expressions
from testkit.engine_cases import Ask


def rules_found(analysis: Analysis, ask: Ask) -> set[str]:
    """``analysis`` is of what DuckDB gets."""
    rendered = rendered_expressions(ask.spark)
    of_types = {found.rule for found in analysis.differences if is_for_both(found, rendered)}
    return of_types | {finding.rule for finding in length_findings("", "", ask.spark)}
