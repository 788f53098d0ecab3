"""Which column somebody means, by what they type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inseam.lineage.document import Lineage
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import near_names


def find_columns(lineage: Lineage, asked: Iterable[str], option: str) -> list[str]:
    """The ids of the columns that are asked for, in order.

    Raises `InputError` for those that there are not, with what is spelled much the same.
    """
    ids = {column.id for column in lineage.columns}
    found, unknown = [], []
    for name in asked:
        if name in ids or name.lower() in ids:
            found.append(name if name in ids else name.lower())
        else:
            unknown.append(_unknown(name, lineage, option))
    if unknown:
        raise InputError(unknown)
    return found


def _unknown(name: str, lineage: Lineage, option: str) -> Finding:
    what, close = _what_is_unknown(name.lower(), lineage)
    meant = " or ".join(f"`{each}`" for each in close)
    form = "<contract id>.<object>.<column>, or <product>/<model>.<column>"
    return Finding(
        rule="unknown-column",
        severity=Severity.ERROR,
        file=".",
        message=f"`{option}={name}`: {what}.",
        fix=f"Did you mean {meant}?" if close else f"Give {form}.",
    )


def _what_is_unknown(name: str, lineage: Lineage) -> tuple[str, Sequence[str]]:
    """From the contract or product on to the column, the first that there is not."""
    datasets = [each.id for each in lineage.objects] + [each.id for each in lineage.models]
    columns = [column.id for column in lineage.columns]
    dataset, _, column = name.rpartition(".")
    if dataset in datasets:
        in_dataset = [each for each in columns if each.startswith(f"{dataset}.")]
        return f"`{dataset}` has no column `{column}`", near_names(name, in_dataset)
    owners = {_owner(each) for each in datasets}
    owner = _owner(name)
    if owner in owners:
        within = [each for each in columns if _owner(each) == owner]
        return f"`{owner}` has no such column", near_names(name, within)
    if near := near_names(owner, sorted(owners)):
        return f"there is no contract or product `{owner}`", [
            each for each in (f"{right}{name[len(owner) :]}" for right in near) if each in columns
        ] or near
    return f"there is no contract or product `{owner}`", near_names(name, columns)


def _owner(name: str) -> str:
    """The contract or product of a dataset's or column's id."""
    product, slash, _ = name.partition("/")
    return product if slash else name.partition(".")[0]
