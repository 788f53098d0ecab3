"""What a load says of itself, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inseam.load.load import ContractLoad, Loaded
from inseam.load.request import LoadRequest
from inseam.testing.outcomes import Origin
from inseam.testing.request import Synthesis


def summarise(loaded: Loaded, request: LoadRequest, environment: str) -> tuple[str, ...]:
    """A line for each contract, with where its tables are, and one for all of them."""
    if not loaded.contracts:
        return ()
    changed = sum(one.changed for one in loaded.contracts)
    same = len(loaded.contracts) - changed
    return (
        *(_contract(one, request.synthesis) for one in loaded.contracts),
        f"{environment}: {_count(changed, 'contract')} loaded, {same} unchanged.",
    )


def _contract(one: ContractLoad, synthesis: Synthesis) -> str:
    made = one.made
    state = "loaded" if one.changed else "unchanged"
    origins = "; ".join(_origins(one, synthesis))
    line = (
        f"{made.contract.id}: {state}: {_count(len(made.tables), 'table')},"
        f" {_count(made.rows, 'row')}{f' ({origins})' if origins else ''}"
    )
    if made.later:
        line += f"; {_count(made.later, 'row')} that come later left out"
    if made.left_out:
        line += f"; {_count(made.left_out, 'row')} left out whose earlier state nobody knows"
    if one.places:
        line += f", in {_schema(one.places)}"
    return line


def _origins(one: ContractLoad, synthesis: Synthesis) -> Iterator[str]:
    for origin in Origin:
        names = [table.name for table in one.made.tables if table.origin is origin]
        if not names:
            continue
        how: str = origin
        if origin is Origin.WRITTEN:
            how = f"written by {one.made.writer}"
        elif origin is Origin.SYNTHESISED:
            how = f"synthesised by {_count(synthesis.rows, 'row')}, seed {synthesis.seed}"
        yield f"{how}: {', '.join(names)}"


def _schema(places: Sequence[object]) -> str:
    return str(places[0]).rpartition(".")[0]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
