"""Descriptions."""

from __future__ import annotations

from inseam.gate.grade import Category, Grade
from inseam.gate.rule import ChangeRule, TreeRule


class ConsumerPromiseImpossible(TreeRule):
    id = "consumer-promise-impossible"
    category = Category.SERVICE
    grade = Grade.BREAKING
    alone = "A promise that becomes possible is nothing to report."
    what = "A consumer can no longer keep what it promises, because a provider promises less."
    why = (
        "The consumer's readers rely on its promise, and it breaks while everybody does what they"
        " have promised to."
    )
    fix = "Keep the level, or agree with the consumer on what its contract promises from now on."


class ContractIdTaken(TreeRule):
    id = "contract-id-taken"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "An id names one contract, or it does not."
    what = "Two files are contracts with the same id."
    why = "Readers find a contract by its id, and do not know which of the two is valid."
    fix = "Keep one of them, or give the other an id of its own."


class ContractRemoved(TreeRule):
    id = "contract-removed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A contract that is new is nothing to report."
    what = "A contract is gone that was not retired, or that has not ended, or that is in use."
    why = "Its readers find no data and no explanation."
    fix = (
        "Keep it, deprecate it with an end date, and delete it after that date, when nobody"
        " reads it."
    )


class PortDirectoryMismatch(TreeRule):
    id = "port-directory-mismatch"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "Either the two agree, or they do not."
    what = "A contract is in the folder of another major version than its id names."
    why = "Readers and tools take the major version of a port from either."
    fix = "Move the file to the folder of its version, `output_ports/v<N>`, or correct the id."


class PortVersionMismatch(TreeRule):
    id = "port-version-mismatch"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "There is no opposite: the two versions are the same, or they are not."
    what = "A product's file gives an output port another version than its contract has."
    why = "Readers find the port by the product's file, and take its version for the contract's."
    fix = "Write the contract's version at the port of the product's file."


class PublishedDiffers(TreeRule):
    id = "published-differs"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "published-missing"
    what = "A file that is newly published is not the contract of that id and version."
    why = "Readers would accept something that nobody offers."
    fix = "Run `./pants generate` on the contract, or copy it there."


class PublishedEdited(TreeRule):
    id = "published-edited"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "What was published never changes."
    what = "The file of a published version was changed or deleted."
    why = "Readers have accepted that version as it was."
    fix = "Restore the file, and release the change as a version of its own."


class PublishedMissing(TreeRule):
    id = "published-missing"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "published-differs"
    what = "A released version of a contract has no file among the published ones."
    why = "Nobody can compare with it later, and the gate would not know what was promised."
    fix = "Run `./pants generate` on the contract, or copy it there."


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


class VersionReused(TreeRule):
    id = "version-reused"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    alone = "A version that is used once is nothing to report."
    what = "A contract has the number of a published version, and promises something else."
    why = "Two states of the contract have one version number: readers do not know which they have."
    fix = "Raise the version."


RULES: tuple[ChangeRule, ...] = (
    ConsumerPromiseImpossible(),
    ContractIdTaken(),
    ContractRemoved(),
    PortDirectoryMismatch(),
    PortVersionMismatch(),
    PublishedDiffers(),
    PublishedEdited(),
    PublishedMissing(),
    SnapshotOutdated(),
    VersionReused(),
)
