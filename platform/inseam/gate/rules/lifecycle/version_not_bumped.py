from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.values import shown
from inseam.gate.versions import needed_version, read_version, version_to_set


class VersionNotBumped(VersionRule):
    id = "version-not-bumped"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    mirror = "version-bump-too-small"
    what = "The contract was changed, and its version was not."
    why = "Two states of the contract have one version number: readers cannot tell which they have."
    fix = "Set the version that the most severe change asks for: the finding names it."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is not None and old == new and needed is not Bump.NONE:
            wanted = needed_version(old, needed)
            reason = f"The version is still {shown(str(old))}; the changes ask for {wanted}."
            yield self.change(
                "version",
                reason,
                old=("version",),
                new=("version",),
                bump=Bump.NONE,
                fix=version_to_set(old, needed, comparison.settings.majors),
            )
