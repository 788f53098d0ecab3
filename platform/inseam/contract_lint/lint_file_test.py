from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from inseam.contract_lint.lint_file import lint, main
from inseam.report.finding import InputError
from inseam.report.process import run_process
from inseam.report.text import render_text

FILE = "contracts/external/orders-v1.odcs.yaml"
GOOD = b"apiVersion: v3.1.0\nkind: DataContract\nid: orders-v1\nversion: 1.0.0\nstatus: active\n"


def said(text: bytes, file: str = FILE) -> list[str]:
    """Line, rule and message of each finding."""
    return [f"{f.line} {f.rule} {f.message}" for f in lint(file, text)]


@pytest.mark.parametrize(
    "text, what",
    [
        (b"[]", "1 standard-unknown The file is not a data contract: it is a list."),
        (b"words", "1 standard-unknown The file is not a data contract: it is `words`."),
        (b"id: a-v1", "1 standard-unknown The file does not say what it is: it has no `kind`."),
        (
            b"kind: DataProduct\napiVersion: v1.0.0",
            (
                "1 standard-unknown The file's kind is `DataProduct`; by its name it is a"
                " `DataContract`."
            ),
        ),
        (
            b"id: a-v1\nkind: DataContract",
            (
                "1 standard-unknown The file has no `apiVersion`; known are v3.0.0, v3.0.1, v3.0.2,"
                " v3.1.0 and v3.2.0."
            ),
        ),
        (
            b"kind: DataContract\napiVersion: v2.2.2",
            (
                "2 standard-unknown The file has the apiVersion `v2.2.2`; known are v3.0.0, v3.0.1,"
                " v3.0.2, v3.1.0 and v3.2.0."
            ),
        ),
        (
            b"kind: DataContract\napiVersion: [v3.1.0]",
            (
                "2 standard-unknown The file has the apiVersion a list; known are v3.0.0, v3.0.1,"
                " v3.0.2, v3.1.0 and v3.2.0."
            ),
        ),
    ],
)
def test_of_what_follows_no_known_standard_nothing_else_is_said(text: bytes, what: str) -> None:
    assert said(text) == [what]


def test_a_product_file_has_a_standard_of_its_own() -> None:
    file = "products/orders/orders.odps.yaml"
    assert said(b"kind: DataProduct\napiVersion: v3.1.0", file) == [
        "2 standard-unknown The file has the apiVersion `v3.1.0`; known are v1.0.0."
    ]
    assert said(b"kind: DataProduct\napiVersion: v1.0.0\nid: orders\nstatus: draft", file) == []


def test_all_that_is_wrong_is_said_at_once_by_line() -> None:
    bad = GOOD.replace(b"1.0.0\n", b"one\n").replace(b"active", b"live") + b"nonsense: 1\n"
    assert said(bad) == [
        "4 contract-version-invalid The contract's version `one` is not a semantic version.",
        "5 contract-status-unknown The contract's status is `live`, which is not a status.",
        (
            "6 standard-key-unknown The contract has the key `nonsense`, which ODCS 3.1 does not"
            " know here."
        ),
    ]


def test_what_is_no_yaml_is_input_that_cannot_be_read() -> None:
    with pytest.raises(InputError):
        lint(FILE, b"{")


@pytest.mark.parametrize(
    "text, code", [(GOOD, 0), (GOOD.replace(b"active", b"live"), 1), (b"{", 2), (None, 2)]
)
def test_the_process_says_a_report_and_ends_as_all_do(
    text: bytes | None,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["lint_file", "orders-v1.odcs.yaml"])
    if text is not None:
        Path("orders-v1.odcs.yaml").write_bytes(text)

    assert run_process(main) == code

    out, err = capsys.readouterr()
    assert err == ""
    assert bool(out) == bool(code)
    if out:
        assert {f["file"] for f in json.loads(out)["findings"]} == {"orders-v1.odcs.yaml"}


def test_the_same_file_has_the_same_findings_every_time() -> None:
    bad = GOOD + b"roles: [{role: a}, {role: a}, {}]\nx: 1\ny: 2\n"
    assert len({render_text(lint(FILE, bad)) for _ in range(5)}) == 1
