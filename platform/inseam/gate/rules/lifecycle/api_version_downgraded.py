from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.api_versions import api_version
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ApiVersionDowngraded(ContractRule):
    id = "api-version-downgraded"
    category = Category.LIFECYCLE
    grade = Grade.RISKY
    mirror = "api-version-changed"
    what = "The contract is written in an older version of the standard."
    why = "Some keys mean something else there, and tools of readers may not read it."
    fix = "Keep the `apiVersion`."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.api_version, comparison.new.api_version
        if api_version(new) < api_version(old):
            reason = f"It was {shown(old)}, and is {shown(new)}."
            yield self.change("apiVersion", reason, old=("apiVersion",), new=("apiVersion",))
