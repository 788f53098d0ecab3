from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.values import shown
from inseam.gate.versions import read_version


class VersionNotSemver(VersionRule):
    id = "version-not-semver"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A version that can be read is nothing to report."
    what = "The version of a released contract is not three numbers with dots."
    why = "Nobody can tell from it whether a change breaks him."
    fix = "Write it as major.minor.patch, such as 1.2.0."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        version = comparison.new.version
        if read_version(version) is None:
            # What was like this before is not this change's fault.
            grade = Grade.RISKY if version == comparison.old.version else None
            reason = f"The version is {shown(version or None)}."
            yield self.change(
                "version",
                reason,
                old=("version",),
                new=("version",),
                grade=grade,
                bump=Bump.NONE,
            )
