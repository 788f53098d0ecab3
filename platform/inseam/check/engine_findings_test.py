"""From a model's text to a finding at its line, and only where both engines get the expression."""

from __future__ import annotations

import pytest

from inseam.check.check_product import check
from inseam.check.checked_product import CheckedProduct, read_product
from inseam.check.databricks_statements import read_statements, write_statements
from testkit.project_facts import ORDERS, facts_of_orders, lay_out_orders

MODEL = """\
select
    orders.order_id,
    cast(round(orders.amount / 3, 2) as decimal(10, 2)) as amount,
    {{ joined('customers.country', "'-'") }} as country
from {{ ref('stg_orders') }} as orders
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
"""
MACRO = """\
{% macro joined(a, b) %}{{ return(adapter.dispatch('joined')(a, b)) }}{% endmacro %}
{% macro default__joined(a, b) %}{{ a }} || {{ b }}{% endmacro %}
{% macro duckdb__joined(a, b) %}concat({{ a }}, {{ b }}){% endmacro %}
"""
DATABRICKS = """\
select
    orders.order_id,
    cast(round(orders.amount / 3, 2) as decimal(10, 2)) as amount,
    {} as country
from `orders`.`main`.`stg_orders` as orders
"""
FILE = "products/orders/models/intermediate/int_orders.sql"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> CheckedProduct:
    root = tmp_path_factory.mktemp("engines") / "repository"
    changed = tmp_path_factory.mktemp("changed")
    for path, text in (
        (FILE, MODEL),
        ("products/orders/macros/joined.sql", MACRO),
    ):
        (changed / path).parent.mkdir(parents=True)
        (changed / path).write_text(text, encoding="utf-8")
    lay_out_orders(root, changed)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return read_product(ORDERS, facts_of_orders(root))


def engine_findings(product: CheckedProduct, statements: dict[str, str] | None) -> list[str]:
    found = [f for f in check(product, statements).findings if f.rule.startswith("engine-")]
    return [f"{finding.file}:{finding.line} {finding.rule}" for finding in found]


def test_what_a_dispatched_macro_renders_for_duckdb_alone_is_no_fault(
    product: CheckedProduct,
) -> None:
    statements = {"int_orders": DATABRICKS.format("customers.country || '-'")}
    assert engine_findings(product, statements) == [f"{FILE}:3 engine-decimal-quotient"]
    statements = {"int_orders": DATABRICKS.format("concat(customers.country, '-')")}
    assert engine_findings(product, statements) == [
        f"{FILE}:3 engine-decimal-quotient",
        f"{FILE}:4 engine-null-in-concat",
    ]


def test_without_databricks_sql_nothing_is_said_of_the_engines(product: CheckedProduct) -> None:
    assert engine_findings(product, None) == []
    assert engine_findings(product, {"stg_orders": "select 1"}) == []


def test_statements_come_back_as_they_were_written() -> None:
    statements = {"b": "select '{x}'", "a": 'select "é"'}
    text = write_statements(statements)
    assert read_statements(text) == statements
    assert text == write_statements(dict(reversed(statements.items())))
    with pytest.raises(ValueError, match="another version"):
        read_statements('{"version": 0}')
