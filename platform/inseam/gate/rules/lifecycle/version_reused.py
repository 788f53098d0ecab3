from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class VersionReused(TreeRule):
    id = "version-reused"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    alone = "A version that is used once is nothing to report."
    what = "A contract has the number of a published version, and promises something else."
    why = "Two states of the contract have one version number: readers cannot tell which they have."
    fix = "Raise the version."
