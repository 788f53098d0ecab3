"""Which releases readers are to see when the newest ones are taken back: pure."""

from __future__ import annotations

from collections.abc import Sequence

from inseam.release.history import History, Release
from inseam.report.finding import Finding, InputError, Severity


def rollback_targets(history: History, products: Sequence[str], to: str) -> list[Release]:
    """For each product the release ``to``; the one before that readers see now if it is empty.

    "Before" is by the number of a release, so that a second rollback goes on back. Raises
    `InputError` for every product that has no such release with data.
    """
    found, wrong = [], []
    for product in sorted(products):
        releases = history.published(product)
        current = history.current(product)
        if to:
            target = next((one for one in releases if one.id == to), None)
        else:
            earlier = (one for one in releases if current and one.number < current.number)
            target = max(earlier, key=lambda one: one.number, default=None)
        if target is None:
            wrong.append(_none(product, to, [one.id for one in releases]))
        else:
            found.append(target)
    if wrong:
        raise InputError(wrong)
    return found


def _none(product: str, to: str, kept: Sequence[str]) -> Finding:
    wanted = f"no release `{to}` that is kept" if to else "no earlier release that is kept"
    there = f"Kept: {', '.join(kept)}" if kept else "None is kept"
    return Finding(
        rule="release-not-kept",
        severity=Severity.ERROR,
        file=f"products/{product}",
        message=f"`{product}` has {wanted} there. {there}.",
        fix="Name one of these with --release-to=<release id>; `keep` in"
        " platform/environments.yaml says how many stay."
        if kept
        else "Release it first: there is nothing to go back to.",
    )
