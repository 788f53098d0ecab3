"""What day it is: of all that this backend asks the world, the one thing that changes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timezone

from pants.engine.rules import Rule, _uncacheable_rule, collect_rules


@dataclass(frozen=True)
class Today:
    """In UTC, such as `2026-01-31`. Asked anew in every session, so that a daemon does not age."""

    day: str


@_uncacheable_rule
async def find_today() -> Today:
    return Today(datetime.now(timezone.utc).date().isoformat())


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def rules() -> Iterable[Rule]:
    return collect_rules()
