import pytest

from inseam.adopt.ports import choose_ports
from inseam.report.finding import InputError
from testkit.adopted_project import model, project

STAGING = model("stg_orders")
ORDERS = model("orders", depends=[STAGING.id])
MART = model("orders", depends=[STAGING.id], path="models/marts/orders.sql")
PUBLIC = model("public_one", access="public", depends=[STAGING.id])


def names(*models: object, asked: tuple[str, ...] = (), **demanded: str) -> list[tuple[str, str]]:
    found = choose_ports(project(models), asked, demanded, "shop")  # type: ignore[arg-type]
    return [(port.model, port.why) for port in found]


def test_public_models_go_before_folders_and_leaves() -> None:
    assert names(STAGING, MART, PUBLIC) == [("public_one", "`access: public`")]
    assert names(STAGING, MART) == [("orders", "it is in the folder `marts`")]
    assert names(STAGING, ORDERS) == [("orders", "no model reads it")]


def test_what_another_project_reads_is_a_port_too() -> None:
    assert ("stg_orders", "`money` reads it") in names(STAGING, PUBLIC, stg_orders="`money`")


def test_what_is_asked_for_decides_alone() -> None:
    assert names(STAGING, PUBLIC, asked=("stg_orders:v2",)) == [
        ("stg_orders_v2", "it was asked for")
    ]


def test_all_versions_of_a_model_are_ports() -> None:
    first = model("orders", access="public", version="1", latest="2")
    second = model("orders", version="2", latest="2")

    assert [model for model, _ in names(first, second)] == ["orders", "orders_v2"]


def test_all_that_names_no_model_is_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        names(STAGING, asked=("stg_order:v1", "stg_orders:first"))

    assert len(error.value.findings) == 2
    assert "stg_orders" in error.value.findings[0].fix
