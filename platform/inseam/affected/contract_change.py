"""Which contracts a change touches, by their ids on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from inseam.affected.changed_file import ChangedFile
from inseam.affected.contract_difference import ContractDifference, contract_difference
from inseam.affected.result import Class, State
from inseam.affected.revision import Revision, Texts
from inseam.gate.settings import Settings
from inseam.gate.trees import breaks_by_removal


@dataclass(frozen=True, slots=True)
class ContractChange:
    """``difference`` is None where one of two versions is not there, or not to be read.

    ``breaks_by_removal`` is of one that is deleted.
    """

    contract_id: str
    base: str | None
    head: str | None
    difference: ContractDifference | None
    breaks_by_removal: bool = True

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
            return Class.BREAKING if self.breaks_by_removal else Class.COMPATIBLE
        if self.state is State.ADDED:
            return Class.COMPATIBLE
        if self.difference is None:
            return Class.CONTRACT
        if self.state is State.MOVED and not self.difference.blocks:
            return Class.COMPATIBLE
        return self.difference.class_

    @property
    def keeps_rows(self) -> bool:
        return self.difference is not None and self.difference.keeps_rows


def contract_changes(
    changes: Iterable[ChangedFile],
    base: Revision,
    head: Revision,
    texts: tuple[Texts, Texts],
    settings: Settings,
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
            settings,
        )
        for contract_id in sorted(old.keys() | new.keys())
    ]


def _compare(
    contract_id: str,
    base: str | None,
    head: str | None,
    texts: tuple[Texts, Texts],
    settings: Settings,
) -> ContractChange:
    old, new = texts[0].document(base), texts[1].document(head)
    if old is not None and head is None:
        breaks = breaks_by_removal(old, settings)
        return ContractChange(contract_id, base, head, None, breaks)
    if old is None or new is None or not isinstance(old.value, dict):
        return ContractChange(contract_id, base, head, None)
    if not isinstance(new.value, dict):
        return ContractChange(contract_id, base, head, None)
    return ContractChange(contract_id, base, head, contract_difference(old, new, settings))


def _id(side: Revision, path: str) -> str:
    """A contract that is not to be read is called by its file, as it should be."""
    known = side.contracts.get(path)
    return known.contract_id if known else PurePosixPath(path).name.split(".odcs.")[0]


def _elsewhere(side: Revision, contract_id: str) -> str | None:
    return next((contract.file for contract in side.by_id(contract_id)), None)
