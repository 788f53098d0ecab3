from typing import Any

import pytest

from inseam.adopt.column_facts import Rules
from inseam.adopt.contracts import PlannedColumn, PlannedTable, port_contract, with_key
from inseam.adopt.questions import Answers
from inseam.adopt.stage import plain
from inseam.contract_lint.lint_file import lint
from inseam.odcs.personal_data import is_personal
from inseam.report.finding import Severity

ANSWERS = Answers(
    "shop",
    {
        "team": "stores",
        "domain": "stores",
        "purpose": "a",
        "usage": "b",
        "limitations": "c",
        "support": "mailto:a@b.example.com",
        "notice_period": "P30D",
        "catalog": "prod",
        "host": "databricks.example.com",
    },
)


def drafted(*columns: PlannedColumn) -> dict[str, Any]:
    return port_contract(
        "shop-v1", "1.0.0", "shop", ANSWERS, [PlannedTable("orders", columns, "Orders.")]
    )


def test_a_draft_is_a_valid_contract() -> None:
    columns = with_key(
        [
            PlannedColumn("state", "VARCHAR", "A.", Rules(values=("new", "paid"))),
            PlannedColumn("order_id", "BIGINT", "B.", Rules(required=True, unique=True, minimum=1)),
            PlannedColumn("ordered_at", "TIMESTAMP", "C."),
            PlannedColumn("total", "DECIMAL(18,2)", "D.", Rules(maximum=10)),
        ]
    )

    contract = drafted(*columns)

    found = lint("shop-v1.odcs.yaml", plain(contract).encode())
    assert [f.message for f in found if f.severity is Severity.ERROR] == []
    state, order_id, *_ = contract["schema"][0]["properties"]
    assert order_id["primaryKeyPosition"] == 1
    assert order_id["logicalTypeOptions"] == {"minimum": 1}
    assert state["quality"][0]["arguments"] == {"validValues": ["new", "paid"]}


@pytest.mark.parametrize(
    ("column", "personal"),
    [
        (PlannedColumn("a", "VARCHAR", "The name. PII."), True),
        (PlannedColumn("a", "VARCHAR", tags=["pii"]), True),
        (PlannedColumn("a", "VARCHAR", meta={"pii": True}), True),
        (PlannedColumn("a", "VARCHAR", meta={"pii": False}), None),
        (PlannedColumn("a", "VARCHAR", "A personal discount."), None),
    ],
)
def test_what_the_project_calls_personal_is_so(
    column: PlannedColumn, personal: bool | None
) -> None:
    (found,) = drafted(column)["schema"][0]["properties"]

    assert is_personal(found) is personal
