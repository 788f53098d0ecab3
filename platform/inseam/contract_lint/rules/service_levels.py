"""Service levels that a machine can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.text_forms import cron_fault, is_date, is_timestamp
from inseam.contract_lint.wording import listed, shown
from inseam.documents.durations import days, is_unit
from inseam.documents.numbers import number
from inseam.odcs.lenient import Entry, entries, text
from inseam.report.finding import Severity
from inseam.report.near_names import nearest_name
from inseam.rules.rule import Rule

SLA_UNPARSABLE = Rule(
    id="contract-sla-unparsable",
    what="The value of a service level has a meaning: a duration is a number with a unit of time"
    " (`24` and `h`, or `24h`) or in ISO 8601 (`P1D`), a percentage is from 0 to 100, an end of"
    " support is a date, and a schedule of cron has its five fields.",
    why="Service levels are measured, and compared when a contract changes. `about a day` is"
    " neither.",
    fix="Write a number with its `unit`, or a duration such as `PT24H`.",
)
SLA_MISSPELT = Rule(
    id="contract-sla-misspelt",
    what="The name of a service level is not one letter away from one of the standard.",
    why="The standard takes any name, and nobody measures `freshnes`.",
    fix="Correct the name, or leave it if it is a name of your own.",
    severity=Severity.WARNING,
)
RULES = (SLA_UNPARSABLE, SLA_MISSPELT)

_DURATIONS = frozenset(
    {
        "freshness",
        "frequency",
        "latency",
        "noticePeriod",
        "retention",
        "timeToDetect",
        "timeToNotify",
        "timeToRepair",
    }
)
_PERCENTAGES = frozenset({"availability", "errorRate"})
_DATES = frozenset({"endOfLife", "endOfSupport", "generalAvailability"})
_KNOWN = _DURATIONS | _PERCENTAGES | _DATES | {"throughput", "timeOfAvailability"}
_PERCENT = frozenset({"percent", "percentage", "%"})


def unparsable(contract: ContractOutline) -> Iterator[Problem]:
    for sla, path in entries(contract.value, "slaProperties"):
        name, value = sla.get("property"), sla.get("value")
        is_plain = "value" in sla and not isinstance(value, (dict, list))
        if not is_plain or not isinstance(name, str):
            continue  # the schema says so
        why: str | None = None
        fix: str | None = None
        if name in _DURATIONS:
            why, fix = _duration_fault(value, sla)
        elif name in _PERCENTAGES:
            why = _percentage_fault(value, sla)
            fix = "Write a number from 0 to 100, and `unit: percent`."
        elif name in _DATES:
            is_one = isinstance(value, str) and (is_date(value) or is_timestamp(value))
            why = None if is_one else "is not a date"
            fix = "Write a date such as '2026-12-31'."
        if why is not None:
            message = f"The SLA property {shown(name)} has the value {shown(value)}, which {why}."
            yield Problem(SLA_UNPARSABLE, (*path, "value"), message, fix)
        schedule = text(sla, "schedule")
        of_cron = (text(sla, "scheduler") or "").lower() == "cron"
        if schedule is not None and of_cron and (fault := cron_fault(schedule)):
            message = f"Cron cannot read the schedule {shown(schedule)}: {fault}."
            fix = "Write minute, hour, day, month and weekday, such as `0 6 * * *`."
            yield Problem(SLA_UNPARSABLE, (*path, "schedule"), message, fix)


def _duration_fault(value: Any, sla: Entry) -> tuple[str | None, str | None]:
    has = number(value)
    unit = text(sla, "unit")
    if has is None:
        return (None if days(value) is not None else "is not a duration"), None
    if has < 0:
        return "is negative", None
    if unit is None:
        return "has no unit", "Add `unit:`, such as `unit: h`."
    if not is_unit(unit):
        return f"has the unit {shown(unit)}", f"Write one of {listed(['`h`', '`d`', '`y`'])}."
    return None, None


def _percentage_fault(value: Any, sla: Entry) -> str | None:
    has = number(value.strip().removesuffix("%") if isinstance(value, str) else value)
    unit = text(sla, "unit")
    if has is None:
        return "is not a percentage"
    if unit is not None and unit.lower() not in _PERCENT:
        return f"has the unit {shown(unit)}"
    return None if 0 <= has <= 100 else "is not from 0 to 100"


def misspelt(contract: ContractOutline) -> Iterator[Problem]:
    for sla, path in entries(contract.value, "slaProperties"):
        name = text(sla, "property")
        if name is None or name in _KNOWN:
            continue
        if close := nearest_name(name, _KNOWN):
            message = f"The SLA property {shown(name)} is not one of the standard; `{close}` is."
            yield Problem(SLA_MISSPELT, (*path, "property"), message, f"Write `{close}`.")


CHECKS = (unparsable, misspelt)
