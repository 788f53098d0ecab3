from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class PublishedDiffers(TreeRule):
    id = "published-differs"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "published-missing"
    what = "A file that is newly published is not the contract of that id and version."
    why = "Readers would accept something that nobody offers."
    fix = "Run `./pants generate` on the contract, or copy it there."
