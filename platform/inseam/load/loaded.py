"""The rows of state that a load adds: to `loads` and to `loaded_tables`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inseam.environments.loaded import BEGUN, DONE
from inseam.environments.names import Place
from inseam.environments.state import Row
from inseam.load.made_rows import MadeRows, MadeTable


@dataclass(frozen=True, slots=True)
class Doing:
    """Who loads, when (an instant in ISO 8601, UTC), with which seed and for which instant."""

    who: str
    at: str
    seed: int
    as_of: str


def load_rows(
    made: MadeRows, places: Iterable[Place], doing: Doing, entry: int
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """The rows of state before and after the tables are replaced. ``entry`` is the next one.

    ``places`` are those of the tables, in their order.
    """
    named = list(zip(places, made.tables, strict=True))
    before = _rows(made, named, doing, BEGUN, entry)
    return before, _rows(made, named, doing, DONE, entry + len(named) + 1)


def _rows(
    made: MadeRows, named: list[tuple[Place, MadeTable]], doing: Doing, step: str, entry: int
) -> dict[str, list[Row]]:
    load: Row = {
        "entry": entry,
        "contract": made.contract.id,
        "version": made.contract.version,
        "step": step,
        "digest": made.digest,
        "seed": str(doing.seed),
        "as_of": doing.as_of,
        "at": doing.at,
        "who": doing.who,
        "made_rows": made.rows,
    }
    tables: list[Row] = [
        {
            "entry": entry + 1 + number,
            "load": entry,
            "database_name": place.database,
            "schema_name": place.schema,
            "table_name": place.identifier,
            "origin": table.origin.value,
            "made_rows": table.rows,
        }
        for number, (place, table) in enumerate(named)
    ]
    return {"loads": [load], "loaded_tables": tables}
