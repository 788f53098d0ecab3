"""A made product with two output ports, for what has to be true of all ports of a product."""

from __future__ import annotations

from made_product import feed_contract, feed_of, port_of, sound_product

_SECOND = "models/output_ports/v2"


def two_ports(product: str) -> dict[str, str]:
    """Its files, by their paths in the repository: `parcels` in the one port, `weights` in the
    other, the same rows in both."""
    files = sound_product(product)
    first = port_of(product)
    second = first.replace("-v1", "-v2")
    contract = files[f"models/output_ports/v1/{first}.odcs.yaml"]
    for old, new in (
        (first, second),
        (f"op_{product}_v1", f"op_{product}_v2"),
        ("name: parcels", "name: weights"),
        ("element: parcels.", "element: weights."),
        ("id: parcels-not-empty", "id: weights-not-empty"),
        (f"role: {product}_reader", f"role: {product}_v2_reader"),
    ):
        assert old in contract
        contract = contract.replace(old, new)
    described = files[f"{product}.odps.yaml"]
    port = f"  - name: {first}\n    version: 1.0.0\n    contractId: {first}\n"
    assert port in described
    files |= {
        "BUILD": "data_product()\n",
        f"{product}.odps.yaml": described.replace(port, port + port.replace(first, second)),
        f"{_SECOND}/{second}.odcs.yaml": contract,
        f"{_SECOND}/weights_v2.sql": files["models/output_ports/v1/parcels.sql"],
    }
    feed = feed_of(product)
    return {f"products/{product}/{path}": text for path, text in files.items()} | {
        f"contracts/external/{feed}.odcs.yaml": feed_contract(product),
    }


def build_of_feed(product: str) -> str:
    """What the contract of its feed adds to `contracts/external/BUILD`."""
    feed = feed_of(product)
    return f'\ndata_contract(\n    name="{feed}",\n    source="{feed}.odcs.yaml",\n)\n'
