from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inseam.codegen import published
from inseam.report.finding import InputError
from inseam.report.report import Report

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


PUBLISHED = b"""\
kind: DataContract
apiVersion: v3.1.0
id: orders-v1
version: 1.0.0
status: active
description: {purpose: What was ordered.}
schema:
  - name: orders
    properties:
      - {name: order_id, logicalType: integer}
      - {name: amount, logicalType: integer}
"""
ADDED = PUBLISHED + b"      - {name: currency, logicalType: string}\n"
REMOVED = PUBLISHED.replace(b"      - {name: amount, logicalType: integer}\n", b"")
IN_PLACE = "majors: in-place\n"
AS_INFO = "severities: [{rule: version-reused, path: '*', severity: info}]\n"
WAIVED = """\
waivers:
  - {rule: version-reused, contract: orders-v1, reason: Agreed., approver: ana, expires: 2000-01-01}
"""


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    """What is reported of a contract, with the file that is published of 1.0.0."""

    def run(contract: bytes, archive: bytes = PUBLISHED, gate: str = "") -> Report:
        monkeypatch.chdir(tmp_path)
        file = Path("contracts/published/orders-v1/1.0.0.odcs.yaml")
        file.parent.mkdir(parents=True)
        file.write_bytes(archive)
        Path(FILE).write_bytes(contract)
        if gate:
            Path("contract-gate.yaml").write_text(gate)
        monkeypatch.setattr(sys, "argv", ["published", FILE, "out"])
        return published.main()

    return run


@pytest.mark.parametrize(
    "contract, because, fix",
    [
        (ADDED, "column-added: compatible", "Set `version: 1.1.0`."),
        (
            REMOVED,
            "column-removed: breaking",
            "Set `version: 2.0.0` in a new contract beside this one, or undo what breaks.",
        ),
        (
            PUBLISHED.replace(b"amount, logicalType: integer", b"amount, logicalType: string"),
            "type-changed: breaking",
            "Set `version: 2.0.0` in a new contract beside this one, or undo what breaks.",
        ),
        (ADDED.replace(b"active", b"draft"), "status-regressed: breaking", None),
        (ADDED.replace(b"\n", b"\r\n"), "column-added: compatible", "Set `version: 1.1.0`."),
    ],
    ids=["column added", "column removed", "type changed", "a draft again", "line ends"],
)
def test_a_contract_that_promises_something_else_needs_another_version(
    reported: Callable[..., Report], contract: bytes, because: str, fix: str | None
) -> None:
    (finding,) = reported(contract).findings

    assert (finding.rule, finding.file, finding.line) == ("version-reused", FILE, 4)
    assert finding.message == (
        f"The version 1.0.0 is already published with other content ({because})."
    )
    assert fix is None or finding.fix == fix


@pytest.mark.parametrize(
    "contract",
    [
        PUBLISHED,
        PUBLISHED.replace(b"\n", b"\r\n"),
        b"# One more line.\n" + PUBLISHED,
        ADDED.replace(b"1.0.0", b"1.1.0"),
        ADDED.replace(b"1.0.0", b"1.1.0").replace(b"active", b"draft"),
        PUBLISHED.replace(b"logicalType: integer}", b"logicalType: integer, businessName: X}"),
    ],
    ids=["the same", "line ends", "a comment", "next version", "next draft", "a title"],
)
def test_what_promises_the_same_or_has_a_new_version_is_no_finding(
    reported: Callable[..., Report], contract: bytes
) -> None:
    found = {finding.rule for finding in reported(contract).findings}

    assert found <= {"generated-file-stale"}  # that of the new version


@pytest.mark.parametrize(
    "gate, expected",
    [
        ("", [("error", "2.0.0` in a new contract")]),
        (IN_PLACE, [("error", "Set `version: 2.0.0`.")]),
        (AS_INFO, [("info", "2.0.0` in a new contract")]),
        (WAIVED, []),
    ],
    ids=["nothing", "majors in place", "as an info", "waived, whether or not that has expired"],
)
def test_the_gate_is_asked_as_the_repository_has_configured_it(
    reported: Callable[..., Report], gate: str, expected: list[tuple[str, str]]
) -> None:
    findings = reported(REMOVED, gate=gate).findings

    assert [finding.severity.value for finding in findings] == [one for one, _ in expected]
    assert all(words in one.fix for one, (_, words) in zip(findings, expected, strict=True))


SLA = b"slaProperties: [{property: endOfSupport, value: 2026-06-30}]\n"


def test_what_depends_on_the_day_is_left_to_the_gate(reported: Callable[..., Report]) -> None:
    was = PUBLISHED.replace(b"active", b"deprecated") + SLA
    retired = PUBLISHED.replace(b"active", b"retired") + SLA

    assert reported(retired, archive=was).findings == ()


def test_a_published_file_that_cannot_be_read_is_one_error_with_its_place(
    reported: Callable[..., Report],
) -> None:
    with pytest.raises(InputError) as caught:
        reported(PUBLISHED, archive=b"a: [\n")

    (finding,) = caught.value.findings
    assert (finding.rule, finding.file) == (
        "yaml-unreadable",
        "contracts/published/orders-v1/1.0.0.odcs.yaml",
    )
