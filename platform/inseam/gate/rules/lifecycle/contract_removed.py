from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class ContractRemoved(TreeRule):
    id = "contract-removed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A contract that is new is nothing to report."
    what = "A contract is gone that was not retired, or before its end, or while it is in use."
    why = "Its readers find no data, and no word about it."
    fix = "Keep it, deprecate it with an end date, and delete it after that, with nobody left."
