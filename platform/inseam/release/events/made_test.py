"""The events of what happened in an environment, by its state: ``testdata/<what>.json``.

To accept what the test finds now, after reading it, set INSEAM_UPDATE_GOLDEN=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inseam.lineage.openlineage.environment import Environment
from inseam.lineage.openlineage.events import to_json
from inseam.lineage.openlineage.known import known
from inseam.lineage.openlineage.validation import Validator, read_schemas
from inseam.release.events.made import EventsOfProduct, Made
from inseam.release.events.places import Places
from inseam.release.events.runs import runs_of
from inseam.release.history import history
from testkit.openlineage_classes import held_against_classes
from testkit.openlineage_facts import (
    mesh_lineage,
    readable,
    rows,
    without_addresses,
)
from testkit.release.state import CODE, PROVIDED, Steps, state

TESTDATA = Path(__file__).parent / "testdata"
NAMES = Environment(datasets="duckdb://lake", jobs="inseam://lake")
PRODUCER = "https://acme.example.com/inseam"
BROKEN = "contract-check-failed at products/invoices/models/output_ports/v1/invoices-v1.odcs.yaml:9"

HAPPENED: dict[str, tuple[str, Steps]] = {
    "release": (
        "invoices",
        (
            ("invoices", "1", "started", ""),
            ("invoices", "1", "written", ""),
            ("invoices", "1", "audited", ""),
            ("invoices", "1", "published", ""),
        ),
    ),
    "release_of_other_code": (
        "invoices",
        (("invoices", "0", "started", ""), ("invoices", "0", "published", "")),
    ),
    "failure": (
        "invoices",
        (
            ("invoices", "1", "started", ""),
            ("invoices", "1", "written", ""),
            ("invoices", "1", "failed", BROKEN),
            ("invoices", "1", "dropped", ""),
        ),
    ),
    "undone": (
        "orders",
        (
            ("orders", "2", "started", ""),
            ("orders", "2", "undone", "its process ended before it was published"),
            ("orders", "2", "dropped", ""),
        ),
    ),
    "rollback": (
        "orders",
        (
            ("orders", "2", "started", ""),
            ("orders", "2", "publishing", ""),
            ("orders", "2", "published", ""),
            ("orders", "1", "publishing", "instead of 2_3f2a9c01"),
            ("orders", "1", "published", "instead of 2_3f2a9c01"),
        ),
    ),
    "going_on": ("orders", (("orders", "2", "started", ""), ("orders", "2", "written", ""))),
}


def events_of(what: str) -> list[Made]:
    product, steps = HAPPENED[what]
    found = state((*PROVIDED, *steps))
    places = Places(found, {}, "lake")
    about = EventsOfProduct("lake", NAMES, places, CODE, mesh_lineage(), known(rows()))
    runs = [run for one in history(found).of(product) for run in runs_of(one, "lake")]
    first = 10 * len(PROVIDED)
    return [made for run in runs if run.start.entry > first for made in about.events(run)]


@pytest.mark.parametrize("what", HAPPENED)
def test_events_say_what_happened_to_a_product_and_its_ports(what: str) -> None:
    found = [
        {
            "product": made.product,
            "port": made.port,
            "event": without_addresses(to_json(made.event, PRODUCER)),
        }
        for made in events_of(what)
    ]
    text = readable(found) + "\n"
    file = TESTDATA / f"{what}.json"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", HAPPENED)
def test_the_classes_of_the_standard_can_hold_every_event(what: str) -> None:
    for made in events_of(what):
        held_against_classes(to_json(made.event, PRODUCER))


@pytest.mark.skipif("OPENLINEAGE_SCHEMAS" not in os.environ, reason="no schemas are given")
@pytest.mark.parametrize("what", HAPPENED)
def test_every_event_and_facet_is_what_its_schema_says(what: str) -> None:
    validator = Validator(read_schemas(Path(os.environ["OPENLINEAGE_SCHEMAS"])))
    for made in events_of(what):
        assert validator.problems(to_json(made.event, PRODUCER)) == []


@pytest.mark.parametrize("what", HAPPENED)
def test_every_run_has_one_start_and_at_most_one_end(what: str) -> None:
    """In the order of the state, each run's parent around it."""
    kinds: dict[str, list[str]] = {}
    for made in events_of(what):
        kinds.setdefault(str(made.event.run.id), []).append(made.event.type)
    ends = [] if what == "going_on" else [{"failure": "FAIL", "undone": "ABORT"}.get(what)]
    expected = ["START", *(end or "COMPLETE" for end in ends)]
    assert set(map(tuple, kinds.values())) == {tuple(expected)}
    first, last = events_of(what)[0], events_of(what)[-1]
    assert first.port is None
    assert what == "going_on" or last.port is None


def test_ids_are_the_same_each_time_and_others_in_another_environment() -> None:
    (release,) = history(state(PROVIDED)).of("orders")
    (run,) = runs_of(release, "lake")
    assert [again.id for again in runs_of(release, "lake")] == [run.id]
    assert [other.id for other in runs_of(release, "team")] != [run.id]
