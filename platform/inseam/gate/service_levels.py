"""How the service levels of a contract were changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from inseam.documents.durations import days
from inseam.documents.numbers import number
from inseam.documents.shares import share
from inseam.documents.yaml_document import Path
from inseam.gate.grade import Grade
from inseam.gate.matching import Comparison, match
from inseam.gate.model import ComparedContract
from inseam.gate.rates import Rate, rate
from inseam.gate.slas import Sla, element_names
from inseam.gate.values import day, identity, shown, text

# Of a length of time, or a number: which way is worse for readers.
_LONGER_IS_WORSE = frozenset(
    {
        "frequency",  # the time between two updates
        "freshness",
        "latency",
        "timetodetect",
        "timetonotify",
        "timetorepair",
        "timetorecover",
        "timetoresolve",
    }
)
_LONGER_IS_BETTER = frozenset({"retention"})
_MORE_IS_WORSE = frozenset({"errorrate"})
_MORE_IS_BETTER = frozenset({"availability"})
# These have rules of their own.
END_DATES = {"endofsupport": "endOfSupport", "endoflife": "endOfLife"}
NOTICE = "noticeperiod"
_NOTICE_NAMES = ("noticePeriod", "notice-period", "notice_period")


class Direction(Enum):
    SAME = "same"
    WEAKER = "weaker"
    STRONGER = "stronger"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SlaPair:
    old: Sla | None
    new: Sla | None


def sla_pairs(comparison: Comparison) -> tuple[SlaPair, ...]:
    """By id, else by property, element and driver; two of one property are two promises."""
    return comparison.once(_all, comparison)


def _all(comparison: Comparison) -> tuple[SlaPair, ...]:
    return tuple(_sla_pairs(comparison))


def _sla_pairs(comparison: Comparison) -> Iterator[SlaPair]:
    old = [sla for sla in comparison.old.slas if _is_plain(sla)]
    new = [sla for sla in comparison.new.slas if _is_plain(sla)]
    matched = match(old, new, [lambda sla: sla.id, _whole_key, _element_key, _kind_key])
    for pair in matched.pairs:
        if not pair.same_entry:
            yield SlaPair(pair.old, pair.new)
    for gone in matched.removed:
        yield SlaPair(gone, None)
    for come in matched.added:
        yield SlaPair(None, come)


def _is_plain(sla: Sla) -> bool:
    return sla.kind != NOTICE and sla.kind not in END_DATES


def _whole_key(sla: Sla) -> Hashable:
    return (sla.kind, sla.element, sla.driver)


def _element_key(sla: Sla) -> Hashable:
    return (sla.kind, sla.element)


def _kind_key(sla: Sla) -> Hashable:
    return sla.kind


def direction(old: Sla, new: Sla) -> Direction:
    """OTHER is a change of which nobody can say whether it is for better or worse."""
    if _terms(old, new) != _terms(new, old):
        return Direction.OTHER
    measures = _measure(old), _measure(new)
    if old.kind == "throughput" and _thing(old) != _thing(new):
        return Direction.OTHER
    if measures[0] is None or measures[1] is None:
        same = _raw(old) == _raw(new)
        return Direction.SAME if same else Direction.OTHER
    if measures[0] == measures[1]:
        same = identity(old.entry.get("valueExt")) == identity(new.entry.get("valueExt"))
        return Direction.SAME if same else Direction.OTHER
    more_is_worse = old.kind in _LONGER_IS_WORSE | _MORE_IS_WORSE
    is_more = measures[1] > measures[0]
    return Direction.WEAKER if is_more == more_is_worse else Direction.STRONGER


def _terms(sla: Sla, other: Sla) -> tuple[str, ...]:
    """What the level is about. An element that is the contract's default on both sides is one."""
    element = sla.element if sla.names_element or other.names_element else ""
    return (sla.kind, element, sla.driver, _schedule(sla))


def other_terms(old: Sla, new: Sla) -> str:
    """What of two levels of one value differs, for people."""
    pairs = {key: (old.entry.get(key), new.entry.get(key)) for key in _TERMS}
    if old.names_element or new.names_element:
        pairs["element"] = (old.element, new.element)
    else:
        del pairs["element"]
    found = [
        f"`{key}` was {shown(was or None)}, and is {shown(now or None)}."
        for key, (was, now) in pairs.items()
        if identity(was) != identity(now)
    ]
    return " ".join(found)


_TERMS = ("property", "valueExt", "unit", "driver", "element", "schedule", "scheduler")


@dataclass(frozen=True, slots=True)
class DefaultElement:
    """What `slaDefaultElement` was and is, where some level relies on it; None for nothing."""

    old: str | None
    new: str | None
    levels: tuple[str, ...]


def default_element(comparison: Comparison) -> DefaultElement | None:
    was, now = (text(one.entry, "slaDefaultElement") for one in (comparison.old, comparison.new))
    old = [sla for sla in comparison.old.slas if _is_plain(sla) and not sla.names_element]
    new = [sla for sla in comparison.new.slas if _is_plain(sla) and not sla.names_element]
    both = {sla.kind for sla in old} & {sla.kind for sla in new}
    levels = tuple(dict.fromkeys(sla.name for sla in old if sla.kind in both))
    if not levels or element_names(was) == element_names(now):
        return None
    return DefaultElement(was, now, levels)


def _measure(sla: Sla) -> Fraction | None:
    if sla.kind in _LONGER_IS_WORSE | _LONGER_IS_BETTER:
        return days(sla.value, sla.unit)
    if sla.kind in _MORE_IS_BETTER:
        return share(sla.value, sla.unit)
    if sla.kind in _MORE_IS_WORSE:
        value = sla.value.rstrip(" %") if isinstance(sla.value, str) else sla.value
        is_known = sla.unit in ("", "%", "percent", "percentage")
        amount = number(value) if is_known else None
        return None if amount is None else Fraction(amount)
    if sla.kind == "throughput":
        found = _rate(sla)
        return None if found is None else found.amount
    return None


def _rate(sla: Sla) -> Rate | None:
    return rate(sla.value, (text(sla.entry, "unit") or ""))


def _thing(sla: Sla) -> str | None:
    found = _rate(sla)
    return None if found is None else found.thing


def _raw(sla: Sla) -> str:
    return identity([sla.value, sla.entry.get("valueExt"), sla.unit])


def _schedule(sla: Sla) -> str:
    return identity([sla.entry.get("schedule"), sla.entry.get("scheduler")])


def shown_value(sla: Sla) -> str:
    unit = f" {sla.unit}" if sla.unit else ""
    return shown(f"{sla.value}{unit}")


def loss_grade(sla: Sla) -> Grade:
    """A promise made to a regulator breaks when it is weakened; others only may."""
    return Grade.BREAKING if sla.driver == "regulatory" else Grade.RISKY


@dataclass(frozen=True, slots=True)
class Stated:
    """``value`` is None where what is written cannot be read."""

    value: Fraction | None
    written: str
    path: Path


def notice_period(contract: ComparedContract) -> Stated | None:
    """In days: from the service level `noticePeriod`, or the custom property of that name."""
    for sla in contract.slas:
        if sla.kind == NOTICE:
            return Stated(days(sla.value, sla.unit), shown_value(sla), sla.path)
    for name in _NOTICE_NAMES:
        if (stated := contract.root.custom(name)) is not None:
            return Stated(days(stated[0], "d"), shown(stated[0]), stated[1])
    return None


@dataclass(frozen=True, slots=True)
class EndDate:
    """``day`` is None where what is written is not a date."""

    day: date | None
    written: str
    path: Path


def end_date(contract: ComparedContract, name: str) -> EndDate | None:
    """Of `endOfSupport` or `endOfLife`, as a service level or a custom property."""
    for sla in contract.slas:
        if END_DATES.get(sla.kind) == name:
            return EndDate(day(sla.value), shown(sla.value), sla.path)
    if (stated := contract.root.custom(name)) is not None:
        return EndDate(day(stated[0]), shown(stated[0]), stated[1])
    return None
