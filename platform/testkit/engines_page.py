"""docs/engines.md, from asking both engines the cases of the engine rules.

    PYTHONPATH=platform python -m testkit.engines_page > docs/engines.md

with what ``platform/locks/parity.txt`` has, and a Java. It fails, and says which, if a case of a
rule does not differ, or another one does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping

from inseam.check.engine_rules import ENGINE_RULES
from testkit.engine_cases import NEUTRAL, EngineCase, code, engine_cases
from testkit.engines import Answer, engines

Asked = tuple[EngineCase, Answer]

_HEAD = """\
<!-- Made by asking both engines: `python -m testkit.engines_page`. A test asks them again. -->

# DuckDB and Spark, side by side

Tests run on DuckDB and production on Databricks. Each rule `engine-*` of
[`./pants check`](check.md#the-two-engines) has statements of which the engines make different
things, and much alike ones that are the same on both. All of them ran on
{versions}, with the settings of `platform/inseam/parity/settings.py`; the rows
are in `platform/inseam/check/testdata/engines`. What is said of Databricks is Spark's answer:
Photon and collations were not asked.

Rows are in no order, and divided by semicolons.
"""


def page(asked: Iterable[Asked], versions: Mapping[str, str]) -> str:
    by_rule: dict[str, list[Asked]] = {}
    for each in asked:
        by_rule.setdefault(each[0].rule, []).append(each)
    lines = [_HEAD.format(versions=" and ".join(f"{k} {v}" for k, v in versions.items()))]
    for rule in ENGINE_RULES:
        lines += [f"## {rule.id}\n", f"{rule.what}\n", *_section(by_rule.get(rule.id, []))]
    lines += ["## The same on both\n", *_alike(by_rule.get(NEUTRAL, []))]
    return "\n".join(lines)


def _section(asked: list[Asked]) -> Iterator[str]:
    yield "| statement | DuckDB | Spark |\n|---|---|---|"
    for case, answer in asked:
        if case.differs:
            one, two = code(answer.duckdb.shown()), code(answer.spark.shown())
            if answer.differs == "types":
                one += f" ({', '.join(answer.duckdb.types)})"
                two += f" ({', '.join(answer.spark.types)})"
            yield f"| {_statement(case)} | {one} | {two} |"
    yield "\nThe same on both:\n"
    yield from _alike([each for each in asked if not each[0].differs])


def _alike(asked: list[Asked]) -> Iterator[str]:
    yield from (f"- {_statement(case)}" for case, _ in asked)
    yield ""


def _statement(case: EngineCase) -> str:
    """Both, where a macro gives each engine its own."""
    one, two = code(case.ask.duckdb), code(case.ask.spark)
    return one if one == two else f"{one}, on Databricks {two}"


def mistaken(asked: Iterable[Asked]) -> Iterator[str]:
    """The cases that are not as they say, a line each."""
    for case, answer in asked:
        if bool(answer.differs) is not case.differs:
            said = f"{answer.duckdb.shown()} | {answer.spark.shown()}"
            expected = "should differ" if case.differs else "should be the same"
            yield f"{case.name} {expected}: {said}"


def main() -> int:
    os.environ["TZ"] = "UTC"
    with engines() as both:
        asked = [(case, both.answer(case.ask)) for case in engine_cases()]
        sys.stdout.write(page(asked, both.versions))
    wrong = list(mistaken(asked))
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
