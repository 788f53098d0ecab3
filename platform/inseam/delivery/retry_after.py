"""The header `Retry-After`, seconds or a date (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds from ``now``, 0 for a date that has passed; None if it says nothing one can read."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        # `-0000`: UTC by a clock of no known zone.
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
