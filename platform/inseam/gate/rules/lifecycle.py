"""Descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from inseam.gate.change import Change
from inseam.gate.element import Element
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ChangeRule, ContractRule, VersionRule
from inseam.gate.rules.service_levels import notice_days
from inseam.gate.service_levels import END_DATES, end_date
from inseam.gate.settings import Majors
from inseam.gate.values import day, shown
from inseam.gate.versions import bump_between, needed_version, read_version, version_to_set


def api_version(written: str) -> tuple[int, ...]:
    """Of `v3.1.0`; what is not a version comes before all."""
    found = re.fullmatch(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})", written)
    return tuple(map(int, found.groups())) if found else ()


def deprecation_changes(comparison: Comparison) -> Iterator[tuple[Element, Element]]:
    pairs: list[tuple[Element, Element]] = [(p.old, p.new) for p in comparison.objects.pairs]
    pairs += [(pair.old, pair.new) for pair in comparison.changed_columns]
    yield from ((old, new) for old, new in pairs if old.deprecated != new.deprecated)


class ApiVersionChanged(ContractRule):
    id = "api-version-changed"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "api-version-downgraded"
    what = "The contract is written in a newer version of the standard."
    why = "The data is the same. What its keys mean is compared after the change."
    fix = "Raise the patch version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.api_version, comparison.new.api_version
        if api_version(new) > api_version(old):
            reason = f"It was {shown(old)}, and is {shown(new)}."
            yield self.change("apiVersion", reason, old=("apiVersion",), new=("apiVersion",))


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


class ContractIdChanged(ContractRule):
    id = "contract-id-changed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "contract-id-changed"
    what = "The contract has another id."
    why = "Every reference to it, in data products, agreements and catalogs, leads nowhere."
    fix = "Keep the id."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.id, comparison.new.id
        if old != new:
            reason = f"The id was {shown(old or None)}, and is {shown(new or None)}."
            yield self.change("id", reason, old=("id",), new=("id",))


class DeprecatedWithoutNotice(ContractRule):
    id = "deprecated-without-notice"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A deprecation with notice is `status-deprecated`."
    what = "A contract is deprecated without an end date."
    why = "Readers do not know by when they have to move."
    fix = "Add `endOfSupport` or `endOfLife` to its service levels, the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old, comparison.new
        if old.status == "deprecated" or new.status != "deprecated":
            return
        dates = [end_date(new, name) for name in END_DATES.values()]
        if not any(end is not None and end.day is not None for end in dates):
            needed = notice_days(comparison)
            reason = f"It is deprecated without an end date, at least {needed} days away."
            yield self.change("status", reason, old=("status",), new=("status",))


class ElementDeprecated(ContractRule):
    id = "element-deprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "element-undeprecated"
    what = "An object or a column is deprecated."
    why = "Nothing changes yet, and readers can begin to move."
    fix = "Say in its description what to read instead."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in deprecation_changes(comparison):
            if new.deprecated:
                path = new.at("deprecated")
                yield self.change(new.label, "It is deprecated.", old=old.path, new=path)


class ElementUndeprecated(ContractRule):
    id = "element-undeprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "element-deprecated"
    what = "An object or a column is no longer deprecated."
    why = "Nobody loses anything."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in deprecation_changes(comparison):
            if old.deprecated:
                yield self.change(
                    new.label,
                    "It is no longer deprecated.",
                    old=old.at("deprecated"),
                    new=new.path,
                )


class MajorRaisedInPlace(VersionRule):
    id = "major-raised-in-place"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "There is no lower major to go back to: that is `version-decreased`."
    what = "A contract got a new major version, and the old one is gone with it."
    why = "Readers of the old major version have no time to move."
    fix = "Write the new major beside this contract, and deprecate this one with an end date."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if comparison.settings.majors is Majors.IN_PLACE or old is None or new is None:
            return
        if new.major > old.major >= 1 and comparison.old.id == comparison.new.id:
            reason = f"The version went from {old} to {new} under the same id."
            yield self.of_version(reason)


class RemovedWithoutDeprecation(VersionRule):
    id = "removed-without-deprecation"
    category = Category.LIFECYCLE
    grade = Grade.RISKY
    alone = "What was deprecated long enough may go with a new major version."
    what = "A new major version lacks what was not deprecated for the notice period."
    why = "Readers learn of it only when they move to the new major version."
    fix = "Mark it `deprecated: true`, with the custom property `deprecatedOn`, and wait."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is None or new is None or new.major <= old.major:
            return
        latest = comparison.settings.today - timedelta(days=notice_days(comparison))
        columns = (column for column in comparison.removed_columns if column.is_named)
        gone: list[Element] = [*comparison.objects.removed, *columns]
        for element in gone:
            stated = element.custom("deprecatedOn")
            since = day(stated[0]) if stated else None
            if not element.deprecated or (since is not None and since > latest):
                was = "was never deprecated" if not element.deprecated else f"is so since {since}"
                yield self.change(
                    element.label,
                    f"It is gone in {new}, and {was}.",
                    old=element.path,
                    new=("version",),
                    bump=Bump.NONE,
                )


class StatusDeprecated(ContractRule):
    id = "status-deprecated"
    category = Category.LIFECYCLE
    grade = Grade.RISKY
    mirror = "status-undeprecated"
    what = "The contract is deprecated."
    why = "Readers have to move before it ends."
    fix = "Say where to move and by when, with `endOfSupport` or `endOfLife`."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if comparison.old.status != "deprecated" and comparison.new.status == "deprecated":
            reason = f"The status was {shown(comparison.old.status or None)}, and is `deprecated`."
            yield self.change("status", reason, old=("status",), new=("status",))


_KNOWN = frozenset({"active", "deprecated", "retired"})


class StatusRegressed(ContractRule):
    id = "status-regressed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "status-undeprecated"
    what = "A contract that was released is a draft or a proposal again, or has no status."
    why = "What is released stays promised: no status takes a promise back."
    fix = "Keep the status, or deprecate the contract."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.status, comparison.new.status
        if old in _KNOWN and new not in _KNOWN:
            reason = f"The status was {shown(old)}, and is {shown(new or None)}."
            yield self.change("status", reason, old=("status",), new=("status",))


class StatusRetiredEarly(ContractRule):
    id = "status-retired-early"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "Nobody loses by a retired contract that is in use again."
    what = "The contract is retired before it was deprecated, or before its end."
    why = "Readers were given a date, or should have been, and the data is gone before it."
    fix = "Deprecate the contract first, with a date at least the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old, comparison.new
        if new.status != "retired" or old.status == "retired":
            return
        dates = (end_date(old, name) for name in END_DATES.values())
        ends = [end.day for end in dates if end is not None and end.day is not None]
        if old.status != "deprecated":
            reason = "It is retired and was never deprecated."
        elif not ends:
            reason = "It is retired, and no end date was announced."
        elif max(ends) > comparison.settings.today:
            reason = f"It is retired before its end on {max(ends)}."
        else:
            return
        yield self.change("status", reason, old=("status",), new=("status",))


class StatusUndeprecated(ContractRule):
    id = "status-undeprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "status-deprecated"
    what = "The contract is active again, or for the first time."
    why = "Nobody loses anything."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if comparison.old.status != "active" and comparison.new.status == "active":
            reason = f"The status was {shown(comparison.old.status or None)}, and is `active`."
            yield self.change("status", reason, old=("status",), new=("status",))


class VersionBumpTooSmall(VersionRule):
    id = "version-bump-too-small"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    mirror = "version-not-bumped"
    what = "The version was raised by less than the most severe change asks for."
    why = "Readers assume that a minor version is safe."
    fix = "Set the version that the most severe change asks for: the finding names it."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is None or new is None or new <= old or bump_between(old, new) >= needed:
            return
        if new.bare >= needed_version(old, needed):
            return
        wanted = needed_version(old, needed)
        reason = f"The version went from {old} to {new}; the changes ask for {wanted}."
        yield self.of_version(reason, fix=version_to_set(old, needed, comparison.settings.majors))


class VersionDecreased(VersionRule):
    id = "version-decreased"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A higher version is what a change asks for."
    what = "The version is lower than before."
    why = "A version number means one state of the contract, and this one meant another."
    fix = "Write a version above the old one."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is not None and new is not None and new < old:
            reason = f"The version was {shown(str(old))}, and is {shown(str(new))}."
            yield self.of_version(reason)


class VersionNotBumped(VersionRule):
    id = "version-not-bumped"
    category = Category.LIFECYCLE
    follows = True
    grade = Grade.BREAKING
    mirror = "version-bump-too-small"
    what = "The contract was changed, and its version was not."
    why = "Two states of the contract have one version number: readers do not know which they have."
    fix = "Set the version that the most severe change asks for: the finding names it."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        old, new = read_version(comparison.old.version), read_version(comparison.new.version)
        if old is not None and old == new and needed is not Bump.NONE:
            wanted = needed_version(old, needed)
            reason = f"The version is still {shown(str(old))}; the changes ask for {wanted}."
            yield self.of_version(
                reason, fix=version_to_set(old, needed, comparison.settings.majors)
            )


class VersionNotSemver(VersionRule):
    id = "version-not-semver"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A version that can be read is nothing to report."
    what = "The version of a released contract is not three numbers with dots."
    why = "Readers cannot see from it whether a change breaks them."
    fix = "Write it as major.minor.patch, such as 1.2.0."

    def changes(self, comparison: Comparison, needed: Bump) -> Iterator[Change]:
        version = comparison.new.version
        if read_version(version) is None:
            # What was like this before is not this change's fault.
            grade = Grade.RISKY if version == comparison.old.version else None
            reason = f"The version is {shown(version or None)}."
            yield self.of_version(reason, grade=grade)


RULES: tuple[ChangeRule, ...] = (
    ApiVersionChanged(),
    ApiVersionDowngraded(),
    ContractIdChanged(),
    DeprecatedWithoutNotice(),
    ElementDeprecated(),
    ElementUndeprecated(),
    MajorRaisedInPlace(),
    RemovedWithoutDeprecation(),
    StatusDeprecated(),
    StatusRegressed(),
    StatusRetiredEarly(),
    StatusUndeprecated(),
    VersionBumpTooSmall(),
    VersionDecreased(),
    VersionNotBumped(),
    VersionNotSemver(),
)
