"""Primary keys."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.contract_lint.outline import ColumnOutline, ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.rules.rule import Rule

KEY_NULLABLE = Rule(
    id="contract-key-nullable",
    what="A column of the primary key is `required: true`.",
    why="A key without a value identifies nothing. Without `required` the standard says that it"
    " may be missing; some tools take a key for required, others do not.",
    fix="Write `required: true`.",
)
KEY_POSITIONS = Rule(
    id="contract-key-positions",
    what="The columns of a primary key have different `primaryKeyPosition`s from 1, or no"
    " position at all; and no column outside of the key has one.",
    why="The order of a key decides how tables are laid out and compared. A position without"
    " `primaryKey: true` looks like a key and is none.",
    fix="Number the columns of the key from 1, and no others.",
)
RULES = (KEY_NULLABLE, KEY_POSITIONS)


def nullable(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        if column.entry.get("primaryKey") is True and column.entry.get("required") is not True:
            at = "required" if "required" in column.entry else "primaryKey"
            message = f"The column {shown(column.label)} is in the primary key and may be missing."
            yield Problem(KEY_NULLABLE, (*column.path, at), message)


def positions(contract: ContractOutline) -> Iterator[Problem]:
    for table in contract.tables:
        by_position: dict[int, ColumnOutline] = {}
        keyed = [column for column in table.columns if column.entry.get("primaryKey") is True]
        for column in table.columns:
            position = column.entry.get("primaryKeyPosition")
            # -1 is the standard's own default.
            if position in (None, -1) or isinstance(position, bool):
                continue
            at = (*column.path, "primaryKeyPosition")
            if column.entry.get("primaryKey") is not True:
                message = (
                    f"The column {shown(column.label)} has a primaryKeyPosition, and is not in the"
                    " primary key."
                )
                yield Problem(KEY_POSITIONS, at, message)
            elif not isinstance(position, int) or position < 1:
                message = f"The column {shown(column.label)} is at {shown(position)} in the key."
                yield Problem(KEY_POSITIONS, at, message)
            elif position in by_position:
                other = by_position[position].label
                message = (
                    f"The columns {shown(other)} and {shown(column.label)} are both at"
                    f" {position} in the primary key."
                )
                yield Problem(KEY_POSITIONS, at, message)
            else:
                by_position[position] = column
        without = [c for c in keyed if c.entry.get("primaryKeyPosition") in (None, -1)]
        # Without any, the order is that of the file.
        if by_position and without:
            label = shown(without[0].label)
            message = f"In the primary key {label} has no primaryKeyPosition, and others have one."
            yield Problem(KEY_POSITIONS, (*without[0].path, "primaryKey"), message)


CHECKS = (nullable, positions)
