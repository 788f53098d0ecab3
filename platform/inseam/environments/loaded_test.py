from __future__ import annotations

from inseam.environments.loaded import BEGUN, DONE, loaded_contracts
from inseam.environments.names import Place
from inseam.environments.state import Row, State

ORDERS, CUSTOMERS = Place("lake", "shop__public", "orders"), Place("lake", "shop__public", "people")


def state(*loads: tuple[str, str, str, tuple[Place, ...]]) -> State:
    """Of loads by contract, step, digest and tables."""
    rows: list[Row] = []
    tables: list[Row] = []
    for number, (contract, step, digest, places) in enumerate(loads):
        entry = 10 * (number + 1)
        rows.append({"entry": entry, "contract": contract, "step": step, "digest": digest})
        tables += [
            {
                "entry": entry + 1 + place_number,
                "load": entry,
                "database_name": place.database,
                "schema_name": place.schema,
                "table_name": place.identifier,
            }
            for place_number, place in enumerate(places)
        ]
    return State({"loads": tuple(rows), "loaded_tables": tuple(tables)}, 1)


def test_an_environment_without_state_has_nothing() -> None:
    known = loaded_contracts(State({}))
    assert (known.digests, known.owners) == ({}, {})


def test_the_last_load_of_a_contract_counts() -> None:
    known = loaded_contracts(
        state(("shop", DONE, "a", (ORDERS, CUSTOMERS)), ("shop", DONE, "b", (ORDERS,)))
    )
    assert known.digests == {"shop": "b"}
    assert known.tables_of("shop") == {ORDERS}


def test_a_load_that_has_only_begun_leaves_nobody_knows_what() -> None:
    known = loaded_contracts(
        state(("shop", DONE, "a", (ORDERS,)), ("shop", BEGUN, "b", (ORDERS, CUSTOMERS)))
    )
    assert known.digests == {}
    assert known.tables_of("shop") == {ORDERS, CUSTOMERS}


def test_a_table_that_another_contract_replaced_is_no_longer_there() -> None:
    known = loaded_contracts(
        state(("shop", DONE, "a", (ORDERS, CUSTOMERS)), ("shop-v2", DONE, "b", (ORDERS,)))
    )
    assert known.digests == {"shop-v2": "b"}
    assert known.tables_of("shop") == {CUSTOMERS}
    assert known.tables_of("shop-v2") == {ORDERS}
