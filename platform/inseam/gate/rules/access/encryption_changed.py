from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown, text


class EncryptionChanged(ColumnRule):
    id = "encryption-changed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "encryption-changed"
    what = "A column is encrypted, is no longer, or its encrypted form has another name."
    why = "Readers find ciphertext, or nothing, under the name that they read."
    fix = "Offer the other form as a column of a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = (text(one.entry, "encryptedName") for one in (pair.old, pair.new))
        if old != new:
            reason = f"The encrypted column was {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "encryptedName")
