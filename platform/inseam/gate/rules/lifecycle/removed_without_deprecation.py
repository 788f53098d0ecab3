from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from inseam.gate.change import Change
from inseam.gate.element import Element
from inseam.gate.end_dates import notice_days
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import VersionRule
from inseam.gate.values import day
from inseam.gate.versions import read_version


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
