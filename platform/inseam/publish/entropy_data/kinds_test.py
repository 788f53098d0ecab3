from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inseam.publish.entropy_data import kinds
from inseam.publish.entropy_data.kinds import cost_changes, is_event, same, to_put

TEAM = {"id": "checkout", "name": "Checkout"}
MEMBERS = [{"emailAddress": "ana@example.com"}]
PRODUCT = {"id": "orders", "inputPorts": [{"name": "shop"}], "customProperties": [{"value": "abc"}]}
ACCESS = {
    "id": "a",
    "info": {"purpose": "Sums.", "startDate": "2026-01-01"},
    "provider": {"dataProductId": "orders", "outputPortId": "orders-v1"},
}


def test_what_is_not_given_and_what_is_empty_are_one() -> None:
    held: dict[str, Any] = {**TEAM, "tags": [], "links": {}, "parent": None, "description": ""}

    assert same(kinds.TEAMS, TEAM, held)
    assert same(kinds.TEAMS, held, TEAM)
    assert not same(kinds.TEAMS, TEAM, {**held, "description": "Sells."})
    assert not same(kinds.TEAMS, {**TEAM, "description": "Sells."}, held)


def test_false_and_zero_are_something() -> None:
    assert not same(kinds.CONTRACTS, {"a": {"required": False}}, {"a": {}})
    assert not same(kinds.CONTRACTS, {"a": {"minimum": 0}}, {"a": {}})


def test_members_are_the_servers_matter_where_we_name_none() -> None:
    held = {**TEAM, "members": MEMBERS}

    assert same(kinds.TEAMS, TEAM, held)
    assert to_put(kinds.TEAMS, TEAM, held) == held
    assert to_put(kinds.TEAMS, TEAM, {}) == TEAM
    # None at all is something that we say.
    assert not same(kinds.TEAMS, {**TEAM, "members": []}, held)
    assert to_put(kinds.TEAMS, {**TEAM, "members": []}, held)["members"] == []


def test_a_product_is_known_by_its_digest_for_input_ports_are_not_shown() -> None:
    assert same(kinds.PRODUCTS, PRODUCT, {**PRODUCT, "inputPorts": []})
    other = {**PRODUCT, "customProperties": [{"value": "other"}]}
    assert not same(kinds.PRODUCTS, PRODUCT, {**other, "inputPorts": []})


def test_what_the_server_adds_is_no_difference() -> None:
    held: dict[str, Any] = {
        **ACCESS,
        "info": {"purpose": "Sums.", "startDate": "2026-01-01", "status": "x", "active": True},
        "provider": {"dataProductId": "orders", "outputPortId": "orders-v1", "teamId": "checkout"},
        "provisioning": {"status": "provisioned"},
        "createdAt": "2026-01-31T06:00:00Z",
    }

    assert same(kinds.ACCESS, ACCESS, held)
    assert not same(kinds.ACCESS, ACCESS, {**held, "info": {**held["info"], "purpose": "Else."}})


costs = st.lists(
    st.fixed_dictionaries(
        {
            "dataProductId": st.just("orders"),
            "name": st.sampled_from(["compute", "storage"]),
            "amount": st.sampled_from([1, 2.5]),
            "currency": st.just("EUR"),
            "yearMonth": st.sampled_from(["2026-01", "2026-02"]),
        },
        optional={"category": st.sampled_from(["", "warehouse"])},
    ),
    max_size=6,
)


@given(wanted=costs, held=costs)
def test_each_cost_is_there_once_afterwards_and_other_costs_stay(
    wanted: list[dict[str, Any]], held: list[dict[str, Any]]
) -> None:
    numbered = [{**cost, "id": str(number)} for number, cost in enumerate(held)]
    ours = {name(cost) for cost in wanted}

    changes = cost_changes(wanted, numbered)
    kept = [cost for cost in numbered if cost["id"] not in changes.gone]
    after = [*kept, *({**cost, "id": f"new {n}"} for n, cost in enumerate(changes.added))]

    assert sorted(map(text, wanted)) == sorted(text(one) for one in after if name(one) in ours)
    assert [one for one in numbered if name(one) not in ours] == [
        one for one in kept if name(one) not in ours
    ]
    again = cost_changes(wanted, after)
    assert (again.gone, again.added) == ((), ())


def name(cost: dict[str, Any]) -> tuple[Any, ...]:
    return cost["name"], cost.get("category") or "", cost["yearMonth"]


def text(cost: dict[str, Any]) -> str:
    return repr((*name(cost), cost["amount"]))


def test_a_cost_that_is_right_is_not_touched() -> None:
    cost = {"name": "compute", "amount": 120.0, "yearMonth": "2026-01"}

    changes = cost_changes([cost], [{**cost, "amount": 120, "id": "1", "tags": ["aws"]}])

    assert (changes.gone, changes.added) == ((), ())


def test_an_event_is_the_same_by_run_job_and_type() -> None:
    event = {"eventType": "COMPLETE", "run": {"runId": "r"}, "job": {"namespace": "n", "name": "j"}}

    assert is_event(event, {**event, "eventTime": "2026-01-31T06:00:00Z"})
    assert not is_event(event, {**event, "eventType": "START"})
    assert not is_event(event, {**event, "job": {"namespace": "n", "name": "k"}})
    assert not is_event(event, {**event, "run": None})
