"""A golden case of the gate: one file with what is found, and the contract before and after.

    base:17 head:17 risky bound-loosened orders.amount: Its value may be larger than before.
    1.0.0 -> 1.1.0, needed 1.1.0

    --- base.odcs.yaml
    +++ head.odcs.yaml
     kind: DataContract
    -version: 1.0.0
    +version: 1.1.0

Below the two names is a unified diff with the whole of both files. The numbers in the expectation
are lines of each file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.catalogue import RULES
from inseam.gate.settings import Majors, Settings

TESTDATA = Path(__file__).parents[1] / "inseam/gate/testdata"
OF_RULES = sorted((TESTDATA / "rules").glob("*.diff"))
OTHERS = sorted((TESTDATA / "cases").glob("*.diff"))
TODAY = date(2026, 11, 1)
# With a new major version in its place, a pair that breaks readers has no finding but its own.
ALONE = Settings(
    today=TODAY,
    majors=Majors.IN_PLACE,
    opt_in=frozenset(rule.id for rule in RULES if rule.opt_in),
)
_NAMES = "\n--- base.odcs.yaml\n+++ head.odcs.yaml\n"


@dataclass(frozen=True, slots=True)
class GoldenPair:
    """``expected`` is text, ``base`` and ``head`` are the bytes of YAML files."""

    path: Path
    expected: str
    base: bytes
    head: bytes
    diff: str

    @property
    def documents(self) -> tuple[Document, Document]:
        return read_yaml("base.odcs.yaml", self.base), read_yaml("head.odcs.yaml", self.head)

    def expect(self, text: str) -> None:
        self.path.write_text(f"{text}{_NAMES}{self.diff}")


def golden_pair(name: str) -> GoldenPair:
    """By its folder and name: ``rules/column-removed``."""
    return read_pair(TESTDATA / f"{name}.diff")


def read_pair(path: Path) -> GoldenPair:
    expected, names, diff = path.read_text().partition(_NAMES)
    assert names, f"{path} has no line `--- base.odcs.yaml`"
    lines = diff.splitlines()
    assert not [line for line in lines if line[:1] not in ("", " ", "-", "+")], path
    return GoldenPair(path, expected, _side(lines, "-"), _side(lines, "+"), diff)


def _side(lines: list[str], mark: str) -> bytes:
    return "".join(f"{line[1:]}\n" for line in lines if line[:1] in ("", " ", mark)).encode()
