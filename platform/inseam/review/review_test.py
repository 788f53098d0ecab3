"""A review made of what other processes leave, and how it is shown."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable, Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from inseam.report.markdown import MAX_CHARACTERS
from inseam.review.forms import (
    ChangedEdge,
    ContractChange,
    Lineage,
    PortRows,
    Product,
    Review,
    Test,
    Verdict,
    to_json,
)
from inseam.review.markdown import MARKER, NO_ROW, to_markdown
from inseam.review.masking import MASKED
from inseam.review.post import harmless
from inseam.review.reading import read_review
from inseam.review.row_differences import Change, Example, RowDifference, connected
from inseam.testing.exports import profile

GOLDEN = Path(__file__).parent / "testdata"
CANARY = "canary.person@secret.example.com"
ORDERS = "products/orders"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
servers: [{server: production, type: databricks, catalog: shop, schema: op_orders_v1}]
schema:
  - name: orders
    properties:
      - {name: id, primaryKey: true, classification: internal}
      - {name: segment, classification: internal}
      - {name: note, classification: internal}
      - {name: contact, tags: [pii]}
"""
ROWS = "('o1', 'small', 'Call back.', 'ada'), ('o2', 'large', 'Wrote.', 'bob')"
BREAKING = {
    "rule": "column-removed",
    "severity": "error",
    "file": f"{ORDERS}/models/output_ports/v1/orders-v1.odcs.yaml",
    "line": 9,
    "message": "orders.segment: it is gone.",
    "fix": "Keep it, or publish 2.0.0.",
    "details": ["breaking: 1.0.0 -> 2.0.0"],
    "fingerprint": "0123456789abcdef",
    "readers": ["read by billing (team money), model invoices: segment, invoices.sql:4"],
}
FOLLOWS = {**BREAKING, "rule": "key-changed", "follows": True, "details": ["follows from it"]}
RISKY = {
    **BREAKING,
    "rule": "enum-extended",
    "severity": "warning",
    "line": 12,
    "details": ["risky: 1.0.0 -> 1.1.0"],
    "readers": [],
}


def write_side(folder: Path, rows: str, finding: bool = False, contract: str = CONTRACT) -> None:
    results = folder / ORDERS / "_results"
    (results / "rows/orders-v1").mkdir(parents=True)
    port = folder / ORDERS / "models/output_ports/v1/orders-v1.odcs.yaml"
    port.parent.mkdir(parents=True)
    port.write_text(contract)
    with duckdb.connect() as connection:
        columns = "id, segment, note, contact"
        connection.execute(f"create table orders as from (values {rows}) t({columns})")
        file = results / "rows/orders-v1/orders.parquet"
        connection.execute(f"copy (from orders order by all) to '{file}' (format parquet)")
        measured = profile(connection, "main", "orders")
    (results / "profile.json").write_text(json.dumps({"orders-v1": {"orders": measured}}))
    found = [
        {
            "rule": "data-test-failed",
            "severity": "error",
            "file": "a.sql",
            "line": 1,
            "message": f"rows: {CANARY}",
            "fix": "Look.",
            "details": [],
            "element": None,
        }
    ]
    result = {"version": 1, "summary": [], "findings": found if finding else []}
    (results / "result.json").write_text(json.dumps(result))
    (results / "junit.xml").write_text(
        '<testsuites><testsuite><testcase time="1.25"/><testcase time="0.5"/></testsuite>'
        "</testsuites>"
    )
    edges = [{"source": "a.a.x", "target": "a.b.y", "kind": "direct", "subtype": "IDENTITY"}]
    (folder / "lineage.json").write_text(json.dumps({"lineage": 1, "columns": [], "edges": edges}))


def write_answers(folder: Path, *findings: Mapping[str, Any]) -> None:
    affected = {
        "version": 1,
        "base": "0123456789abcdef0123",
        "files": [{"path": f"{ORDERS}/models/orders.sql", "old_path": None}],
        "products": [
            {
                "product": "orders",
                "folder": ORDERS,
                "state": "changed",
                "goals": ["lint", "check", "test"],
                "reasons": [
                    {"path": [{"what": "file changed", "file": "models/orders.sql", "line": 1}]}
                ],
            }
        ],
        "deleted": [],
    }
    (folder / "affected").write_text(json.dumps(affected))
    report = {"version": 1, "findings": list(findings), "summary": []}
    (folder / "_gate.json").write_text(json.dumps(report))


def reviewed(folder: Path) -> Review:
    os.chdir(folder)
    with connected() as connection:
        return read_review(Path(), connection)


@pytest.fixture(name="folder")
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_changed_comment_changes_nothing(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    write_side(folder / "_head", ROWS)
    write_answers(folder)
    found = reviewed(folder)
    assert found.verdict is Verdict.FINE
    assert found.reasons == ("no contract changes", "no row differs in 1 table of ports")
    assert f"| <code>orders-v1.orders</code> | 2: {NO_ROW} |" in to_markdown(found)
    (product,) = found.products
    assert (product.test, product.seconds) == (Test.PASSED, 1.8)


def test_rows_that_moved_are_shown_by_their_key_and_column(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    write_side(folder / "_head", ROWS.replace("'large'", "'huge'"))
    write_answers(folder)
    found = reviewed(folder)
    assert found.verdict is Verdict.LOOK
    assert found.reasons == ("1 row differs on test inputs in orders-v1.orders",)
    text = to_markdown(found)
    assert "| <code>id</code> = <code>o2</code> | changed | <code>segment</code> |" in text
    assert "<code>large</code> | <code>huge</code> |" in text


def test_what_breaks_is_one_row_with_its_version_and_readers(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    write_side(folder / "_head", ROWS, finding=True)
    write_answers(folder, RISKY, FOLLOWS, BREAKING)
    found = reviewed(folder)
    assert found.verdict is Verdict.STOP
    assert found.reasons == (
        "the test of orders failed",
        "1 breaking change of orders-v1 (needs 2.0.0), 1 place that reads it",
        "1 risky change of orders-v1 (needs 1.1.0)",
    )
    first, second = found.contracts
    assert (first.rule, first.needs, first.consequences) == ("column-removed", "2.0.0", 1)
    assert second.rule == "enum-extended"
    # A test's messages have values of rows in them.
    assert CANARY not in to_markdown(found) + to_json(found)


def test_what_cannot_be_read_stops(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    (folder / "_head").mkdir()
    unreadable = {**BREAKING, "rule": "yaml-invalid", "fingerprint": "", "readers": []}
    report = json.dumps({"version": 1, "findings": [unreadable], "summary": []})
    (folder / "_affected.json").write_text(report)
    (folder / "_gate.json").write_text(report)
    found = reviewed(folder)
    assert (found.verdict, found.contracts) == (Verdict.STOP, ())
    assert found.reasons == (
        "1 file cannot be read",
        "2 rows differ on test inputs in orders-v1.orders",
    )
    assert [fault.rule for fault in found.faults] == ["yaml-invalid"]
    assert "yaml-invalid" in to_markdown(found)


def test_a_test_that_could_not_run_is_said(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    write_side(folder / "_head", ROWS)
    (folder / "_head" / ORDERS / "_results/result.json").unlink()
    write_answers(folder)
    found = reviewed(folder)
    assert found.verdict is Verdict.STOP
    assert found.reasons == (
        "the test of orders could not run",
        "the rows of orders were not compared",
    )


@pytest.mark.parametrize("place", ["id", "segment", "note", "contact"])
def test_a_canary_is_nowhere(folder: Path, place: str) -> None:
    values = {"id": "'o1'", "segment": "'a'", "note": "'Wrote.'", "contact": "'c'"}
    base = {**values, place: f"'{CANARY}'"}
    rows = ", ".join(f"({', '.join(row.values())})" for row in (base, {**values, "id": "'o2'"}))
    write_side(folder / "_base", rows)
    write_side(folder / "_head", rows.replace("'a'", "'b'").replace("'Wrote.'", f"'{CANARY}'"))
    write_answers(folder)
    found = reviewed(folder)
    for text in (to_json(found), to_markdown(found)):
        assert "canary" not in text
        assert "secret.example" not in text
        assert "Wrote" not in text
    assert MASKED in to_json(found)


def test_nothing_is_shown_where_lineage_is_not_known(folder: Path) -> None:
    write_side(folder / "_base", ROWS)
    write_side(folder / "_head", ROWS.replace("'large'", "'huge'"))
    (folder / "_head/lineage.json").unlink()
    write_answers(folder)
    text = to_json(reviewed(folder))
    assert "huge" not in text
    assert "o2" not in text


HOSTILE = (
    "a|b\nc <img src=x> </code></td></table> @everyone #1 [x](https://evil.example) ![y](z)"
    " `q` **bold** www.evil.example <!-- --> </details>"
)


def hostile_review(text: str = HOSTILE, times: int = 1) -> Review:
    change = ContractChange("error", text, text, 1, text, text, text, (f"read by {text}", text))
    one = RowDifference(
        text,
        text,
        1,
        1,
        (text,),
        changed=1,
        columns=((text, 1),),
        schema=(Change(text, text, None, text),),
        profile=(Change(text, "max", text, None),),
        examples=(Example("changed", ((text, text),), (Change(text, text, text, None),)),),
    )
    return Review(
        verdict=Verdict.STOP,
        reasons=(text,),
        commit=text,
        files=1,
        products=(Product(text, "changed", Test.FAILED, 1.0, ("test",), text),) * times,
        deleted=(text,),
        contracts=(change,) * times,
        rows=(PortRows(text, (one,)), PortRows(text, not_compared=text)),
        lineage=Lineage((ChangedEdge(text, text, text),) * times, (ChangedEdge(text, text, text),)),
        faults=(change,),
    )


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, int]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, len(attrs)))


def test_hostile_text_breaks_no_table_and_makes_no_markup() -> None:
    text = to_markdown(hostile_review())
    tags = _Tags()
    tags.feed(text)
    assert tags.found == {("code", 0), ("br", 0), ("details", 0), ("summary", 0)}
    assert text.count("<details>") == text.count("</details>")
    assert "](" not in text
    assert "**bold**" not in text
    assert "://" not in text
    # Outside of <code> nobody is mentioned and nothing is linked.
    outside = re.sub(r"<code>.*?</code>", "", text)
    assert not re.search(r"[@#](?=\w)", unescape(outside))


def test_every_row_of_a_table_has_the_columns_of_its_head() -> None:
    head = 0
    for line in to_markdown(hostile_review()).splitlines():
        if not line.startswith("|"):
            head = 0
            continue
        head = head or line.count("|")
        assert line.count("|") == head, line


@pytest.mark.parametrize("text", [HOSTILE, "x" * 5_000, "<" * 3_000, "é" * 50_000])
@pytest.mark.parametrize("times", [1, 200, 5_000])
def test_it_is_never_too_long_and_says_what_was_cut(text: str, times: int) -> None:
    shown = to_markdown(hostile_review(text, times))
    assert len(shown) <= MAX_CHARACTERS
    assert shown.count("<details>") == shown.count("</details>")
    if times > 1:
        assert re.search(r"[\d,]+ rows? of [\d,]+ rows? cut: no room", shown)


def of_everything() -> Review:
    rows = RowDifference(
        "activity-v1",
        "activity",
        120,
        121,
        key=("organization_id",),
        added=1,
        changed=2,
        columns=(("segment", 2),),
        schema=(Change("score", "score", "INTEGER", "BIGINT"),),
        profile=(Change("segment", "distinct", "3", "4"), Change("segment", "nulls", "0", "1")),
        examples=(
            Example(
                "changed",
                (("organization_id", "o-17"),),
                (Change("segment", "segment", "small", None),),
            ),
            Example(
                "changed", (("organization_id", MASKED),), (Change("mail", "mail", MASKED, MASKED),)
            ),
            Example("added", (("organization_id", "o-99"),)),
        ),
    )
    readers = ("read by spend (team money), model stg_activity: segment, stg_activity.sql:4",)
    where = "products/activity/models/output_ports/v1/activity-v1.odcs.yaml"
    return Review(
        verdict=Verdict.STOP,
        reasons=("1 breaking change of activity-v1 (needs 2.0.0), 1 place that reads it",),
        commit="0123456789abcdef",
        files=3,
        products=(
            Product(
                "activity", "changed", Test.PASSED, 2.5, ("check", "test"), "file changed (a.sql:1)"
            ),
            Product("spend", "changed", Test.NOT_NEEDED, None, ("lint",), ""),
        ),
        deleted=("old_one",),
        contracts=(
            ContractChange(
                "error",
                "column-removed",
                where,
                9,
                "activity.segment: it is gone.",
                "2.0.0",
                "Keep it.",
                readers,
                2,
            ),
            ContractChange(
                "info", "column-added", where, 12, "activity.score is new.", "1.1.0", "", ()
            ),
        ),
        rows=(
            PortRows("activity", (rows,), has_other_inputs=True),
            PortRows("spend", (RowDifference("spend-v1", "spend", 7, 7),)),
            PortRows("visits", (RowDifference("visits-v1", "visits", None, 7),)),
            PortRows("broken", not_compared="its test could not run at the base"),
        ),
        lineage=Lineage(
            (ChangedEdge("activity/a.x", "activity-v1.activity.score", "direct identity"),),
            (ChangedEdge("activity/a.y", "activity-v1.activity.segment", "direct port"),),
        ),
    )


@pytest.mark.parametrize("review", [hostile_review, of_everything])
def test_what_posts_it_changes_nothing_but_mentions(review: Callable[[], Review]) -> None:
    text = to_markdown(review())
    posted = MARKER + harmless(text.removeprefix(MARKER))
    assert posted.replace("@&#8203;", "@") == text.replace("@&#8203;", "@")


@pytest.mark.parametrize(("name", "form"), [("review.md", to_markdown), ("review.json", to_json)])
def test_golden(name: str, form: Callable[[Review], str]) -> None:
    """INSEAM_UPDATE_GOLDEN=1 writes the files again."""
    text = form(of_everything()) + "\n"
    file = GOLDEN / name
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


def test_a_verdict_is_one_of_three() -> None:
    fine = dataclasses.replace(of_everything(), verdict=Verdict.FINE, reasons=("nothing",))
    assert "✅ **Nothing changes for readers**: nothing." in to_markdown(fine)
