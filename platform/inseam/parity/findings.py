"""What a comparison found, for people: one finding for each cause, whichever rows show it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from inseam.parity.comparison import NodeVerdict, Verdicts
from inseam.parity.differences import ColumnDifference, Differences, Sample
from inseam.parity.forms import MADE, CompiledNode
from inseam.report.finding import Finding, Severity

_KINDS = {"test": "data test", "unit_test": "unit test"}
_MASK = "(masked)"
_NULL = "NULL"


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: ``personal`` are columns whose values are masked, in lower case."""

    personal: Collection[str]

    def table(
        self,
        column: str,
        samples: Sequence[Sample],
        sides: tuple[str, str] = ("on DuckDB", "on Spark"),
    ) -> tuple[str, ...]:
        """Rows of text: the key, and the value on both sides."""
        if not samples:
            return ()
        keys = [name for name, _ in samples[0].key]
        rows = [[*keys, f"{column} {sides[0]}".strip(), sides[1]]]
        for sample in samples:
            values = [self._value(name, value) for name, value in sample.key]
            rows.append(
                [*values, self._value(column, sample.left), self._value(column, sample.right)]
            )
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        return tuple(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def _value(self, column: str, value: str | None) -> str:
        if value is None:
            return _NULL
        return _MASK if column.lower() in self.personal else value


def findings(sets: Sequence[Verdicts], masked: Collection[str]) -> Iterator[Finding]:
    """Of the first set of rows that shows a difference; how many others show it is a detail."""
    shown = Shown(frozenset(masked))
    found: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for verdicts in sets:
        for verdict in verdicts.nodes:
            for subject, finding in _of_node(verdict, verdicts.label, shown):
                key = (verdict.node.id, f"{finding.rule} {subject}")
                found.setdefault(key, []).append((verdicts.label, finding))
    for repeated in found.values():
        _, first = repeated[0]
        others = [label for label, _ in repeated[1:]]
        yield _with_details(first, [f"also with {_joined(others)}"] if others else [])


def _of_node(verdict: NodeVerdict, label: str, shown: Shown) -> Iterator[tuple[str, Finding]]:
    if verdict.failed:
        yield "", _fails(verdict, label)
    if verdict.differences is not None:
        yield from _of_rows(verdict.node, verdict.differences, label, shown)
    for column, expected, found in verdict.types:
        yield column, _types_differ(verdict, column, expected, found)
    if verdict.failures and verdict.failures[0] != verdict.failures[1]:
        details = _unexpected(verdict.unexpected, shown) if verdict.unexpected else ()
        yield "", _test_differs(verdict.node, *verdict.failures, label, details)


def _of_rows(
    node: CompiledNode, found: Differences, label: str, shown: Shown
) -> Iterator[tuple[str, Finding]]:
    for column in found.columns:
        yield column.column, _rows_differ(node, column, found.left_rows, label, shown)
    if found.only_left or found.only_right:
        yield "", _row_count_differs(node, found, label, shown)
    if found.missing or found.added:
        yield "", _columns_differ(node, found)


def _rows_differ(
    node: CompiledNode, column: ColumnDifference, rows: int, label: str, shown: Shown
) -> Finding:
    return _finding(
        node,
        "rows-differ",
        f"`{node.name}.{column.column}` has another value on Spark than on DuckDB in {column.rows}"
        f" of {_count(rows, 'row')} ({label}).",
        f"Write `{column.column}` in {node.file} so that both engines have one value for it:"
        f" {_ask(node)}",
        column=column.column,
        details=shown.table(column.column, column.samples),
    )


def _row_count_differs(node: CompiledNode, found: Differences, label: str, shown: Shown) -> Finding:
    counts = f"{_count(found.left_rows, 'row')} on DuckDB and {found.right_rows} on Spark"
    return _finding(
        node,
        "row-count-differs",
        f"`{node.name}` has {counts} ({label}): {found.only_left} only on DuckDB,"
        f" {found.only_right} only on Spark.",
        f"Correct the conditions, joins and keys of {node.file} so that both engines keep the same"
        f" rows: {_ask(node)}",
        details=shown.table("", found.samples),
    )


def _columns_differ(node: CompiledNode, found: Differences) -> Finding:
    only = [
        f"{', '.join(f'`{name}`' for name in names)} only on {engine}"
        for names, engine in ((found.missing, "DuckDB"), (found.added, "Spark"))
        if names
    ]
    return _finding(
        node,
        "columns-differ",
        f"`{node.name}` has other columns on Spark than on DuckDB: {'; '.join(only)}.",
        f"Name every column of {node.file} with `as`.",
        column=(*found.missing, *found.added)[0],
    )


def _types_differ(verdict: NodeVerdict, column: str, expected: str, found: str) -> Finding:
    node, table = verdict.node, verdict.table
    if table is not None and table.port:
        return _finding(
            node,
            "types-differ",
            f"`{node.name}.{column}` is {found} on Spark, and the contract `{table.port}` promises"
            f" {expected}.",
            f"Cast `{column}` to {expected} in {node.file}.",
            column=column,
        )
    return _finding(
        node,
        "types-differ",
        f"`{node.name}.{column}` is {found} on Spark, and on DuckDB what is {expected} there. Its"
        " values are compared, but those of other rows may differ.",
        f"Cast `{column}` to one type in {node.file}.",
        column=column,
        severity=Severity.WARNING,
    )


def _unexpected(found: Differences, shown: Shown) -> tuple[str, ...]:
    """The rows on Spark beside those that a unit test expects."""
    lines = [
        line
        for column in found.columns
        for line in shown.table(column.column, column.samples, ("on Spark", "expected"))
    ]
    return (*lines, *shown.table("", found.samples, ("on Spark", "expected")))


def _test_differs(
    node: CompiledNode, on_duckdb: int, on_spark: int, label: str, details: tuple[str, ...]
) -> Finding:
    if node.kind == "unit_test":
        outcomes = [("fails" if failures else "passes") for failures in (on_duckdb, on_spark)]
        return _finding(
            node,
            "test-differs",
            f"The unit test `{node.name}` {outcomes[0]} on DuckDB and {outcomes[1]} on Spark.",
            f"Correct the model that it tests so that both engines pass it: {_ask(node)}",
            details=details,
        )
    return _finding(
        node,
        "test-differs",
        f"The data test `{node.name}` finds {_count(on_duckdb, 'row')} on DuckDB and {on_spark} on"
        f" Spark ({label}), in the same tables.",
        f"Write the test's SQL so that both engines find the same rows: {_ask(node)}",
    )


def _fails(verdict: NodeVerdict, label: str) -> Finding:
    node = verdict.node
    kind = _KINDS.get(node.kind, node.kind)
    return _finding(
        node,
        "fails-on-spark",
        f"The {kind} `{node.name}` runs on DuckDB and fails on Spark ({label}): {verdict.failed}",
        f"Correct {node.file}: {_ask(node)}",
    )


def _ask(node: CompiledNode) -> str:
    folder = PurePosixPath(node.file).parts
    project = "/".join(folder[:2])
    return (
        f"`./pants check {project}::` names what the engines treat in two ways, and"
        " docs/engines.md what to write instead."
    )


def _finding(
    node: CompiledNode,
    rule: str,
    message: str,
    fix: str,
    *,
    column: str = "",
    severity: Severity = Severity.ERROR,
    details: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        file=node.file,
        line=_line_of(column, node.source) if column else None,
        message=message,
        fix=fix,
        details=details,
    )


def _line_of(column: str, source: str) -> int | None:
    """The last line that has the column's name as a word: there it gets its value, as a rule."""
    word = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)", re.IGNORECASE)
    lines = [number for number, text in enumerate(source.split("\n"), 1) if word.search(text)]
    return lines[-1] if lines else None


def _with_details(finding: Finding, more: Iterable[str]) -> Finding:
    return replace(finding, details=(*finding.details, *more))


def summary(product: str, sets: Sequence[Verdicts]) -> tuple[str, ...]:
    """Lines for people: what was compared, each port by itself, and what did not run."""
    stopped = [one for one in sets if one.stopped]
    sets = [one for one in sets if not one.stopped]
    verdicts = [verdict for one in sets for verdict in one.nodes]
    compared = [v for v in verdicts if v.differences is not None]
    models = {v.node.id for v in compared}
    differing = {v.node.id for v in verdicts if v.differs and v.node.kind == "model"}
    tests = {v.node.id for v in verdicts if v.failures is not None}
    differing_tests = {v.node.id for v in verdicts if v.differs and v.node.kind in _KINDS}
    ports = sorted({(v.table.port, v.table.name) for v in verdicts if v.table and v.table.port})
    rows = sum(v.differences.left_rows for v in compared if v.differences)
    line = (
        f"{product}: {_count(len(models), 'model')} and {_count(len(tests), 'test')} on"
        f" {_count(len(sets), 'set')} of rows: {_count(rows, 'row')} compared,"
        f" {len(differing)} of the models and {len(differing_tests)} of the tests differ"
    )
    not_run = _not_run(sets)
    return (
        line,
        *(_port(verdicts, port, name) for port, name in ports),
        *(f"{product}: not compared on {one.label}: {one.stopped}" for one in stopped),
        *([f"{product}: not run: {len(not_run)}"] if not_run else []),
        *(f"  {name}: {why}" for name, why in not_run.items()),
    )


def _port(verdicts: Iterable[NodeVerdict], port: str, name: str) -> str:
    of_port = [v for v in verdicts if v.table and (v.table.port, v.table.name) == (port, name)]
    ran = [v for v in of_port if v.differences is not None]
    rows = sum(v.differences.left_rows for v in ran if v.differences)
    if any(v.differs for v in of_port):
        outcome = "differs"
    elif not all(v.is_exact for v in of_port):
        outcome = "not equal, since a model that it is made from differs"
    elif ran:
        outcome = "equal"
    else:
        outcome = "not compared"
    return f"{port}: {name}: {_count(rows, 'row')}: {outcome}"


def _not_run(sets: Sequence[Verdicts]) -> Mapping[str, str]:
    """Why, by node; with the sets of rows, where it ran on others."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for one in sets:
        for verdict in one.nodes:
            for why in filter(None, (verdict.not_run, _later_runs(verdict))):
                kind = _KINDS.get(verdict.node.kind, verdict.node.kind)
                node = f"{kind} {verdict.node.name}"
                reasons.setdefault(node, {}).setdefault(why, []).append(one.label)
    return {
        node: "; ".join(
            why if len(labels) == len(sets) else f"{why} ({_joined(labels)})"
            for why, labels in found.items()
        )
        for node, found in sorted(reasons.items())
    }


def _later_runs(verdict: NodeVerdict) -> str:
    """What is compared of an incremental model is its first run."""
    is_first_run = verdict.node.materialized == "incremental" and verdict.differences is not None
    return "every run but its first, whose merge needs Delta Lake" if is_first_run else ""


def _joined(labels: Sequence[str]) -> str:
    """Sets of made rows together: `made rows, seeds 1, 2, 3`."""
    made = [label.removeprefix(MADE) for label in labels if label.startswith(MADE)]
    others = [label for label in labels if not label.startswith(MADE)]
    together = f"{MADE.rstrip()}{'s' if len(made) > 1 else ''} {', '.join(made)}"
    return "; ".join([*others, *([together] if made else [])])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
