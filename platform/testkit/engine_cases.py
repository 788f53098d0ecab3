"""The cases of the engine rules, and queries on which the engines agree.

A file of ``inseam/check/testdata/engines`` has the name of its rule. Its ``tables`` are those of
`Table`; under ``differs`` are statements on which the rule has to find something,
and the engines have to differ; under ``agrees`` are those on which neither is so. A statement is
one text, or one for each engine. ``neutral.yaml`` has only what agrees, on several tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from inseam.sql.schema import Column, Relation

FOLDER = Path(__file__).parents[1] / "inseam/check/testdata/engines"
NEUTRAL = "neutral"
_REQUIRED = " not null"
# A cell of the page that is longer says nothing more.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` have DuckDB's types, each perhaps with ` not null`; ``rows`` is VALUES' text."""

    name: str
    columns: Mapping[str, str]
    rows: str


@dataclass(frozen=True, slots=True)
class Ask:
    tables: Sequence[Table]
    duckdb: str
    spark: str


@dataclass(frozen=True, slots=True)
class EngineCase:
    """``rule`` is the file's name."""

    rule: str
    ask: Ask
    differs: bool

    @property
    def name(self) -> str:
        return f"{self.rule}: {self.ask.duckdb}"


def engine_cases() -> list[EngineCase]:
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in _cases(path)]


def _cases(path: Path) -> list[EngineCase]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    tables = [Table(name, **table) for name, table in content["tables"].items()]
    return [
        EngineCase(path.stem, _ask(written, tables), key == "differs")
        for key in ("differs", "agrees")
        for written in content.get(key, ())
    ]


def _ask(written: str | dict[str, str], tables: list[Table]) -> Ask:
    if isinstance(written, str):
        return Ask(tables, written, written)
    return Ask(tables, written["duckdb"], written["databricks"])


def relations(ask: Ask) -> list[Relation]:
    """The tables, for an analysis."""
    return [
        Relation(
            (table.name,),
            tuple(
                Column(name, kind.removesuffix(_REQUIRED), nullable=not kind.endswith(_REQUIRED))
                for name, kind in table.columns.items()
            ),
        )
        for table in ask.tables
    ]


def code(text: str) -> str:
    """As the page shows it, in a cell of a table."""
    shown = " ".join(text.split())
    shown = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."
    quotes = "``" if "`" in shown else "`"
    return f"{quotes}{shown}{quotes}".replace("|", "\\|")
