"""Three ways to decide when a product runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inseam.promises.due import Input, Seen, decide
from inseam.promises.promise import Promise
from inseam.promises.schedule import next_tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an orchestrator knows of a product that does not run now.

    ``inputs`` are as `inseam.promises.due` wants them. ``runs_at`` is its cron. ``tried`` is when
    it was started last, ``attempts`` how often since something asked for it, and ``failures`` and
    ``failed`` are those since its last good run. ``is_polled`` is whether nobody tells when an
    input has news, as of a system that lives, and ``waits`` whether an input is made now.
    """

    now: datetime
    promise: Promise
    usual: timedelta
    inputs: tuple[Input, ...]
    runs_at: str
    started: datetime
    ended: datetime
    failures: int
    failed: datetime | None
    tried: datetime
    attempts: int
    is_polled: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """``look_again_at`` as `inseam.promises.due.Decision` has it."""

    run: bool
    look_again_at: datetime | None = None
    is_repeat: bool = False
    late: tuple[str, ...] = ()


Strategy = Callable[[Known, int], Wish]


def cron(known: Known, repeats: int) -> Wish:
    """At its instants, whatever happened before. What it misses while it runs it makes up for
    once.
    """
    tick = next_tick(known.runs_at, known.tried)
    if tick <= known.now:
        return Wish(True)
    return Wish(True, is_repeat=True) if _repeats(known, repeats) else Wish(False, tick)


def eager(known: Known, repeats: int) -> Wish:
    """When an input was updated since it was started last, and none is made now, as Dagster's
    condition of that name. What is polled has its cron.
    """
    if known.is_polled:
        return cron(known, repeats)
    has_news = any(one.updated is not None and one.updated > known.tried for one in known.inputs)
    if has_news and not known.waits:
        return Wish(True)
    return Wish(_repeats(known, repeats), is_repeat=True)


def promised(known: Known, repeats: int) -> Wish:
    """When what it promises needs it: what Dagster is given, too. It repeats as often as needed."""
    found = decide(
        known.promise,
        Seen(
            now=known.now,
            usual=known.usual,
            inputs=known.inputs,
            started=known.started,
            ended=known.ended,
            failures=known.failures,
            failed=known.failed,
        ),
    )
    return Wish(found.run, found.look_again_at, found.run and known.failures > 0, found.late)


def _repeats(known: Known, repeats: int) -> bool:
    return known.failed is not None and known.failed > known.tried and known.attempts <= repeats


STRATEGIES: Mapping[str, Strategy] = {"cron": cron, "eager": eager, "promised": promised}
