"""Where a product has contracts, from its folder: in whichever folder its models are."""

from __future__ import annotations

from pathlib import PurePath

PORT_CONTRACTS = "**/output_ports/*/*.odcs.yaml"
SNAPSHOTS = "**/input_ports/*.odcs.yaml"


def is_port_contract(path: str) -> bool:
    """`models/output_ports/v1/orders-v1.odcs.yaml`, or the same in another folder."""
    return PurePath(path).parts[-3:-2] == ("output_ports",) and path.endswith(".odcs.yaml")


def is_snapshot(path: str) -> bool:
    return PurePath(path).parts[-2:-1] == ("input_ports",) and path.endswith(".odcs.yaml")
