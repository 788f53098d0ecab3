"""The statements that go to Databricks, as a Spark of open source runs them.

Each of the two tables says what such a Spark lacks, by name. A statement that needs none of it is
run as it is, and no statement is left out but by the second table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What is written otherwise: the pattern, and what takes its place.
REWRITTEN: Mapping[str, tuple[re.Pattern[str], str]] = {
    # The one catalog of such a Spark that has views.
    "the name of the catalog": (re.compile("`entropy_data_prod`"), "`spark_catalog`"),
    # Of tables in Delta alone.
    "clone": (re.compile(r"^(create table \S+) clone (\S+)$"), r"\1 as select * from \2"),
}
# What is not run.
LEFT_OUT: Mapping[str, re.Pattern[str]] = {
    "privileges of Unity Catalog": re.compile(r"^(show grants|grant|revoke) "),
    "an information schema": re.compile(r"\bsystem\.information_schema\."),
}


@dataclass(frozen=True)
class Replay:
    """Of one statement. ``text`` is what is run, None if it is left out; ``names`` are what is
    written otherwise, or why it is left out."""

    macro: str
    statement: str
    text: str | None
    names: tuple[str, ...]


def statements_of(golden: Path) -> Iterator[tuple[str, str]]:
    """Each with the macro that sends it."""
    macro = ""
    for line in golden.read_text(encoding="utf-8").splitlines():
        if line.startswith("-- "):
            macro = line.removeprefix("-- ")
        elif line:
            assert line.endswith(";"), f"{golden.name} has a statement on several lines: {line}"
            yield macro, line.removesuffix(";")


def replay_of(macro: str, statement: str) -> Replay:
    left_out = tuple(name for name, pattern in LEFT_OUT.items() if pattern.search(statement))
    if left_out:
        return Replay(macro, statement, None, left_out)
    text, names = statement, []
    for name, (pattern, other) in REWRITTEN.items():
        text, number = pattern.subn(other, text)
        names += [name] if number else []
    return Replay(macro, statement, text, tuple(names))


def replay(
    goldens: Iterable[Path],
    run: Callable[[str], list[tuple[Any, ...]]],
    before: Mapping[str, Sequence[str]],
) -> tuple[list[Replay], dict[str, list[tuple[Any, ...]]]]:
    """All statements, and the rows of those that were run, by what was sent to Databricks.

    ``before`` has the statements of others that go before those of a macro. Fails at the first
    that Spark refuses.
    """
    done: list[Replay] = []
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for golden in goldens:
        for macro, statement in statements_of(golden):
            if not done or done[-1].macro != macro:
                for other in before.get(macro, ()):
                    run(other)
            one = replay_of(macro, statement)
            if one.text is not None:
                try:
                    rows[statement] = run(one.text)
                except Exception as refused:
                    raise AssertionError(
                        f"Spark refuses a statement of {macro}: {one.text}"
                    ) from refused
            done.append(one)
    return done, rows


def counts(done: Sequence[Replay]) -> str:
    """How many were run, written otherwise and left out, and for what."""
    run = [one for one in done if one.text is not None]
    rewritten = Counter(name for one in run for name in one.names)
    left_out = Counter(name for one in done if one.text is None for name in one.names)
    as_it_is = sum(not one.names for one in run)
    return (
        f"{len(done)} statements: {len(run)} replayed, {as_it_is} of them as they are;"
        f" rewritten: {_listed(rewritten)}; left out: {_listed(left_out)}"
    )


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))
