"""Who may do what: API keys and their scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from doubles.entropy_data.messages import Problem, Request


class Scope(StrEnum):
    USER = "user"
    TEAM = "team"
    TEAM_READ = "team_read"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key stands for. ``team`` is of the scopes `team` and `team_read`."""

    scope: Scope = Scope.ORGANIZATION
    team: str = ""

    def check_write(self, *owners: str) -> None:
        """Of something that the teams own; no owner stands for the organization itself."""
        if self.scope is Scope.TEAM_READ:
            raise Problem(403, "The API key may only read.")
        if self.scope is Scope.TEAM and any(owner != self.team for owner in owners or ("",)):
            raise Problem(403, "The API key's team may not change this.")


def granted(request: Request, keys: Mapping[str, Grant]) -> Grant:
    """A missing key is answered as a wrong one is: 403, as documented, and not 401."""
    given = request.headers.get("x-api-key", "")
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith("bearer "):
        given = given or authorization[len("bearer ") :]
    if given not in keys:
        raise Problem(403, "The API key was not found or not the expected value.")
    return keys[given]
