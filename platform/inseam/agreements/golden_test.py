"""Who reads what in ``testdata/repository`` on one day, in each form: ``testdata/expected.<form>``.

    tills-v1 -> orders -> orders-v1 -> invoices -> invoices-v1 -> reports

- invoices reads orders-v1 as agreed, labels before it may, reports without an agreement;
- forecast has an agreement and does not read; that of reports with invoices-v1 has ended;
- orders should have reassessed its agreement; reports also reads what no file here has;
- reports has a dashboard on invoices-v1.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from inseam.agreements.__main__ import main
from inseam.agreements.show import FORMS
from inseam.facts.contracts import read_contracts
from inseam.facts.documents import read_documents
from inseam.facts.lines import to_lines
from inseam.facts.schema import EXTERNAL, ExposureReadRow, ExposureRow, SourceRow
from inseam.report.process import run_process

TESTDATA = Path(__file__).parent / "testdata"
CONTRACT_ID = re.compile(r"data_contract: \{id: (.+?)\}")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(TESTDATA / "repository", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_facts(side: str) -> None:
    """As the facts' processes do; of dbt's there are the sources alone."""
    out = Path("_given", side)
    shutil.rmtree(out, ignore_errors=True)
    for folder in sorted(Path("products").iterdir()):
        gathered = read_documents(folder)
        gathered.rows += [
            SourceRow(
                product=folder.name,
                source=path.name,
                contract_id=CONTRACT_ID.findall(path.read_text(encoding="utf-8"))[0],
                contract_file=None,
                database=None,
                schema=path.name,
                loader=None,
                description=None,
                file=str(path),
                line=3,
            )
            for path in sorted(folder.glob("models/input_ports/*.source.yaml"))
        ]
        if folder.name == "reports":
            gathered.rows += [cash_board(), cash_board_reads()]
        gathered.write(out / f"{folder.name}.jsonl")
    external = read_contracts(EXTERNAL, sorted(Path("contracts/external").iterdir()))
    (out / "external.jsonl").write_bytes(to_lines(external.rows))


def cash_board() -> ExposureRow:
    """A dashboard of reports, on what invoices offers."""
    return ExposureRow(
        product="reports",
        exposure="cash_board",
        type="dashboard",
        owner="Treasury",
        email=None,
        url=None,
        description=None,
        file="products/reports/models/exposures.yml",
        line=3,
    )


def cash_board_reads() -> ExposureReadRow:
    return ExposureReadRow(
        product="reports",
        exposure="cash_board",
        depends_on="invoices",
        source="invoices_v1",
        contract_id="invoices-v1",
        file="products/reports/models/exposures.yml",
        line=3,
    )


def run(
    form: str, monkeypatch: pytest.MonkeyPatch, products: list[str], **request: Any
) -> tuple[int, str]:
    content = {"version": 1, "products": products, "has_base": False, **request}
    Path("_request.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["agreements", form, "_request.json", "_out"])
    code = run_process(main)
    return code, Path("_out").read_text(encoding="utf-8") if Path("_out").exists() else ""


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_table_says_who_reads_what(
    form: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_facts("both")
    code, text = run(form, monkeypatch, [], date="2026-06-30")
    assert code == 0
    expected = TESTDATA / f"expected.{form}"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_of_one_product_it_is_who_reads_it_and_what_it_reads(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_facts("both")
    _, text = run("json", monkeypatch, ["invoices"], date="2026-06-30")
    document = json.loads(text)
    assert [port["contract_id"] for port in document["ports"]] == ["invoices-v1", "orders-v1"]
    assert ("invoices-v1", "reports") in {
        (reading["port"], reading["consumer"]) for reading in document["readings"]
    }


def test_an_unknown_format_is_said(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = run("sarif", monkeypatch, [], date="2026-06-30")
    assert (code, text) == (2, "")
    assert "Give --inseam-format one of json, markdown, text." in capsys.readouterr().out


AGREEMENT = Path("products/invoices/agreements/orders-v1.yaml")
SOURCE = Path("products/invoices/models/input_ports/orders-v1.source.yaml")


def changed_end(end: str) -> None:
    text = AGREEMENT.read_text(encoding="utf-8")
    AGREEMENT.write_text(text.replace("2027-12-31", end), encoding="utf-8")


@pytest.mark.parametrize(
    ("end", "findings"),
    [
        ("2028-12-31", 0),
        ("2026-07-30", 0),
        ("2026-07-29", 1),
    ],
)
def test_an_agreement_ends_no_sooner_than_the_notice_period_allows(
    end: str,
    findings: int,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """30 days after the day of the change, 2026-06-30."""
    read_facts("base")
    changed_end(end)
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    said = capsys.readouterr().out
    assert (code, said.count("agreement-ended-without-notice")) == (findings, findings)
    if findings:
        assert "now ends on 2026-07-29 instead of 2027-12-31" in said
        assert "Let it end on 2026-07-30 or later" in said


def test_deleting_it_is_ending_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read_facts("base")
    AGREEMENT.unlink()
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    assert code == 1
    assert "by which invoices reads orders-v1 is deleted" in capsys.readouterr().out


@pytest.mark.parametrize("end", ["", "2027-02-30"])
def test_one_that_has_no_end_to_compare_ends_on_no_day(
    end: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether nobody has touched it, or the branch wrote it so: the file itself is at fault."""
    read_facts("base")
    changed_end(end)
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    assert code == 0
    read_facts("base")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    assert code == 0


@pytest.mark.parametrize(
    ("notice", "earliest"), [("P99999999D", "2126-06-06"), ("99999999999 y", "2126-06-06")]
)
def test_a_notice_period_beyond_the_calendar_is_a_century(
    notice: str,
    earliest: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (port,) = Path("products/orders").rglob("models/output_ports/*/*.odcs.yaml")
    port.write_text(port.read_text(encoding="utf-8").replace("P30D", notice), encoding="utf-8")
    read_facts("base")
    changed_end("2026-07-29")
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    assert code == 1
    assert f"Let it end on {earliest} or later" in capsys.readouterr().out


def test_who_reads_no_more_needs_no_notice(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_facts("base")
    AGREEMENT.unlink()
    SOURCE.unlink()
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2026-06-30", has_base=True)
    assert code == 0


def test_one_that_has_ended_may_be_deleted(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_facts("base")
    AGREEMENT.unlink()
    read_facts("head")
    code, _ = run("text", monkeypatch, [], date="2028-01-01", has_base=True)
    assert code == 0
