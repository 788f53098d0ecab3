"""How large a document may be to be linted, so that an answer comes in seconds."""

from __future__ import annotations

from typing import Any

from inseam.contract_lint.problem import Problem
from inseam.documents.yaml_document import Document, Path
from inseam.rules.rule import Rule

# The largest contract here has 1,100. The schema takes up to 0.2 ms for each.
MAX_VALUES = 10_000
# Twenty structs within each other take 41.
MAX_DEPTH = 60

TOO_LARGE = Rule(
    id="standard-too-large",
    what=f"A file has at most {MAX_VALUES:,} values, each alias counted as what it stands for, and"
    f" is nested at most {MAX_DEPTH} deep.",
    why="Nobody reads a contract of that size, and every tool would wait for it.",
    fix="Split the contract; give what is nested deeply an object of its own.",
)


def too_large(document: Document) -> Problem | None:
    count = 0
    stack: list[tuple[Any, Path]] = [(document.value, ())]
    while stack:
        value, path = stack.pop()
        count += 1
        if count > MAX_VALUES:
            return Problem(TOO_LARGE, (), f"The file has more than {MAX_VALUES:,} values.")
        if len(path) > MAX_DEPTH:
            message = f"The file is nested more than {MAX_DEPTH} deep here."
            return Problem(TOO_LARGE, path, message)
        if isinstance(value, dict):
            stack += [(part, (*path, key)) for key, part in value.items()]
        elif isinstance(value, list):
            stack += [(part, (*path, index)) for index, part in enumerate(value)]
    return None
