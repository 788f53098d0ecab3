from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class ContractIdTaken(TreeRule):
    id = "contract-id-taken"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "An id names one contract, or it does not."
    what = "Two files are contracts with the same id."
    why = "Readers find a contract by its id, and cannot tell which of the two holds."
    fix = "Keep one of them, or give the other an id of its own."
