"""Faults on demand: which call fails, how, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from doubles.entropy_data.messages import Problem, Request, Response


class Way(StrEnum):
    """`ANSWER` answers with a status, and does nothing. With the others nobody answers: of each
    there is one where the request was not carried out, and one where it was."""

    ANSWER = "answer"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER = "timeout-after"
    RESET = "reset"
    RESET_AFTER = "reset-after"

    @property
    def carried_out(self) -> bool:
        return self in (Way.TIMEOUT_AFTER, Way.RESET_AFTER)


FOR_GOOD = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """``call`` counts calls from 1, from when the fault was ordered. ``times`` is how often that
    same request, by method and path, then fails. ``echo`` puts the key it got into the answer."""

    call: int = 1
    way: Way = Way.ANSWER
    status: int = 500
    times: int = 1
    retry_after: str | None = None
    echo: bool = False

    def response(self, request: Request) -> Response:
        detail = "A fault that was ordered."
        if self.echo:
            detail += f" The key is {request.headers.get('x-api-key')}."
        headers = {"retry-after": self.retry_after} if self.retry_after is not None else {}
        return Problem(self.status, detail).response(request.path, headers)


def read_fault(order: Mapping[str, Any]) -> Fault:
    """Raises `Problem` for an order that is not a fault."""
    try:
        known = {**order, "way": Way(order.get("way", Way.ANSWER))}
        return Fault(**known)
    except (TypeError, ValueError) as error:
        raise Problem(400, f"That is not a fault: {error}.") from error


@dataclass(slots=True)
class _Ordered:
    fault: Fault
    calls: int = 0
    left: int = 0
    request: tuple[str, str] | None = None


@dataclass(slots=True)
class Faults:
    _ordered: list[_Ordered] = field(default_factory=list)

    def order(self, fault: Fault) -> None:
        self._ordered.append(_Ordered(fault, left=fault.times))

    def clear(self) -> None:
        self._ordered.clear()

    def of(self, request: Request) -> Fault | None:
        """The fault of this call; the first that was ordered, if there are several."""
        found = None
        for one in self._ordered:
            one.calls += 1
            this = (request.method, request.path)
            if one.calls == one.fault.call:
                one.request = this
            if one.request == this and one.left and found is None:
                one.left -= 1
                found = one.fault
        return found
