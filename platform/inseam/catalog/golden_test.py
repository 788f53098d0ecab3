"""What the site of ``testdata/repository`` says to programs: ``testdata/expected``.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

EXPECTED = Path(__file__).parent / "testdata" / "expected"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("name", ["products.json", "controlling.json", "datahub.json", "feed.xml"])
def test_the_documents_are_as_accepted(written: Path, name: str) -> None:
    text = (written / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        EXPECTED.mkdir(exist_ok=True)
        (EXPECTED / name).write_text(text, encoding="utf-8")
    assert text == (EXPECTED / name).read_text(encoding="utf-8")


def test_the_raw_files_are_those_of_the_repository(written: Path) -> None:
    said = json.loads((written / "products.json").read_text(encoding="utf-8"))
    raw = [(one["odps"], one["file"]) for one in said["products"]]
    raw += [(one["odcs"], one["file"]) for one in said["ports"]]
    assert len(raw) == 5
    for path, file in raw:
        source = Path(__file__).parent / "testdata" / "repository" / file
        assert (written / path).read_bytes() == source.read_bytes()
    published = written / "ports" / "orders-v1" / "published"
    assert sorted(path.name for path in published.iterdir()) == [
        "1.1.0.odcs.yaml",
        "1.2.0.odcs.yaml",
    ]


def test_no_personal_value_is_in_what_the_site_says(written: Path) -> None:
    """Raw contracts are what their authors publish; all else is made here."""
    raw = set(written.rglob("*.yaml"))
    said = [path for path in written.rglob("*") if path.is_file() and path not in raw]
    assert len(said) >= 3
    for path in said:
        assert "canary" not in path.read_text(encoding="utf-8"), path


def test_the_feed_has_what_atom_asks_for(written: Path) -> None:
    feed = ElementTree.parse(written / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for entry in (feed, *entries):
        assert all(entry.findtext(f"{ATOM}{tag}") for tag in ("id", "title", "updated"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    # The one with a date is the newest, and its instant is in UTC.
    assert entries[0].findtext(f"{ATOM}updated") == "2026-03-01T09:00:00Z"
    assert "remark" in (entries[0].findtext(f"{ATOM}content") or "")
