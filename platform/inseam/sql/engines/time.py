"""Dates and times: days of the week, text that is read as a time, and time between two."""

from __future__ import annotations

import re

from sqlglot import exp

from inseam.sql.engines.typed import (
    INTEGERS,
    Probe,
    Typed,
    around,
    call_name,
    cast_around,
    inside,
    literal_number,
    literal_text,
)
from inseam.sql.sql_type import of_sqlglot

_DAYS_OF_WEEK = frozenset("dow dayofweek weekday".split())
_SECONDS = frozenset("s sec secs second seconds".split())
_TIMES = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"})
_INSTANTS = _TIMES - {"DATE"}
# What is the same of a date and of its midnight.
_NO_VALUES = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Extract)
_OF_A_TIME = frozenset("date_part date_trunc day last_day month quarter week year".split())
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FULL_TIME = re.compile(r"\d{4}-\d\d-\d\d([ T](?!24)\d\d:\d\d:\d\d(\.\d{1,6})?Z?)?")


def _unit(node: exp.Expr) -> str:
    """What is taken of a time: of `extract(unit from x)` or `date_part('unit', x)`."""
    if isinstance(node, exp.Extract):
        return str(node.name).lower()
    first = node.expressions[0] if len(node.expressions) == 2 else None
    return (literal_text(first) or "").lower()


def day_of_week(node: exp.Expr, typed: Typed) -> bool:
    return _unit(node) in _DAYS_OF_WEEK


def called_day_of_week(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 1


def second(node: exp.Expr, typed: Typed) -> bool:
    value = node.expression if isinstance(node, exp.Extract) else node.expressions[-1]
    return _unit(node) in _SECONDS and typed.name(value) in (*_INSTANTS, "TIME")


def weeks_between(node: exp.Expr, typed: Typed) -> bool:
    """As dbt-duckdb renders them: whole weeks, and one more if a Sunday is between.

    `(date_diff('day', a, b) // 7 + case when date_part('dow', a) <= date_part('dow', b) ... end)`
    """
    weeks, more = inside(node.this), inside(node.expression)
    if not isinstance(weeks, exp.IntDiv) or not isinstance(more, exp.Case):
        return False
    days = inside(weeks.this)
    if call_name(days) != "date_diff" or literal_number(weeks.expression) != 7:
        return False
    return any(_unit(each) == "dow" for each in more.find_all(exp.Anonymous))


def text_to_time(node: exp.Expr, typed: Typed) -> bool:
    target = of_sqlglot(node.args.get("to"), "duckdb")
    if target is None or typed.name(node.this) != "VARCHAR":
        return False
    if isinstance(node, exp.TryCast) and target.name in INTEGERS:
        return literal_text(node.this) is None
    if target.name not in _TIMES:
        return False
    form = _FULL_DATE if target.name == "DATE" else _FULL_TIME
    written = literal_text(node.this)
    return written is None or not form.fullmatch(written)


def date_difference(node: exp.Expr, typed: Typed) -> bool:
    if {typed.name(node.this), typed.name(node.expression)} != {"DATE"}:
        return False
    target = of_sqlglot(cast_around(node), "duckdb")
    return target is None or target.name not in INTEGERS


def date_and_interval(node: exp.Expr, typed: Typed) -> bool:
    names = [typed.name(inside(each)) for each in (node.this, node.expression)]
    if sorted(names) != ["DATE", "INTERVAL"]:
        return False
    above = around(node)
    while isinstance(above, (exp.Add, exp.Sub)) and typed.name(above) == "TIMESTAMP":
        node, above = above, around(above)
    if isinstance(above, _NO_VALUES) or call_name(above) in _OF_A_TIME:
        return False
    target = of_sqlglot(cast_around(node), "duckdb")
    return target is None or target.name not in _TIMES


_DAY: dict[str, Probe] = {"engine-weekday": called_day_of_week}
_PART: dict[str, Probe] = {"engine-weekday": day_of_week, "engine-second": second}
_TEXT: dict[str, Probe] = {"engine-text-to-time": text_to_time}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Add: {
        "engine-date-and-interval": date_and_interval,
        "engine-weeks-between": weeks_between,
    },
    exp.Cast: _TEXT,
    exp.Extract: _PART,
    exp.Sub: {
        "engine-date-and-interval": date_and_interval,
        "engine-date-difference": date_difference,
    },
    exp.TryCast: _TEXT,
}
CALLS: dict[str, dict[str, Probe]] = {
    "date_part": _PART,
    "dayname": _DAY,
    "dayofweek": _DAY,
    "datepart": _PART,
    "monthname": _DAY,
    "weekday": _DAY,
}
