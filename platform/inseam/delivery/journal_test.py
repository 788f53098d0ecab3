from __future__ import annotations

from pathlib import Path

import pytest

from inseam.delivery.item import End, Item
from inseam.delivery.journal import Journal, read_journal
from inseam.delivery.spool_error import SpoolError

ITEMS = [
    Item(key="teams/checkout", whose="checkout", content='{"name": "Käse\u2028"}\n'),
    Item(
        key="products/b", whose="b", content="{}", after=("teams/checkout",), reads=("products/a",)
    ),
]
KEYS = [item.key for item in ITEMS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "journal.jsonl"


def begun(path: Path) -> Journal:
    journal = Journal(path, "shelf")
    journal.begin(ITEMS)
    return journal


def test_where_there_is_no_journal_nothing_waits(path: Path) -> None:
    assert read_journal(path, "shelf").waiting == ()


def test_a_journal_is_read_as_it_was_written(path: Path) -> None:
    begun(path).end("teams/checkout", End.REFUSED, "no\nowner")

    read = read_journal(path, "shelf")

    assert list(read.items.values()) == ITEMS
    assert read.ends == {"teams/checkout": (End.REFUSED, "no\nowner")}
    assert read.waiting == (ITEMS[1],)


def test_a_line_that_was_cut_off_anywhere_is_as_if_never_written(path: Path) -> None:
    journal = begun(path)
    before = path.read_bytes()
    journal.end("teams/checkout", End.CREATED)
    after = path.read_bytes()

    for length in range(len(before), len(after)):
        path.write_bytes(after[:length])
        read = read_journal(path, "shelf")
        assert read.waiting == tuple(ITEMS)
        # Another process may be about to write the rest.
        assert path.read_bytes() == after[:length]
        read.end("teams/checkout", End.CREATED)
        assert path.read_bytes() == after


def test_zeros_that_a_loss_of_power_leaves_are_no_line(path: Path) -> None:
    begun(path)
    with path.open("ab") as file:
        file.write(bytes(100))

    read = read_journal(path, "shelf")
    read.end("teams/checkout", End.CREATED)

    assert bytes(1) not in path.read_bytes()
    assert read_journal(path, "shelf").waiting == (ITEMS[1],)


def test_after_a_cut_off_line_the_next_one_stands_alone(path: Path) -> None:
    begun(path)
    with path.open("ab") as file:
        file.write(b'{"end": "crea')

    read_journal(path, "shelf").end("teams/checkout", End.CREATED)

    assert read_journal(path, "shelf").waiting == (ITEMS[1],)


def test_a_crash_while_a_journal_begins_leaves_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = begun(path)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        journal.begin([])

    assert [item.key for item in read_journal(path, "shelf").waiting] == KEYS


@pytest.mark.parametrize(
    "line",
    [
        b"no json\n",
        b"[]\n",
        b'{"end": "created", "item": "teams/unknown", "reason": ""}\n',
        b'{"end": "eaten", "item": "teams/checkout", "reason": ""}\n',
        b"\xff\n",
    ],
)
def test_a_damaged_line_is_named(path: Path, line: bytes) -> None:
    begun(path)
    whole = path.read_bytes()
    path.write_bytes(whole + line + b'{"end": "created", "item": "products/b", "reason": ""}\n')

    with pytest.raises(SpoolError, match="cannot be read") as caught:
        read_journal(path, "shelf")

    assert caught.value.line == 4


def test_a_journal_of_another_version_is_not_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"journal": 2, "receiver": "shelf"}\n')

    with pytest.raises(SpoolError, match="version 2, expected 1"):
        read_journal(path, "shelf")


def test_what_waits_for_one_receiver_does_not_go_to_another(path: Path) -> None:
    journal = begun(path)

    with pytest.raises(SpoolError, match="2 items wait here for shelf, and this is drawer"):
        read_journal(path, "drawer")

    for key in KEYS:
        journal.end(key, End.CREATED)
    assert read_journal(path, "drawer").receiver == "drawer"
