from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class PublishedEdited(TreeRule):
    id = "published-edited"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "What was published never changes."
    what = "The file of a published version was changed or deleted."
    why = "Readers have accepted that version as it was."
    fix = "Restore the file, and release the change as a version of its own."
