"""What a rule of the gate is: one kind of change, what it does to readers, and how to find it.

A rule is one class in a module of `inseam.gate.rules`, beside what finds its change. Its id is for
ever: waivers, reports and people refer to it. Its mirror is the rule for the opposite change; where
there is none, ``alone`` says why.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedColumn, ComparedObject
from inseam.rules.rule import Rule


class ChangeRule:
    """``what`` names the change, ``why`` says what it does to readers, ``fix`` what to do.

    What it finds ``follows`` from other changes, which are the causes.
    """

    id: ClassVar[str]
    category: ClassVar[Category]
    grade: ClassVar[Grade]
    bump: ClassVar[Bump | None] = None
    mirror: ClassVar[str | None] = None
    alone: ClassVar[str] = ""
    opt_in: ClassVar[bool] = False
    follows: ClassVar[bool] = False
    what: ClassVar[str]
    why: ClassVar[str]
    fix: ClassVar[str]

    @property
    def rule(self) -> Rule:
        """As every rule is shown."""
        return Rule(self.id, self.what, self.why, self.fix, self.grade.severity)

    @classmethod
    def needed_bump(cls, grade: Grade) -> Bump:
        return grade.bump if cls.bump is None or grade is not cls.grade else cls.bump

    def change(
        self,
        element: str,
        reason: str,
        *,
        old: Path | None,
        new: Path | None,
        grade: Grade | None = None,
        bump: Bump | None = None,
        fix: str | None = None,
    ) -> Change:
        grade = grade or self.grade
        return Change(
            rule=self.id,
            grade=grade,
            bump=self.needed_bump(grade) if bump is None else bump,
            element=element,
            reason=reason,
            old=old,
            new=new,
            fix=fix or self.fix,
            follows=self.follows,
        )


class ContractRule(ChangeRule, ABC):
    @abstractmethod
    def changes(self, comparison: Comparison) -> Iterator[Change]: ...


class ObjectRule(ChangeRule, ABC):
    @abstractmethod
    def changes(self, pair: Pair[ComparedObject], comparison: Comparison) -> Iterator[Change]: ...


class ColumnRule(ChangeRule, ABC):
    @abstractmethod
    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]: ...

    def at(
        self, pair: Pair[ComparedColumn], reason: str, *keys: str | int, grade: Grade | None = None
    ) -> Change:
        """A change of the column's entry below ``keys``."""
        return self.change(
            pair.new.label, reason, old=pair.old.at(*keys), new=pair.new.at(*keys), grade=grade
        )


class VersionRule(ChangeRule, ABC):
    """One that is asked last, with what all other changes together ask for."""

    @abstractmethod
    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]: ...

    def of_version(
        self, reason: str, *, grade: Grade | None = None, fix: str | None = None
    ) -> Change:
        """A change of the version itself, which asks for no further one."""
        return self.change(
            "version",
            reason,
            old=("version",),
            new=("version",),
            grade=grade,
            bump=Bump.NONE,
            fix=fix,
        )


class TreeRule(ChangeRule):
    """One that looks at all files of a repository, not at one pair of contracts."""
