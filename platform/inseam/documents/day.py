"""Days, as files and options name them: `2026-01-31`, and no other form."""

from __future__ import annotations

from datetime import date

from inseam.report.finding import Finding, InputError, Severity


def read_day(text: object) -> date | None:
    """None for what is not a day. `fromisoformat` takes 20260131 and weeks as well."""
    if not isinstance(text, str):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def day_given(text: str, option: str) -> date:
    """What somebody gave an option. Raises `InputError`."""
    if (day := read_day(text)) is not None:
        return day
    finding = Finding(
        rule="day-invalid",
        severity=Severity.ERROR,
        file="pants.toml",
        message=f"`{text}` is not a day.",
        fix=f"Write it as in `{option}=2026-01-31`, or leave it out.",
    )
    raise InputError([finding])
