from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inseam.generated import published

FILE = "orders-v1.odcs.yaml"


LINES = (b"kind: DataContract", b"apiVersion: v3.1.0", b"id: orders-v1", b"version: 1.0.0")
# Of a newer version of the standard, or of another tool: models of ODCS drop such keys in silence.
UNKNOWN_KEYS = (
    b"servers: [{server: production, type: databricks, catalog: c, schema: s, zone: north}]",
    b"schema:",
    b"  - name: orders",
    b"    retention: P2Y",
    b"    properties: [{name: order_id, logicalType: integer, origin: {shop: 1}}]",
)


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n".join((*LINES, b"status: active", b"")),
        b"\n".join((*LINES, b"status: active")),
        b"\n".join((*LINES, b"status: active", *UNKNOWN_KEYS, b"")),
        b"\xef\xbb\xbf" + b"\n".join((*LINES, b"status: ACTIVE # \xc3\xa4  ", b"", b"")),
    ],
    ids=["other line ends", "no line end", "unknown keys", "byte order mark"],
)
def test_what_is_published_is_the_contract_to_the_byte(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(FILE).write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["published", FILE, "out"])

    published.main()

    written = Path("out/contracts/published/orders-v1/1.0.0.odcs.yaml")
    assert written.read_bytes() == content
