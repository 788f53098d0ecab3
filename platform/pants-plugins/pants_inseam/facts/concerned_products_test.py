from __future__ import annotations

from pants.util.frozendict import FrozenDict

from pants_inseam.facts.concerned_products import Ports, Side, concerned


def side(packages: tuple[str, ...] = (), shop: str = "shop-v1", **reads: tuple[str, ...]) -> Side:
    """Each product offers a contract of its name."""
    return Side(
        FrozenDict(
            {
                name: Ports(FrozenDict({f"{name}/v1/{name}.odcs.yaml": f"{name}-v1"}), ids)
                for name, ids in reads.items()
            }
        ),
        packages,
        FrozenDict({"contracts/external/shop.odcs.yaml": shop}),
    )


MESH = side(
    orders=("shop-v1",), invoices=("orders-v1",), reports=("invoices-v1",), weather=(), other=()
)


def of(*changed: str, base: Side = MESH, here: Side = MESH) -> set[str]:
    return set(concerned((here, base), frozenset(changed)))


def test_a_change_of_a_product_concerns_all_that_its_data_may_flow_to() -> None:
    assert of("invoices/models/x.sql") == {"invoices", "reports"}
    assert of("weather/README.md") == {"weather"}
    assert of("README.md", "products.txt") == set()


def test_a_contract_of_another_system_concerns_its_readers() -> None:
    assert of("contracts/external/shop.odcs.yaml") == {"orders", "invoices", "reports"}
    assert of("contracts/external/unknown.odcs.yaml") == set()


def test_who_read_it_at_the_base_is_concerned_and_who_reads_it_here() -> None:
    left = side(orders=("shop-v1",), reports=("orders-v1",))
    assert of("orders/x.sql", here=left) == {"orders", "invoices", "reports"}
    assert of("orders/x.sql", here=left, base=left) == {"orders", "reports"}


def test_who_documents_that_it_reads_is_concerned_and_who_reads_what_it_offers() -> None:
    documented = FrozenDict({"weather": ("invoices-v1",), "other": ("weather-v1", "none-v1")})
    found = concerned((MESH, MESH), frozenset({"invoices/x.sql"}), documented)
    assert found == {"invoices", "reports", "weather", "other"}


def test_products_that_consume_each_other_are_found_once() -> None:
    cycle = side(orders=("invoices-v1",), invoices=("orders-v1",))
    assert of("orders/x.sql", here=cycle, base=cycle) == {"orders", "invoices"}


def test_a_package_may_concern_everybody() -> None:
    with_package = side(packages=("shared/common",), orders=(), weather=())
    assert of("shared/common/macros/x.sql", here=with_package) == {*MESH.products}


def test_who_has_the_same_id_is_concerned() -> None:
    twin = Side(
        FrozenDict({**MESH.products, "twin": Ports(FrozenDict({"twin/x": "weather-v1"}), ())}),
        (),
        MESH.external,
    )
    assert of("weather/x.sql", here=twin) == {"weather", "twin"}
