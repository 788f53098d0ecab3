"""Descriptions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import Enum

from inseam.gate.change import Change
from inseam.gate.element import Element
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Matched, Pair, match
from inseam.gate.model import ComparedColumn
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule
from inseam.gate.rules.servers import server_pairs
from inseam.gate.servers import Role, Server
from inseam.gate.service_levels import notice_period
from inseam.gate.values import parted, shown, text
from inseam.gate.vocabulary import Concept, custom_changes
from inseam.odcs.lenient import mapping


class Step(Enum):
    SAME = "same"
    RAISED = "raised"
    LOWERED = "lowered"
    UNKNOWN = "unknown"


def classification_step(pair: Pair[ComparedColumn], order: Sequence[str]) -> Step:
    """By the ``order`` from public to secret. None is as much as the first of them."""
    old, new = (
        (text(column.entry, "classification") or "").strip().lower()
        for column in (pair.old, pair.new)
    )
    if old == new:
        return Step.SAME
    ranks = {"": 0} | {word.lower(): rank for rank, word in enumerate(order)}
    if old not in ranks or new not in ranks:
        return Step.UNKNOWN
    if ranks[old] == ranks[new]:
        return Step.SAME
    return Step.RAISED if ranks[new] > ranks[old] else Step.LOWERED


def pii_changes(comparison: Comparison) -> list[tuple[Element, Element]]:
    return comparison.once(_pii_changes, comparison)


def _pii_changes(comparison: Comparison) -> list[tuple[Element, Element]]:
    pairs: list[tuple[Element, Element]] = [(comparison.old.root, comparison.new.root)]
    pairs += [(pair.old, pair.new) for pair in comparison.objects.pairs]
    pairs += [(pair.old, pair.new) for pair in comparison.changed_columns]
    return [(old, new) for old, new in pairs if old.pii != new.pii]


def role_pairs(comparison: Comparison) -> Matched[Role]:
    """By name: that is what is granted. Roles of a server belong to it, whatever it is called.

    Without those of servers that are gone or new: they go and come with their server.
    """
    return comparison.once(_role_pairs, comparison)


def _role_pairs(comparison: Comparison) -> Matched[Role]:
    servers = server_pairs(comparison)
    # By the old server of each pair: a role of either side is a role of that.
    known: dict[int, int] = {}
    for pair in servers.pairs:
        known[id(pair.old)] = known[id(pair.new)] = id(pair.old)

    def named(role: Role) -> Hashable:
        holder = None if role.server is None else known[id(role.server)]
        return (holder, role.name.strip().lower())

    def stayed(roles: Iterable[Role]) -> list[Role]:
        return [role for role in roles if role.server is None or id(role.server) in known]

    return match(stayed(comparison.old.roles), stayed(comparison.new.roles), [named])


def loss_grade(server: Server | None) -> tuple[Grade | None, Bump | None]:
    """Of what a role of the server gave: nobody relies on one for tests."""
    if server is not None and server.is_for_tests:
        return Grade.COMPATIBLE, Bump.PATCH
    return None, None


class ClassificationLowered(ColumnRule):
    id = "classification-lowered"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "classification-raised"
    what = "A column is classified as less confidential."
    why = "Readers keep what they have, but more people may see it."
    fix = "Let the owner of privacy approve it."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        step = classification_step(pair, comparison.settings.classifications)
        if step is Step.LOWERED:
            old, new = (text(one.entry, "classification") for one in (pair.old, pair.new))
            reason = f"It was classified {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "classification")


class ClassificationRaised(ColumnRule):
    id = "classification-raised"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "classification-lowered"
    what = "A column is classified as more confidential, or in a word that is not in the order."
    why = "Grants may end and values may be masked."
    fix = "Tell readers what they have to do to keep access."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        step = classification_step(pair, comparison.settings.classifications)
        if step in (Step.RAISED, Step.UNKNOWN):
            old, new = (text(one.entry, "classification") for one in (pair.old, pair.new))
            reason = f"It was classified {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "classification")


class EncryptionChanged(ColumnRule):
    id = "encryption-changed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "encryption-changed"
    what = "A column is encrypted, is no longer, or its encrypted form has another name."
    why = "Readers find ciphertext, or nothing, under the name that they read."
    fix = "Offer the other form as a column of a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = (text(one.entry, "encryptedName") for one in (pair.old, pair.new))
        if old != new:
            reason = f"The encrypted column was {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "encryptedName")


class MaskingChanged(ContractRule):
    id = "masking-changed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "masking-changed"
    what = "Values are masked or made anonymous in another way, by a custom property."
    why = (
        "What readers get is no longer what they got: joins find other rows or none, and what was "
        "hidden may be shown."
    )
    fix = "Offer the other form as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in custom_changes(comparison, Concept.MASKING, comparison.settings):
            yield self.change(
                found.holder.label or found.name,
                f"`{found.name}` was {shown(found.old)}, and is {shown(found.new)}.",
                old=found.old_path,
                new=found.new_path,
            )


class NoticePeriodLengthened(ContractRule):
    id = "notice-period-lengthened"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    mirror = "notice-period-shortened"
    what = "Breaking changes come after a longer notice, or a notice is promised at all."
    why = "Readers have more time than they counted on."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = notice_period(comparison.old), notice_period(comparison.new)
        if new is None:
            return
        longer = old and old.value is not None and new.value is not None and new.value > old.value
        if old is None or longer:
            yield self.change(
                "noticePeriod",
                f"It was {old.written if old else 'not promised'}, and is {new.written}.",
                old=old.path if old else None,
                new=new.path,
            )


class NoticePeriodShortened(ContractRule):
    id = "notice-period-shortened"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "notice-period-lengthened"
    what = "Breaking changes may come after a shorter notice, or nobody can tell."
    why = (
        "The notice period applies to every other promise: readers planned with the time they"
        " were given."
    )
    fix = "Keep the notice period; a shorter one can come with the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = notice_period(comparison.old), notice_period(comparison.new)
        if old is None or (new is not None and new.written == old.written):
            return
        readable = old.value is not None and new is not None and new.value is not None
        if not readable or ((new and new.value) or 0) < (old.value or 0):
            yield self.change(
                "noticePeriod",
                f"It was {old.written}, and is {new.written if new else 'not promised any more'}.",
                old=old.path,
                new=new.path if new else ("slaProperties",),
            )


class PiiAdded(ContractRule):
    id = "pii-added"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "pii-removed"
    what = "A contract, object or column is marked as personal data, and was not."
    why = "Readers have duties by law that they did not have."
    fix = "Tell readers, and check that their agreements cover personal data."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in pii_changes(comparison):
            if new.pii:
                label = new.label or "contract"
                reason = "It holds personal data, which it did not declare."
                yield self.change(label, reason, old=old.path, new=new.path)


class PiiRemoved(ContractRule):
    id = "pii-removed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "pii-added"
    what = "A contract, object or column no longer declares personal data."
    why = "If the data is still there, readers no longer know their duties."
    fix = "Let the owner of privacy approve it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in pii_changes(comparison):
            if old.pii:
                label = old.label or "contract"
                reason = "It no longer declares personal data."
                yield self.change(label, reason, old=old.path, new=new.path)


class RoleAccessChanged(ContractRule):
    id = "role-access-changed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "role-access-changed"
    what = "A role gives different access."
    why = "Those who have it may no longer read what they read."
    fix = "Keep the access of the role, and make a role of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in role_pairs(comparison).pairs:
            old, new = (
                (text(role.entry, "access") or "").strip().lower() for role in (pair.old, pair.new)
            )
            if old != new:
                grade, bump = loss_grade(pair.old.server)
                yield self.change(
                    pair.new.label,
                    f"Its access was {shown(old or None)}, and is {shown(new or None)}.",
                    old=pair.old.at("access"),
                    new=pair.new.at("access"),
                    grade=grade,
                    bump=bump,
                )


class RoleAdded(ContractRule):
    id = "role-added"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    mirror = "role-removed"
    what = "A role is new."
    why = "Nobody has it yet."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in role_pairs(comparison).added:
            reason = f"The role {shown(added.name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)


class RoleApproversChanged(ContractRule):
    id = "role-approvers-changed"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "role-approvers-changed"
    what = "The approvers of a role changed."
    why = "Those who have the role keep it."
    fix = "Raise the patch version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in role_pairs(comparison).pairs:
            for key in ("firstLevelApprovers", "secondLevelApprovers"):
                old, new = text(pair.old.entry, key), text(pair.new.entry, key)
                if old != new:
                    yield self.change(
                        pair.new.label,
                        f"`{key}` was {shown(old)}, and is {shown(new)}.",
                        old=pair.old.at(key),
                        new=pair.new.at(key),
                    )


class RoleRemoved(ContractRule):
    id = "role-removed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "role-added"
    what = "A role is gone."
    why = "Those who read with it cannot read any more."
    fix = "Keep the role until its holders have another."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in role_pairs(comparison).removed:
            reason = f"The role {shown(gone.name)} is gone."
            place = gone.path[:-1]
            if gone.server is not None:
                pairs = server_pairs(comparison).pairs
                place = next(pair.new.path for pair in pairs if pair.old is gone.server)
            grade, bump = loss_grade(gone.server)
            yield self.change(gone.label, reason, old=gone.path, new=place, grade=grade, bump=bump)


_TERMS = ("limitations", "usage")


class TermsChanged(ContractRule):
    id = "terms-changed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "terms-changed"
    what = "The terms of use changed: limitations, usage, or the licence by a custom property."
    why = "What readers do with the data may no longer be allowed."
    fix = "If only the wording changed, say so in the pull request."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        described = [mapping(c.entry, "description") for c in (comparison.old, comparison.new)]
        for key in _TERMS:
            old, new = (" ".join((text(one, key) or "").split()) for one in described)
            if old != new:
                path = ("description", key)
                was, now = parted(old or None, new or None)
                reason = f"`{key}` was {was}, and is {now}."
                yield self.change(f"description.{key}", reason, old=path, new=path)
        for found in custom_changes(comparison, Concept.TERMS, comparison.settings):
            holder = f"{found.holder.label}." if found.holder.path else ""
            was, now = parted(found.old, found.new)
            yield self.change(
                f"{holder}{found.name}",
                f"`{found.name}` was {was}, and is {now}.",
                old=found.old_path,
                new=found.new_path,
            )


RULES: tuple[ChangeRule, ...] = (
    ClassificationLowered(),
    ClassificationRaised(),
    EncryptionChanged(),
    MaskingChanged(),
    NoticePeriodLengthened(),
    NoticePeriodShortened(),
    PiiAdded(),
    PiiRemoved(),
    RoleAccessChanged(),
    RoleAdded(),
    RoleApproversChanged(),
    RoleRemoved(),
    TermsChanged(),
)
