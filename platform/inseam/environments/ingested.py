"""What an environment knows of the rows that were brought in from systems themselves: its table
`ingested_tables`, beside `loads`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from inseam.environments.loaded import DONE, loaded_contracts
from inseam.environments.state import State

# A month's rows, their digest, and its highest cursor in ISO 8601 or "".
Month = tuple[int, str, str]


@dataclass(frozen=True)
class IngestedTable:
    """``layout`` says how the columns were read. ``cursor`` is the highest, in ISO 8601 or ""."""

    layout: str
    months: Mapping[str, Month] = field(repr=False)

    @cached_property
    def rows(self) -> int:
        return sum(rows for rows, _, _ in self.months.values())

    @cached_property
    def cursor(self) -> str:
        return max((cursor for _, _, cursor in self.months.values()), default="")


@dataclass(frozen=True, slots=True)
class Ingested:
    """The last ingest of a contract that was done, at ``at``, of the contract's ``version``.

    All that the system had committed until ``data_as_of`` is there.
    """

    version: str
    at: datetime
    data_as_of: datetime
    tables: Mapping[str, IngestedTable]


def ingested_contracts(state: State) -> dict[str, Ingested]:
    """By their ids; none whose rows were made by a load since then."""
    known = loaded_contracts(state)
    loads = {
        row["entry"]: row
        for row in state.rows("loads")
        if row["step"] == DONE and row["contract"] in known.ingested
    }
    tables: dict[str, dict[str, IngestedTable]] = {}
    last: dict[str, Ingested] = {}
    for row in state.rows("ingested_tables"):
        load = loads.get(row["load"])
        if load is None:
            continue
        contract = row["contract"]
        months = {name: tuple(month) for name, month in json.loads(row["months"]).items()}
        of_contract = tables.setdefault(contract, {})
        of_contract[row["table_name"]] = IngestedTable(row["layout"], months)
        last[contract] = Ingested(
            load["version"],
            datetime.fromisoformat(load["at"]),
            datetime.fromisoformat(row["data_as_of"]),
            of_contract,
        )
    return last
