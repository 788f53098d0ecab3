"""Which contracts a change touches, by their ids on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from inseam.affected.changed_file import ChangedFile
from inseam.affected.contract_difference import ContractDifference, contract_difference
from inseam.affected.result import Class, State
from inseam.affected.side import Side, Texts


@dataclass(frozen=True, slots=True)
class ContractChange:
    """``difference`` is None where one of two versions is not there, or not to be read."""

    contract_id: str
    base: str | None
    head: str | None
    difference: ContractDifference | None

    @property
    def file(self) -> str:
        return self.head or self.base or ""

    @property
    def state(self) -> State:
        if self.head is None:
            return State.DELETED
        if self.base is None:
            return State.ADDED
        if self.base != self.head:
            return State.MOVED
        if self.difference is not None and self.difference.is_wording:
            return State.REWORDED
        return State.CHANGED

    @property
    def class_(self) -> Class:
        if self.state is State.DELETED:
            return Class.BREAKING
        if self.state is State.ADDED:
            return Class.COMPATIBLE
        if self.difference is None or (self.state is State.MOVED and not self.difference.blocks):
            return Class.CONTRACT
        return self.difference.class_


def contract_changes(
    changes: Iterable[ChangedFile], base: Side, head: Side, texts: tuple[Texts, Texts]
) -> list[ContractChange]:
    """``changes`` are those of contract files; ``texts`` are of base and head."""
    old: dict[str, str] = {}
    new: dict[str, str] = {}
    for change in changes:
        if change.base is not None:
            old.setdefault(_id(base, change.base), change.base)
        if change.head is not None:
            new.setdefault(_id(head, change.head), change.head)
    return [
        _compare(
            contract_id,
            old.get(contract_id, _elsewhere(base, contract_id)),
            new.get(contract_id, _elsewhere(head, contract_id)),
            texts,
        )
        for contract_id in sorted(old.keys() | new.keys())
    ]


def _compare(
    contract_id: str, base: str | None, head: str | None, texts: tuple[Texts, Texts]
) -> ContractChange:
    old, new = texts[0].document(base), texts[1].document(head)
    if old is None or new is None or not isinstance(old.value, dict):
        return ContractChange(contract_id, base, head, None)
    if not isinstance(new.value, dict):
        return ContractChange(contract_id, base, head, None)
    return ContractChange(contract_id, base, head, contract_difference(old, new))


def _id(side: Side, path: str) -> str:
    """A contract that is not to be read is called by its file, as it should be."""
    known = side.contracts.get(path)
    return known.contract_id if known else PurePosixPath(path).name.split(".odcs.")[0]


def _elsewhere(side: Side, contract_id: str) -> str | None:
    return next((contract.file for contract in side.by_id(contract_id)), None)
