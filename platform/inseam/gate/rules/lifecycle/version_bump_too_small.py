from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.versions import bump_between, needed_version, read_version, version_to_set


class VersionBumpTooSmall(VersionRule):
    id = "version-bump-too-small"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    mirror = "version-not-bumped"
    what = "The version was raised by less than the most severe change asks for."
    why = "Readers take a minor version for safe."
    fix = "Set the version that the most severe change asks for: the finding names it."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is None or new is None or new <= old or bump_between(old, new) >= needed:
            return
        if new.bare >= needed_version(old, needed):
            return
        wanted = needed_version(old, needed)
        reason = f"The version went from {old} to {new}; the changes ask for {wanted}."
        yield self.change(
            "version",
            reason,
            old=("version",),
            new=("version",),
            bump=Bump.NONE,
            fix=version_to_set(old, needed, comparison.settings.majors),
        )
