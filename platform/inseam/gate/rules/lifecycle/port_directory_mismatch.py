from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class PortDirectoryMismatch(TreeRule):
    id = "port-directory-mismatch"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "Either the two agree, or they do not."
    what = "A contract lies in the folder of another major version than its id says."
    why = "Readers and tools take the major version of a port from either."
    fix = "Move the file to the folder of its version, `output_ports/v<N>`, or correct the id."
