"""Types that a lake stores with a loss, and says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inseam.check import rules
from inseam.check.checked_product import CheckedProduct, broken
from inseam.check.slips import Slips
from inseam.facts.schema import ModelRow, OutputColumnRow
from inseam.report.finding import Finding

_NOT_STORED = frozenset({"view", "ephemeral"})
# Outside of quotes: a field of a struct may have such a name.
_LOSSY = re.compile(r'(?<!["\w])(U?HUGEINT|TIME WITH TIME ZONE)(?!["\w])')
_DIGITS = "a lake does not keep all of its digits"
_LOSSES = {
    "HUGEINT": _DIGITS,
    "UHUGEINT": _DIGITS,
    "TIME WITH TIME ZONE": "a lake drops the offset",
}
# As Databricks has it.
_INSTEAD = {"HUGEINT": "bigint", "UHUGEINT": "decimal(38, 0)", "TIME WITH TIME ZONE": "time"}


def check_stored_types(product: CheckedProduct, slips: Slips) -> Iterator[Finding]:
    """Of what a product stores, apart from models of ports."""
    for model in product.models.values():
        if model.layer == "output_ports" or model.is_enforced or model.materialized in _NOT_STORED:
            continue
        for column in product.columns.get(model.model, ()):
            if not slips.doubts(model.model, column.column_name):
                yield from stored_type(model, column)


def check_port_view(model: ModelRow, column: OutputColumnRow) -> Iterator[Finding]:
    """Whoever makes a table of a port's view stores its types. dbt casts what a table yields."""
    if model.materialized == "view":
        yield from stored_type(model, column)


def stored_type(model: ModelRow, column: OutputColumnRow) -> Iterator[Finding]:
    if (lossy := _LOSSY.search(column.type or "")) is None:
        return
    kind = lossy[0]
    is_within = kind != column.type
    message = (
        f"`{model.alias}.{column.column_name}` {'has' if is_within else 'is'} {kind}:"
        f" {_LOSSES[kind]}."
    )
    fix = f"Cast it: `cast(... as {_INSTEAD[kind]})`."
    if is_within:
        fix = f"Cast that part of it: `cast(... as {_INSTEAD[kind]})`."
    yield broken(rules.STORED_TYPE, column.file, column.line, message, fix=fix)
