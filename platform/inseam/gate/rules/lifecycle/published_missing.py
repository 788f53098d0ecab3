from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class PublishedMissing(TreeRule):
    id = "published-missing"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "published-differs"
    what = "A released version of a contract has no file among the published ones."
    why = "Nobody can compare with it later, and the gate would not know what was promised."
    fix = "Run `./pants generate` on the contract, or copy it there."
