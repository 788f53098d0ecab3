"""Models that nobody should write are answered, with findings, in work that grows as they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.check.check_product import check
from inseam.check.checked_product import read_product
from inseam.report.report import Report
from testkit.effort.calls import TWICE, growth
from testkit.project_facts import ORDERS, facts_of_orders, lay_out_orders

MODELS = ORDERS / "models"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    lay_out_orders(root)
    monkeypatch.chdir(root)
    return root


def checked(root: Path) -> Report:
    return check(read_product(ORDERS, facts_of_orders(root)))


def write_long_models(root: Path, levels: int, columns: int) -> None:
    """A chain of CTEs, each of which reads the one before twice, and many columns."""
    chain = ", ".join(
        f"a{n} as (select x.*, y.order_id as id_{n} from a{n - 1} as x join a{n - 1} as y"
        " using (order_id))"
        for n in range(1, levels)
    )
    many = ",\n".join(f"amount + {n} as c{n}" for n in range(columns))
    (root / MODELS / "intermediate/int_chain.sql").write_text(
        "with a0 as (select order_id, amount from {{ ref('stg_orders') }}),\n"
        f"{chain}\nselect order_id, id_{levels - 1}, nobody from a{levels - 1}"
    )
    (root / MODELS / "intermediate/int_many.sql").write_text(
        f"select\n{many}\nfrom {{{{ ref('stg_orders') }}}}"
    )


def test_twice_the_columns_are_twice_the_work(root: Path) -> None:
    products = []
    for columns in (500, 1000):
        write_long_models(root, 20, columns)
        products.append(read_product(ORDERS, facts_of_orders(root)))
    assert growth(check, *products) < TWICE


def test_long_chains_many_columns_and_jinja_in_comments_hide_no_mistake(root: Path) -> None:
    write_long_models(root, 200, 2000)
    (root / MODELS / "output_ports/v1/orders.sql").write_text(
        "-- {{ ref('stg_orders') }} {% if true %} now() {% endif %}\n"
        "/* {# from shop.orders #} {{ '*/'[:0] }} */\n"
        "{# {{ source('nobody', 'nothing') }} current_date #}\n"
        "select order_id, amount, country, c.c1999 as updated_at\n"
        "from {{ ref('int_orders') }} cross join {{ ref('int_many') }} as c"
    )
    assert [(each.rule, Path(each.file).name, each.line) for each in checked(root).findings] == [
        ("name-unknown", "int_chain.sql", 3),
        ("port-column-type", "orders.sql", 4),
    ]


def test_models_that_read_each_other_are_a_finding(root: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        file = root / MODELS / f"intermediate/int_{one}.sql"
        file.write_text(f"select * from {{{{ ref('int_{other}') }}}}")
    said = checked(root)
    (finding,) = said.findings
    assert (finding.rule, Path(finding.file).name, finding.line) == (
        "dbt-compile-failed",
        "int_a.sql",
        1,
    )
    assert finding.message.startswith("The models `int_a`, `int_")
    assert " 7 models (7 of them not compiled)," in said.summary[0]


def test_a_macro_that_nobody_has_is_a_finding_at_its_call(root: Path) -> None:
    model = root / MODELS / "staging/stg_orders.sql"
    calls = "select {{ dbt_common.as_off() }} as read_at, o.* from (\n"
    model.write_text(f"\n\n{calls}{model.read_text()}) as o")
    (finding,) = (f for f in checked(root).findings if f.rule == "dbt-compile-failed")
    assert (Path(finding.file).name, finding.line) == ("stg_orders.sql", 3)
    assert finding.message.endswith("The package `dbt_common` has no macro `as_off`.")
    assert "as_of`" in (finding.fix or "")


def test_a_contract_that_cannot_be_read_is_the_only_finding(root: Path) -> None:
    (contract,) = root.glob("**/output_ports/v1/*.odcs.yaml")
    facts = facts_of_orders(root)
    contract.write_text(contract.read_text() + "  name: [\n")
    (finding,) = check(read_product(ORDERS, facts)).findings
    assert finding.rule == "yaml-unreadable"
