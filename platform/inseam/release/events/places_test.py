from __future__ import annotations

from inseam.documents.yaml_document import read_yaml
from inseam.environments.names import Place
from inseam.environments.state import State
from inseam.lineage.document import escaped, object_id
from inseam.odcs.contract import read_contract
from inseam.release.events.places import Places
from testkit.release.state import PROVIDED, state

# An id with what separates the parts of ids in a lineage.
URN = "urn:acme:shop.v1"
SHOP = read_contract(
    read_yaml(
        "shop.odcs.yaml",
        f"""\
apiVersion: v3.1.0
kind: DataContract
id: {URN}
version: 1.0.0
servers: [{{server: s, type: databricks, catalog: shop, schema: public}}]
schema: [{{name: Orders}}, {{name: items, physicalName: order_items}}]
""".encode(),
    )
)


def test_of_what_was_never_loaded_the_contract_says_where_it_is() -> None:
    anywhere = Places(State({}), {URN: SHOP}, None)
    orders, items = (Place("shop", "public", name) for name in ("Orders", "order_items"))

    assert anywhere.read_from(URN, 1) == (orders, items)
    assert anywhere.of_object(object_id(URN, "orders")) == orders
    assert anywhere.version(escaped(URN), 1) is None
    lake = Places(State({}), {URN: SHOP}, "lake")
    assert lake.of_object(object_id(URN, "order_items")) == Place(
        "lake", "shop__public", "order_items"
    )


def test_what_is_read_is_of_the_release_that_readers_saw_then() -> None:
    steps = [*PROVIDED, ("orders", "2", "started", ""), ("orders", "2", "published", "")]
    places = Places(state(steps), {}, "lake")

    # Steps are ten entries apart.
    versions = [places.version("orders-v1", entry) for entry in (1, 11, 12, 31, 32)]

    assert versions == [None, None, "1_3f2a9c01", "1_3f2a9c01", "2_3f2a9c01"]
    table = Place("lake", "acme__op_orders_v1", "orders")
    assert places.read_from("orders-v1", 12) == (table,)
