from __future__ import annotations

from typing import Any

from inseam.publish.entropy_data.runs import Place, places, under
from inseam.publish.publication import LineageEvent

TIME = "2026-01-31T12:00:00.000Z"


def event(run: str, job: str, parent: str = "", **more: Any) -> dict[str, Any]:
    facets = {"parent": {"run": {"runId": parent}, "job": {"name": "p"}}} if parent else {}
    return {
        "eventType": "START",
        "run": {"runId": run, "facets": facets},
        "job": {"namespace": "n", "name": job},
        **more,
    }


def placed(*events: dict[str, Any], product: str = "orders") -> list[Place]:
    return places(product, [LineageEvent(event=one) for one in events])


def ids(place: Place, one: dict[str, Any], root: str | None = None) -> tuple[str, str]:
    run = under(place, root or place.root, one, TIME)["run"]
    return run["runId"], run["facets"].get("parent", {}).get("run", {}).get("runId", "")


def test_the_runs_within_a_run_follow_it_to_another_id() -> None:
    events = event("p", "p"), event("m", "m", "p"), event("t", "t", "m")
    project, model, test = placed(*events)
    other = "7b0b2a7e-5a3c-4a53-9f0e-3a41b6f0a001"

    assert [one.is_root for one in (project, model, test)] == [True, False, False]
    for root in (project.root, other):
        (root_id, _), (model_id, parent), (_, grandparent) = (
            ids(place, one, root) for place, one in zip((project, model, test), events, strict=True)
        )
        assert (root_id, parent, grandparent) == (root, root, model_id)
        assert model_id != root


def test_whatever_changes_in_any_event_it_is_another_run_and_ids_and_times_are_no_change() -> None:
    project, model = event("p", "p"), event("m", "m", "p", inputs=[{"name": "a"}])
    root = placed(project, model)[0].root

    described = {**model, "inputs": [{"name": "a", "facets": {"tags": ["personal"]}}]}
    assert placed(project, described)[0].root != root
    assert placed(project)[0].root != root
    assert placed(project, model, product="revenue")[0].root != root
    again = {**event("q", "p"), "eventTime": TIME}, event("k", "m", "q", inputs=[{"name": "a"}])
    assert [one.root for one in placed(*again)] == [root, root]
    assert {one.root for one in placed(model, project)} == {root}


def test_a_parent_of_which_nothing_is_told_stays_as_it_is() -> None:
    model = event("m", "m", "elsewhere")
    (place,) = placed(model)

    assert ids(place, model) == (place.root, "elsewhere")


def test_a_cycle_of_parents_and_what_is_no_event_come_to_an_end() -> None:
    assert len(placed(event("a", "a", "b"), event("b", "b", "a"), {}, {"run": 5, "job": []})) == 4
