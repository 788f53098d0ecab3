from __future__ import annotations

from pathlib import Path

import pytest

from inseam.adopt.origin import Project
from inseam.adopt.plan import Planned
from inseam.adopt.writing import changes, record, recorded, write
from inseam.report.finding import InputError

A, B = "products/shop/a.sql", "products/shop/b.sql"


def planned(**files: str) -> Planned:
    content = {f"products/shop/{name}.sql": text.encode() for name, text in files.items()}
    return Planned("shop", "../shop", Project("../shop", ".", "", {}), content, ())


def bring_in(root: Path, plan: Planned) -> None:
    write(root, {**plan.files, **record(plan, {})}, {})


def test_a_second_run_replaces_what_nobody_changed(tmp_path: Path) -> None:
    bring_in(tmp_path, planned(a="1", b="1"))
    (tmp_path / B).write_text("mine")

    found = changes(tmp_path, planned(a="2", b="2"))

    assert found.replaced == {A: b"2"}
    assert found.new == {}
    (differing,) = found.differing
    assert differing.file == B
    assert {"mine", "2"} <= set(differing.details)


def test_what_is_not_text_is_written_as_it_is(tmp_path: Path) -> None:
    rows = {"products/shop/tests/inputs/shop/orders.parquet": b"PAR1\xff\r\n"}

    write(tmp_path, rows, {})

    assert {path: (tmp_path / path).read_bytes() for path in rows} == rows


def test_what_only_a_person_changed_is_no_news(tmp_path: Path) -> None:
    bring_in(tmp_path, planned(a="1"))
    (tmp_path / A).write_text("mine")

    found = changes(tmp_path, planned(a="1"))

    assert (found.new, found.replaced, found.differing) == ({}, {}, ())


def test_what_a_person_deleted_stays_away(tmp_path: Path) -> None:
    bring_in(tmp_path, planned(a="1", b="1"))
    (tmp_path / A).unlink()

    assert changes(tmp_path, planned(a="1", b="1")).new == {}
    # It has changed since: somebody should look at it.
    assert changes(tmp_path, planned(a="2", b="1")).new == {A: b"2"}


def test_what_the_project_has_no_more_goes_unless_a_person_changed_it(tmp_path: Path) -> None:
    bring_in(tmp_path, planned(a="1", b="1"))
    (tmp_path / B).write_text("mine")

    assert changes(tmp_path, planned(c="1")).removed == (A,)


def test_all_is_written_or_nothing(tmp_path: Path) -> None:
    (tmp_path / B).parent.mkdir(parents=True)
    (tmp_path / B).write_text("mine")

    with pytest.raises(InputError):
        write(tmp_path, {A: b"1", B: b"1"}, {})

    assert not (tmp_path / A).exists()
    assert (tmp_path / B).read_text() == "mine"


def test_a_product_that_was_not_brought_in_has_no_record(tmp_path: Path) -> None:
    assert recorded(tmp_path, "shop") is None


def test_a_project_that_lies_in_products_is_changed_where_it_is(tmp_path: Path) -> None:
    old = "products/shop/models/a.sql"
    files = {"dbt_project.yml": b"name: shop", "models/a.sql": b"1", "notes.txt": b"1"}
    for path, content in files.items():
        (tmp_path / "products/shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "products/shop" / path).write_bytes(content)
    project = Project("products/shop", ".", "", files)
    settings = {"products/shop/dbt_project.yml": b"name: shop"}
    plan = Planned("shop", "products/shop", project, {**settings, B: b"2"}, ())

    found = changes(tmp_path, plan)

    # What dbt does not read is not ours to take away.
    assert (found.new, found.removed) == ({B: b"2"}, (old,))
