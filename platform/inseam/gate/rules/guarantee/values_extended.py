from __future__ import annotations

from collections.abc import Iterable, Iterator

from inseam.contracts.numbers import number
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import identity, shown


class ValuesExtended(ColumnRule):
    id = "values-extended"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "values-reduced"
    what = "A column may have a value that was not among its values."
    why = (
        "A `case` without that value gives null, and a filter leaves it out. A column with the "
        "custom property `extensible: true` has warned its readers."
    )
    fix = "Tell readers of the new value, or declare the column extensible and wait."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.admitted_values, pair.new.admitted_values
        if old is None or new is None or not (more := new.keys() - old.keys()):
            return
        grade = Grade.COMPATIBLE if pair.old.is_extensible else None
        yield self.change(
            pair.new.label,
            f"It may be {listed(new[key] for key in more)} too.",
            old=pair.old.values_path,
            new=pair.new.values_path,
            grade=grade,
        )


def listed(values: Iterable[object]) -> str:
    """A few of the values, in order."""
    # In quotes where it could be taken for a number.
    texts = sorted(shown(identity(v) if number(v) is not None else v) for v in values)
    rest = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    return ", ".join(texts[:3]) + rest
