from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.server_changes import server_pairs
from inseam.gate.values import shown


class ServerRemoved(ContractRule):
    id = "server-removed"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "server-added"
    what = "A server of the data is gone. One for tests only counts as compatible."
    why = "Who reads from there has nothing to read."
    fix = "Keep the server until the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in server_pairs(comparison).removed:
            yield self.change(
                gone.label,
                f"The server {shown(gone.name or gone.type)} is gone.",
                old=gone.path,
                new=("servers",),
                grade=Grade.COMPATIBLE if gone.is_for_tests else None,
                bump=Bump.PATCH if gone.is_for_tests else None,
            )
