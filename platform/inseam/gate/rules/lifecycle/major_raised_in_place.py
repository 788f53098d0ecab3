from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.settings import Majors
from inseam.gate.versions import read_version


class MajorRaisedInPlace(VersionRule):
    id = "major-raised-in-place"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "There is no lower major to go back to: that is `version-decreased`."
    what = "A contract got a new major version, and the old one is gone with it."
    why = "Readers of the old major version have no time to move."
    fix = "Write the new major beside this contract, and deprecate this one with an end date."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if comparison.settings.majors is Majors.IN_PLACE or old is None or new is None:
            return
        if new.major > old.major >= 1 and comparison.old.id == comparison.new.id:
            reason = f"The version went from {old} to {new} under the same id."
            yield self.change("version", reason, old=("version",), new=("version",), bump=Bump.NONE)
