"""The message for a form that a goal does not have."""

from __future__ import annotations

from collections.abc import Collection

from inseam.report.finding import Finding, InputError, Severity


def refuse_unknown_form(
    goal: str, form: str, forms: Collection[str], option: str = "--inseam-format"
) -> None:
    """Raises `InputError` for a form that is not one of the ``forms``."""
    if form in forms:
        return
    finding = Finding(
        rule="unknown-format",
        severity=Severity.ERROR,
        file=".",
        message=f"`{goal}` has no format `{form}`.",
        fix=f"Give {option} one of {', '.join(sorted(forms))}.",
    )
    raise InputError([finding])
