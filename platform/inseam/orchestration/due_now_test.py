"""Which products are refreshed, of what the environment's state says."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan as made_mesh

from inseam.facts.load import load
from inseam.orchestration import due_now
from inseam.orchestration.due_now import due, read_listed
from inseam.orchestration.facts_read import FACTS
from inseam.orchestration.mesh import Input, Mesh, Product
from inseam.promises.promise import Promise
from inseam.report.finding import InputError

NOW = datetime(2026, 1, 31, 6, tzinfo=UTC)
SHOP = Promise("shop-v1")


def product(name: str, days: int) -> Product:
    own = Promise(f"{name}-v1", freshness=timedelta(days=days))
    return Product(name, None, (), (), (Input("shop-v1", None, SHOP),), (f"{name}-v1",), (own,))


def test_those_whose_promise_needs_a_run_are_named() -> None:
    read, now = ((NOW - timedelta(hours=hours)).isoformat() for hours in (40, 1))
    of_both = {"started": read, "ended": read, "failures": 0, "failed": None}
    products = [
        {"product": name, "release": "1_a", **of_both, "reads": {"shop-v1": read}}
        for name in ("daily", "weekly")
    ]
    listed = {
        "products": products,
        "contracts": [{"contract": "shop-v1", "data_as_of": now, "updated": now}],
    }
    mesh = Mesh((product("daily", 1), product("weekly", 7)), ())
    assert due(mesh, listed, NOW) == ["daily"]
    assert due(mesh, listed, NOW + timedelta(days=7)) == ["daily", "weekly"]


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1, "findings": []}'])
def test_what_is_no_list_of_releases_is_a_finding(tmp_path: Path, text: str) -> None:
    file = tmp_path / "listed.json"
    file.write_text(text)
    for path in (file, tmp_path / "not-there.json"):
        with pytest.raises(InputError) as caught:
            read_listed(path)
        (found,) = caught.value.findings
        assert found.file == path.as_posix()


def test_a_shell_reads_targets_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / FACTS
    facts.parent.mkdir()
    load(write_facts(made_mesh(3, 1, ["sales"]), tmp_path), facts)
    listed = tmp_path / "listed.json"
    listed.write_text(json.dumps({"results": {"products": [], "contracts": []}}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["due_now", str(listed), NOW.isoformat()])
    for names, said in (
        (["orders", "spend"], "products/orders::\nproducts/spend::\n"),
        ([], ""),
    ):
        monkeypatch.setattr(due_now, "due", lambda *_, names=names: names)
        assert due_now.run() == 0
        assert capsys.readouterr().out == said
