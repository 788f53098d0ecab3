from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.api_versions import api_version
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ApiVersionChanged(ContractRule):
    id = "api-version-changed"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "api-version-downgraded"
    what = "The contract is written in a newer version of the standard."
    why = "The data is the same. What its keys mean is compared after the change."
    fix = "Nothing is to be done: raise the patch version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.api_version, comparison.new.api_version
        if api_version(new) > api_version(old):
            reason = f"It was {shown(old)}, and is {shown(new)}."
            yield self.change("apiVersion", reason, old=("apiVersion",), new=("apiVersion",))
