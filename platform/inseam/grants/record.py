"""What was given and taken here: the table `grants` of the environment's state.

A row a step, in order: `given` before the engine is asked, so that a crash leaves no grant that
nobody knows to be ours; `refused` if it would not; `taken` after it has taken, or when it is seen
to be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from inseam.environments.state import Row
from inseam.grants.plan import Given, Step
from inseam.grants.privileges import Grant, Securable

TABLE = "grants"
_BETWEEN = ", "
_NAME = re.compile(r"`((?:[^`]|``)*)`|([^.`]+)")
_PLAIN = re.compile(r"[a-z0-9_]+")


class Noted(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    TAKEN = "taken"


def given(rows: Iterable[Row]) -> Given:
    """What is given now, by the rows in their order."""
    found: dict[Grant, tuple[str, ...]] = {}
    for row in rows:
        grant = Grant(row["principal"], parts(row["securable"]))
        if row["step"] == Noted.GIVEN:
            found[grant] = tuple(row["agreement"].split(_BETWEEN))
        else:
            found.pop(grant, None)
    return found


def rows(
    noted: Noted, steps: Iterable[Step], first_entry: int, at: str, who: str
) -> Iterator[dict[str, Any]]:
    """``at`` is an instant in ISO 8601, UTC."""
    for entry, step in enumerate(steps, first_entry):
        yield {
            "entry": entry,
            "step": noted.value,
            "principal": step.grant.principal,
            "privilege": step.grant.privilege.value,
            "securable": dotted(step.grant.securable),
            "agreement": _BETWEEN.join(step.agreements),
            "at": at,
            "who": who,
        }


def dotted(securable: Securable) -> str:
    """As SQL writes it: `retail.op_orders.orders`, with backticks where a name needs them."""
    return ".".join(
        name if _PLAIN.fullmatch(name) else "`" + name.replace("`", "``") + "`"
        for name in securable
    )


def parts(securable: str) -> Securable:
    """The names that `dotted` joined."""
    return tuple(plain or quoted.replace("``", "`") for quoted, plain in _NAME.findall(securable))
