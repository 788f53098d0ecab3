"""docs/check.md, from the rules' own texts.

``python -m inseam.check.page`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator

from inseam.check import rules
from inseam.check.engine_rules import ENGINE_RULES
from inseam.rules.rule import Rule, not_failing, paragraphs

_HEAD = """\
<!-- Made from the rules: `python -m inseam.check.page`. A test holds the two together. -->

# Static check

`./pants check products/<name>::` finds mistakes in a product's SQL, without a row, a database
or a warehouse: dbt compiles it for DuckDB, the columns, types and NULLs of each model are inferred
from that, beginning with the contracts of what the product reads, and the ends are compared with
the contracts of its output ports. `--product-check-skip` leaves it out, `--only=product-check`
leaves out the rest. It also reports what dbt itself cannot parse or compile.

Nothing is guessed. What cannot be known is a warning or an info, and counted at the end; neither
fails the check.

`./pants test` builds the models and runs the tests. `./pants lint` compares `_models.yml` with the
contract. `databricks-compile`, the other part of `./pants check`, compiles the same SQL for
production.
"""

_ENGINES = """\
Tests run on DuckDB, production on Databricks. These rules find expressions of which the two make
different values or types, or of which one makes an error. They go by the types in DuckDB's SQL, and
an expression counts where the SQL that is compiled for Databricks has it too: what a dispatched
macro renders for DuckDB alone is no fault. With `--databricks-compile-skip` there is nothing to
compare with, and they are left out. What each says of the engines is measured, in
[engines.md](engines.md).
"""


def page() -> str:
    return "\n".join(
        [
            _HEAD,
            *_section("Output ports", rules.PORT_RULES),
            *_section("Names and types", rules.SQL_RULES),
            *_section("Who reads what", rules.READING_RULES),
            *_section("Time", rules.TIME_RULES),
            *_section("The two engines", ENGINE_RULES, _ENGINES),
        ]
    )


def _section(title: str, of: tuple[Rule, ...], head: str = "") -> Iterator[str]:
    yield f"## {title}\n"
    if head:
        yield head
    for rule in of:
        yield f"### {rule.id}\n"
        yield from (f"{text}\n" for text in paragraphs(rule, before=not_failing(rule, "the check")))


if __name__ == "__main__":
    print(page(), end="")
