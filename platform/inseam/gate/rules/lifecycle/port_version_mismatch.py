from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class PortVersionMismatch(TreeRule):
    id = "port-version-mismatch"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "There is no opposite: the two versions are the same, or they are not."
    what = "A product's file gives an output port another version than its contract has."
    why = "Readers find the port by the product's file, and take its version for the contract's."
    fix = "Write the contract's version at the port of the product's file."
