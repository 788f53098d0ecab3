from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inseam.generated import published

FILE = "orders-v1.odcs.yaml"


@pytest.mark.parametrize(
    "content",
    [
        (
            b"kind: DataContract\r\napiVersion: v3.1.0\r\nid: orders-v1\r\n"
            b"version: 1.0.0\r\nstatus: active\r\n"
        ),
        b"kind: DataContract\napiVersion: v3.1.0\nid: orders-v1\nversion: 1.0.0\nstatus: active",
        (
            b"\xef\xbb\xbfkind: DataContract\napiVersion: v3.1.0\nid: orders-v1\nversion: 1.0.0\n"
            b"status: ACTIVE # \xc3\xa4  \n\n\n"
        ),
    ],
    ids=["other line ends", "no line end", "byte order mark"],
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
