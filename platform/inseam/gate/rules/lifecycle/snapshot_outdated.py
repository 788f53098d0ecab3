from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import TreeRule


class SnapshotOutdated(TreeRule):
    id = "snapshot-outdated"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.RISKY
    alone = "There is no opposite: one that is as new as the contract is as it should be."
    what = "A consumer's snapshot of a contract is older than what breaks its readers, or may."
    why = "The consumer has accepted something that the provider no longer promises."
    fix = (
        "Read what changed, and adapt what reads it. Then accept the contract as it is: "
        "`./pants generate --generate-accept=<contract-id>` on the consumer."
    )
