"""A rule in words, for its page in the documentation and for who asks about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inseam.report.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is permanent. The texts are those of the documentation, in Markdown."""

    id: str
    what: str
    why: str
    fix: str
    severity: Severity = Severity.ERROR


def paragraphs(
    rule: Rule, *, before: Iterable[str] = (), after: Iterable[str] = ()
) -> Iterator[str]:
    """In Markdown, below its id; ``before`` and ``after`` are what else is known of it."""
    yield from before
    yield rule.what
    yield f"*Why*: {rule.why}"
    yield f"*Fix*: {rule.fix}"
    yield from after


def not_failing(rule: Rule, goal: str) -> Iterator[str]:
    """That what it finds does not fail a goal; nothing if it does."""
    if rule.severity is not Severity.ERROR:
        article = "An" if rule.severity is Severity.INFO else "A"
        yield f"{article} {rule.severity}: it does not fail {goal}."
