"""How often, how soon, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Of times in seconds.

    ``attempts`` are for one item, ``deadline`` is for the whole delivery. After ``unanswered``
    attempts in a row that nobody answered, of whichever items, nothing more is tried.
    """

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 30.0
    deadline: float = 300.0
    call: float = 30.0
    unanswered: int = 7


def pause(policy: Policy, failures: int, retry_after: float | None, random: Random) -> float:
    """How long to wait after so many failures of one item, at least 1.

    Between half of the doubled pause and the whole of it, so that many senders who failed together
    do not come back together. Never sooner than the receiver asks for.
    """
    doubled = min(policy.longest_pause, policy.first_pause * 2.0 ** (min(failures, 64) - 1))
    jittered = doubled * random.uniform(0.5, 1.0)
    if retry_after is None:
        return jittered
    return max(jittered, retry_after + policy.first_pause * random.uniform(0.0, 1.0))
