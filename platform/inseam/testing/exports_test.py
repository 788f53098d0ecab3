from __future__ import annotations

from inseam.documents.yaml_document import read_yaml
from inseam.evaluation.result import Verdict
from inseam.odcs.contract import read_contract
from inseam.testing.exports import checks_by_contract
from inseam.testing.outcomes import CheckOutcome, ContractOutcome, NotEvaluated

CONTRACT = read_contract(
    read_yaml(
        "orders.odcs.yaml",
        b"{apiVersion: v3.1.0, kind: DataContract, id: orders-v1, version: 1.0.0, status: active}",
    )
)
CHECK = CheckOutcome(
    type="field_required",
    category="schema",
    name="order_id is required",
    object="orders",
    column="order_id",
    element="schema[0].properties[0].required",
    result=Verdict.FAILED,
    reason="1 row of customer 4711",
    rows=("customer=4711",),
    engine="datacontract-cli",
)
PROMISE = NotEvaluated("sums agree", "its query fails", detail="customer 4711 is not a number")


def test_what_was_checked_is_told_without_a_word_of_any_row() -> None:
    outcome = ContractOutcome(CONTRACT, (CHECK,), (PROMISE,))

    assert checks_by_contract([outcome]) == {
        "orders-v1": {
            "checks": [
                {
                    "type": "field_required",
                    "category": "schema",
                    "name": "order_id is required",
                    "object": "orders",
                    "column": "order_id",
                    "result": "failed",
                    "engine": "datacontract-cli",
                }
            ],
            "not_evaluated": [{"name": "sums agree", "reason": "its query fails"}],
        }
    }
