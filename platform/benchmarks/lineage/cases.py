"""The cases that engines are compared on, and how their answers are judged.

A case is a line of JSON: `id, dialect, sql, schema {table: [columns]}, expected [[source_table.
source_column, target_column]]`, and `asserted_targets` if only those columns are judged. Names
match without letter case, tables by the end of their name: `raw.orders` is `shop.raw.orders`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from testkit.sql_cases import golden_cases, relations

# A table's name and a column of it, and the column of the result that it flows to or decides.
Edge = tuple[tuple[str, ...], str, str]


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    dialect: str
    sql: str
    schema: Mapping[str, tuple[str, ...]]
    expected: frozenset[Edge]
    asserted_targets: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says of a case.

    `unsure` are columns of the result of which it says that it does not know all, `*` all of them.
    """

    edges: frozenset[Edge] = frozenset()
    unsure: frozenset[str] = frozenset()
    error: str | None = None


@dataclass(slots=True)
class Score:
    cases: int = 0
    exact: int = 0
    silently_wrong: int = 0
    errors: int = 0
    crashes: int = 0
    found: int = 0
    expected: int = 0
    right: int = 0
    wrong_ids: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0


def edge(source: str, target: str) -> Edge:
    """The edge from `table.column`, or a column alone, to a column of the result."""
    *table, column = [_plain(part) for part in source.split(".")]
    return tuple(table), column, _plain(target.rpartition(".")[2] if "(" not in target else target)


def _plain(name: str) -> str:
    return re.sub(r"[\s\"`]+", "", name).lower()


def read_cases(path: Path) -> list[Case]:
    """Raises `ValueError` or `KeyError` if a line is not a case."""
    return [_read(json.loads(line)) for line in path.read_text().splitlines() if line.strip()]


def _read(entry: Mapping[str, object]) -> Case:
    schema, expected = entry.get("schema") or {}, entry["expected"]
    asserted = entry.get("asserted_targets")
    assert isinstance(schema, dict)
    assert isinstance(expected, list)
    return Case(
        id=str(entry["id"]),
        dialect=str(entry.get("dialect") or ""),
        sql=str(entry["sql"]),
        schema={str(table): tuple(map(str, columns)) for table, columns in schema.items()},
        expected=frozenset(edge(str(source), str(target)) for source, target in expected),
        asserted_targets=frozenset(map(_plain, asserted)) if isinstance(asserted, list) else None,
    )


def golden() -> list[Case]:
    """The golden cases of `inseam.sql`, with the edges that a value or a condition makes."""
    schema = {
        ".".join(relation.name): tuple(column.name for column in relation.columns)
        for relation in relations("duckdb")
    }
    kept = re.compile(r"(\S+)( (identity|transformation|aggregation|conditional|window|sort))?.*")
    cases = []
    for case in golden_cases():
        if not case.runs:
            continue
        expected = set()
        for name, said in case.columns:
            for text in said:
                match = kept.fullmatch(text)
                if match is not None and text.split(" ")[1:2] not in (["filter"], ["join"]):
                    expected.add(edge(match.group(1), name))
        cases.append(Case(case.name, case.dialect, case.sql, schema, frozenset(expected)))
    return cases


def judge(case: Case, answer: Answer, score: Score) -> None:
    """Count what is right and wrong in an answer."""
    found = {each for each in answer.edges if _is_asserted(case, each[2])}
    expected = {each for each in case.expected if _is_asserted(case, each[2])}
    right_found = {each for each in found if any(_same(each, other) for other in expected)}
    right_expected = {each for each in expected if any(_same(each, other) for other in found)}
    score.cases += 1
    score.found += len(found)
    score.expected += len(expected)
    score.right += min(len(right_found), len(right_expected))
    if answer.error is not None:
        score.errors += 1
        return
    wrong = {each[2] for each in (found - right_found) | (expected - right_expected)}
    if not wrong:
        score.exact += 1
    elif any(target not in answer.unsure and "*" not in answer.unsure for target in wrong):
        score.silently_wrong += 1
        score.wrong_ids.append(case.id)


def _is_asserted(case: Case, target: str) -> bool:
    return case.asserted_targets is None or target in case.asserted_targets


def _same(one: Edge, two: Edge) -> bool:
    (table, column, target), (other, its_column, its_target) = one, two
    shared = min(len(table), len(other))
    tables = not shared or table[-shared:] == other[-shared:]
    return tables and column == its_column and target == its_target
