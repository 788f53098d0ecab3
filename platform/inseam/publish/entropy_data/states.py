"""States of which the destination keeps a history, and shows the newest.

A state has an id from its content, so that it is sent once. One that comes back, after another was
sent, is sent again under an id that follows from its own and from that of the newest: whoever asks
again, after an answer was lost, comes to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

_AGAIN = uuid5(NAMESPACE_URL, "urn:inseam:publish:again")
_LATER = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class StateId:
    """``sent`` is whether it is the newest already, under that id."""

    id: str
    sent: bool


def state_id(base: str, known: Sequence[str]) -> StateId:
    """Under which id to send the state of the id ``base``. ``known`` are the destination's, newest
    last."""
    newest = known[-1] if known else None
    if newest is not None and newest in {base, *(again(base, after) for after in known)}:
        return StateId(newest, sent=True)
    if newest is None or base not in known:
        return StateId(base, sent=False)
    return StateId(again(base, newest), sent=False)


def again(base: str, after: str) -> str:
    """The id of the state ``base`` that came back after another one."""
    return str(uuid5(_AGAIN, f"{base} {after}"))


@dataclass(frozen=True, slots=True)
class History:
    """Ids, newest last, and the time of the newest if it is known."""

    ids: tuple[str, ...]
    newest: datetime | None = None

    def time(self, wanted: str, sent: bool) -> str:
        """The wanted one; but what is sent comes after all that was sent before it."""
        at = _time(wanted)
        if at is None or self.newest is None:
            return wanted
        return in_utc(max(at, self.newest if sent else self.newest + _LATER))


def history(entries: Sequence[tuple[Any, Any]]) -> History:
    """Of pairs of an id and a time. Their order, newest last, counts where times say nothing."""
    dated = [(str(id_), _time(text)) for id_, text in entries]
    times = [time for _, time in dated if time is not None]
    if len(times) < len(dated):
        ordered = [id_ for id_, _ in dated]
    else:
        by_time = sorted(zip(times, dated, strict=True), key=lambda one: one[0])
        ordered = [id_ for _, (id_, _) in by_time]
    # Of an id that is there more than once, the last counts.
    ids = reversed(dict.fromkeys(reversed(ordered)))
    return History(tuple(ids), max(times, default=None))


def in_utc(time: datetime) -> str:
    text = time.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _time(text: Any) -> datetime | None:
    """None for what is not a time."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def of_result(result: Mapping[str, Any], id_: str, time: str) -> dict[str, Any]:
    """A test result under this id, at this time."""
    run = {"runId": id_} if "runId" in result else {}
    return {**result, "id": id_, **run, "timestampStart": time, "timestampEnd": time}
