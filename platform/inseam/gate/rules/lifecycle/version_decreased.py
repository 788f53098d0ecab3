from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.values import shown
from inseam.gate.versions import read_version


class VersionDecreased(VersionRule):
    id = "version-decreased"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A higher version is what a change asks for."
    what = "The version is lower than before."
    why = "A version number stands for one state of the contract, and this one stood for another."
    fix = "Write a version above the old one."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is not None and new is not None and new < old:
            reason = f"The version was {shown(str(old))}, and is {shown(str(new))}."
            yield self.change("version", reason, old=("version",), new=("version",), bump=Bump.NONE)
