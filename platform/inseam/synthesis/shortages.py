"""Why rows cannot be made, in words for who wrote the contract."""

from __future__ import annotations

from collections.abc import Sequence

from inseam.synthesis.column import FilledColumn
from inseam.synthesis.contract_table import Axis, ContractTable, Key
from inseam.synthesis.limits import Unsatisfied
from inseam.synthesis.unsatisfiable import Place, TableKey


def too_few_combinations(described: ContractTable, key: Key, size: int, n: int) -> Unsatisfied:
    columns = [described.object.properties[number] for number in key.columns]
    return Unsatisfied(
        f"The key of `{described.object.physical_name}` has {size} values at"
        f" most, too few for {n} rows.",
        [key.place, *(Place(described.contract.file, column.path) for column in columns)],
        "Allow more values, or fewer rows.",
    )


def no_parents(
    described: ContractTable, axis: Axis, columns: Sequence[FilledColumn]
) -> Unsatisfied:
    """``columns`` are those of the axis."""
    required = [column.required_by for column in columns if column.required_by is not None]
    names = ", ".join(described.name(c) for c in axis.columns)
    parents = " and ".join(dict.fromkeys(f"`{key.target[1]}`" for key in axis.keys))
    return Unsatisfied(
        f"`{described.object.physical_name}.{names}` must refer to {parents}, which has no"
        " row that fits.",
        [*(key.place for key in axis.keys), *required],
        "Let the two agree on their values, or write rows for both tables.",
    )


def too_few_parents(described: ContractTable, axis: Axis, size: int, n: int) -> Unsatisfied:
    return Unsatisfied(
        f"`{described.object.physical_name}` has a key that refers to {size} parents at most,"
        f" too few for {n} rows.",
        [*(key.place for key in axis.keys), *(key.place for key in described.joint)],
        "Allow more values, or fewer rows.",
    )


def cycle_of_keys(axes: Sequence[tuple[TableKey, Axis]]) -> Unsatisfied:
    """Each refers to the next, and the last to the first."""
    return Unsatisfied(
        "Keys refer to each other in a cycle, so no key can be made first: "
        + " and ".join(f"`{table[1]}`" for table in dict.fromkeys(table for table, _ in axes))
        + ".",
        [key.place for _, axis in axes for key in axis.keys],
        "Leave one of the relationships out, or write rows for one of the tables.",
    )
