from inseam.adopt.column_facts import ColumnFact, Rules, source_columns
from testkit.adopted_project import data_test, model, project, source

RAW = source("orders", id={"description": "The order."})
CUSTOMERS = source("customers")
STAGING = model(
    "stg_orders",
    "with o as (select * from local.raw.orders)"
    " select id as order_id, customer, cast(at as timestamp) as ordered_at, pieces * price as total"
    " from o where is_paid",
    [RAW.id],
)
STG_CUSTOMERS = model(
    "stg_customers", "select key as customer_id from local.raw.customers", [CUSTOMERS.id]
)
BY_CUSTOMER = model(
    "by_customer",
    "select customer, count(*) as orders from local.main.stg_orders group by customer",
    [STAGING.id],
)


def facts(*tests: object) -> dict[str, ColumnFact]:
    models = [STAGING, STG_CUSTOMERS, BY_CUSTOMER]
    read = project(models, [RAW, CUSTOMERS], tests)  # type: ignore[arg-type]
    return {fact.name: fact for fact in source_columns(read, {})[RAW.id]}


def test_columns_are_those_that_sql_names() -> None:
    found = facts()

    assert set(found) == {"id", "customer", "at", "pieces", "price", "is_paid"}
    assert found["id"].description == "The order."


def test_types_are_cast_to_or_needed_or_proposed() -> None:
    found = facts()

    assert (found["at"].type, found["at"].is_guess) == ("TIMESTAMP", False)
    assert (found["price"].type, found["price"].is_guess) == ("DECIMAL(18,2)", False)
    assert (found["is_paid"].type, found["is_paid"].is_guess) == ("BOOLEAN", True)
    assert (found["customer"].type, found["customer"].is_guess) == ("VARCHAR", True)


def test_rules_of_models_are_those_of_the_columns_they_pass_on() -> None:
    found = facts(
        data_test("not_null", STAGING.id, "order_id"),
        data_test("unique", STAGING.id, "order_id"),
        data_test(
            "relationships", STAGING.id, "customer", field="customer_id", to=STG_CUSTOMERS.id
        ),
    )

    assert found["id"].rules == Rules(required=True, unique=True)
    assert found["customer"].rules.to == (("local", "raw", "customers"), "key")


def test_what_is_unique_in_groups_is_not_in_their_rows() -> None:
    found = facts(
        data_test("unique", BY_CUSTOMER.id, "customer"),
        data_test("not_null", BY_CUSTOMER.id, "customer"),
    )

    assert found["customer"].rules == Rules(required=True)
