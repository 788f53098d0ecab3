"""The rules of `monitor` that are its own. What breaks a contract has the rules of a release."""

from __future__ import annotations

from inseam.report.finding import Severity
from inseam.rules.rule import Rule

INPUT_LATE = Rule(
    id="input-late",
    what="An input port of a product is later than its own contract promises.",
    why="The product's data is as old as the oldest that it was made of: its readers see the delay,"
    " and its team looks for a fault of its own that is not there.",
    fix="Ask the team of the input port that is named, or bring its rows in again. Nothing has to"
    " be done to the product: it is due by itself when its input has newer data.",
    severity=Severity.WARNING,
)
PROMISE_NOT_KEPT = Rule(
    id="promise-not-kept",
    what="The data that readers see is older than the contract's `freshness` or `latency` promise,"
    " or its last update is longer ago than its `frequency` does.",
    why="Readers plan with what a contract promises. Data is as of the oldest of what it was made"
    " of, so a new release of old inputs does not help.",
    fix="Release the product with `--release-refresh`; where an input port is late"
    " (`input-late`), that one first.",
)
ROWS_UNUSUAL = Rule(
    id="rows-unusual",
    what="A table or view of a port has more or fewer rows than its own past explains.",
    why="Half a load, or one that ran twice, keeps every rule on single rows. Readers count wrong.",
    fix="Look at what its inputs got since the run before. If it is right, do nothing: what lasts"
    " is what is usual after a few runs.",
    severity=Severity.WARNING,
)
NULLS_UNUSUAL = Rule(
    id="nulls-unusual",
    what="A column is NULL in a larger or smaller share of rows than its own past explains.",
    why="A source that renames a field, or a join that no longer finds its partner, leaves NULLs"
    " where the contract allows them.",
    fix="Follow the column to its source by `./pants lineage`. If NULL is never right, write"
    " `required: true` or a quality rule into the contract: then a release stops it.",
    severity=Severity.WARNING,
)
DISTINCTS_UNUSUAL = Rule(
    id="distincts-unusual",
    what="A column has more or fewer distinct values than its own past explains, while its rows"
    " and its NULLs are as usual.",
    why="Values that ran together, or keys that were made again, change what a reader groups by.",
    fix="Compare the values with those of before; follow the column by `./pants lineage`.",
    severity=Severity.WARNING,
)
NOT_MEASURED = Rule(
    id="not-measured",
    what="A product's rows could not be read in the environment, so nobody knows what holds.",
    why="A run that says nothing of a product must not look like one that found nothing.",
    fix="The message has the engine's words. Another release may have replaced the tables"
    " meanwhile: run it again.",
)

ALL_RULES = (
    PROMISE_NOT_KEPT,
    INPUT_LATE,
    ROWS_UNUSUAL,
    NULLS_UNUSUAL,
    DISTINCTS_UNUSUAL,
    NOT_MEASURED,
)
BY_ID = {rule.id: rule for rule in ALL_RULES}
