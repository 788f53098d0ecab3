"""Whether a text is what it says it is: a date, a schedule, an address."""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

_MAX = 100
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
# Minute, hour, day of the month, month, day of the week.
_CRON: tuple[tuple[int, int, Sequence[str]], ...] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (0, 7, _DAYS),
)
_CRON_NAMES = frozenset(
    {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
)
_STEPS = re.compile(r"(?P<range>[^/]+)(/(?P<step>[1-9][0-9]*))?")


def _parses(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def parsed(text: str) -> bool:
        if len(text) > _MAX:
            return False
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return parsed


is_date = _parses(date.fromisoformat)
is_timestamp = _parses(datetime.fromisoformat)
is_time = _parses(time.fromisoformat)
_is_uuid = _parses(uuid.UUID)
_is_ipv4 = _parses(ipaddress.IPv4Address)
_is_ipv6 = _parses(ipaddress.IPv6Address)


def has_format(text: str, format: str) -> bool | None:
    """None for a format that is not known here."""
    known = {
        "email": lambda t: re.fullmatch(r"[^@\s]+@[^@\s]+", t[:1000]) is not None,
        "ipv4": _is_ipv4,
        "ipv6": _is_ipv6,
        "uuid": _is_uuid,
    }.get(format)
    return None if known is None else bool(known(text))


def cron_fault(text: str) -> str | None:
    """What is wrong with a schedule of cron, as a part of a sentence; None if nothing is."""
    if len(text) > _MAX:
        return "it is too long"
    if text.strip() in _CRON_NAMES:
        return None
    fields = text.split()
    if len(fields) in (6, 7):
        return None  # with seconds and years, as Quartz and Databricks have it
    if len(fields) != 5:
        return f"it has {len(fields)} fields, not five"
    for field, (low, high, names) in zip(fields, _CRON, strict=True):
        if not all(_is_cron_part(part, low, high, names) for part in field.split(",")):
            return f"`{field}` is not from {low} to {high}"
    return None


def _is_cron_part(part: str, low: int, high: int, names: Sequence[str]) -> bool:
    matched = _STEPS.fullmatch(part)
    if matched is None:
        return False
    if matched["range"] in ("*", "?"):
        return True
    ends = [
        names.index(end.lower()) + (1 if low else 0)
        if end.lower() in names
        else int(end)
        if re.fullmatch("[0-9]{1,2}", end)
        else -1
        for end in matched["range"].split("-")
    ]
    return len(ends) <= 2 and all(low <= end <= high for end in ends) and ends == sorted(ends)
