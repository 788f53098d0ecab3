"""Looking into a document whose shape nobody has checked.

What is not there, or not of the kind that is asked for, is None or nothing: whether a file is as it
should be is the question of lint and policies, which find the rows wanting.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import Document, Path


@dataclass(frozen=True, slots=True)
class Part:
    """A value in a document, and where it is."""

    document: Document
    value: Any
    path: Path = ()

    @classmethod
    def whole(cls, document: Document) -> Part:
        return cls(document, document.value)

    @property
    def file(self) -> str:
        return self.document.file

    @property
    def line(self) -> int:
        return self.document.line(self.path)

    @property
    def element(self) -> str:
        return format_path(self.path)

    def at(self, *steps: str | int) -> Part:
        """The part there; its value is None if there is none."""
        value = self.value
        for step in steps:
            if isinstance(step, int):
                value = value[step] if isinstance(value, list) and step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return Part(self.document, value, (*self.path, *steps))

    def each(self, *steps: str) -> Iterator[Part]:
        """The entries of the list there."""
        listed = self.at(*steps)
        for index in range(len(listed.value) if isinstance(listed.value, list) else 0):
            yield listed.at(index)

    def text(self, *steps: str) -> str | None:
        value = self.at(*steps).value
        return value if isinstance(value, str) and value else None

    def scalar(self, *steps: str) -> str | None:
        """As text, also if YAML takes it for a number."""
        value = self.at(*steps).value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        return self.text(*steps)

    def number(self, *steps: str) -> float | None:
        value = self.at(*steps).value
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        try:
            return float(value) if is_number and math.isfinite(value) else None
        except OverflowError:
            return None  # an integer of some hundred digits

    def flag(self, *steps: str) -> bool:
        return self.at(*steps).value is True

    def texts(self, *steps: str) -> str | None:
        """A text as it is, a list of texts joined by commas."""
        entries = [part.value for part in self.each(*steps) if isinstance(part.value, str)]
        return ", ".join(entries) if entries else self.text(*steps)

    def json(self, *steps: str) -> str | None:
        value = self.at(*steps).value
        return None if value is None else json_text(value)

    def custom_property(self, name: str) -> str | None:
        """The text of a custom property."""
        for custom in self.each("customProperties"):
            if custom.text("property") == name:
                return custom.scalar("value")
        return None


def json_text(value: Any) -> str:
    """Keys in order, so that equal values are equal texts. JSON has no infinity: it is a text."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError:
        return json.dumps(str(value), ensure_ascii=False)
