"""What a call is going to do, and what stays: without an engine."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.environments.names import Place
from inseam.environments.state import State
from inseam.release.history import History, Step, history
from inseam.release.plan import Candidate, Change, InputPort, kept, plan, to_drop
from inseam.release.rollback import rollback_targets
from inseam.report.finding import InputError

# Product, release and step, in the order in which they happened.
Happened = tuple[str, str, Step]


def port(contract: str) -> InputPort:
    return InputPort(contract, "sources.yml", 3)


def candidate(name: str, *reads: str, code: str = "aaaaaaaa") -> Candidate:
    return Candidate(name, code, (f"{name}-v1",), tuple(map(port, reads)))


def history_of(*happened: Happened, code: str = "aaaaaaaa") -> History:
    """Each release offers the first port of its product."""
    shared = {"at": "", "who": "", "commit_id": "", "code": code, "note": ""}
    rows = [
        {"entry": entry, "product": product, "release": release, "step": step, **shared}
        for entry, (product, release, step) in enumerate(happened, start=1)
    ]
    objects = [
        {
            "entry": 0,
            "product": product,
            "release": release,
            "kind": "table",
            "database_name": "lake",
            "schema_name": f"op__{release}",
            "object_name": "t",
            "contract": f"{product}-v1",
            "published_schema": "op",
            "published_name": "t",
        }
        for product, release in dict.fromkeys((p, r) for p, r, _ in happened)
    ]
    return history(State({"releases": tuple(rows), "release_objects": tuple(objects)}))


NOTHING = history_of()


def changes(*candidates: Candidate, seen: History = NOTHING, **how: object) -> dict[str, Change]:
    settings = {"loaded": {"shop-v1"}, "owners": {"a-v1": "a", "b-v1": "b"}, **how}
    planned = plan(candidates, seen, **settings)  # type: ignore[arg-type]
    return {one.candidate.name: one.change for one in planned}


def test_providers_come_before_their_consumers() -> None:
    found = changes(candidate("a", "b-v1"), candidate("b", "c-v1"), candidate("c", "shop-v1"))

    assert list(found) == ["c", "b", "a"]
    assert set(found.values()) == {Change.NEW}


@given(st.permutations("abcd"))
def test_the_order_of_the_call_does_not_matter(names: list[str]) -> None:
    reads = {"a": (), "b": ("a-v1",), "c": ("a-v1",), "d": ("c-v1", "b-v1")}
    candidates = [candidate(name, *reads[name]) for name in names]

    assert list(changes(*candidates)) == ["a", "b", "c", "d"]


def test_a_product_waits_for_data_of_its_providers() -> None:
    assert changes(candidate("b", "a-v1")) == {"b": Change.BLOCKED}
    seen = history_of(("a", "1_aaaaaaaa", Step.PUBLISHED))
    assert changes(candidate("b", "a-v1"), seen=seen) == {"b": Change.NEW}


def test_a_product_waits_for_systems_outside() -> None:
    assert changes(candidate("a", "till-v1")) == {"a": Change.BLOCKED}


def test_who_reads_a_blocked_product_of_the_call_is_blocked() -> None:
    found = changes(candidate("a", "till-v1"), candidate("b", "a-v1"))
    assert found == {"a": Change.BLOCKED, "b": Change.BLOCKED}


def test_a_release_that_failed_offers_nothing() -> None:
    seen = history_of(("a", "1_aaaaaaaa", Step.FAILED), ("a", "1_aaaaaaaa", Step.DROPPED))
    assert changes(candidate("b", "a-v1"), seen=seen) == {"b": Change.BLOCKED}


@pytest.mark.parametrize(
    ("code", "refresh", "change"),
    [
        ("aaaaaaaa", False, Change.UNCHANGED),
        ("aaaaaaaa", True, Change.REFRESHED),
        ("bbbbbbbb", False, Change.CHANGED),
        ("bbbbbbbb", True, Change.CHANGED),
    ],
)
def test_what_is_built_again(code: str, refresh: bool, change: Change) -> None:
    seen = history_of(("a", "1_aaaaaaaa", Step.PUBLISHED))
    assert changes(candidate("a", code=code), seen=seen, refresh=refresh) == {"a": change}


def test_what_readers_see_was_published_last() -> None:
    seen = history_of(
        ("a", "1_aaaaaaaa", Step.PUBLISHED),
        ("a", "2_aaaaaaaa", Step.PUBLISHED),
        ("a", "3_aaaaaaaa", Step.STARTED),
        ("a", "1_aaaaaaaa", Step.PUBLISHED),
    )
    current = seen.current("a")
    assert current is not None
    assert current.id == "1_aaaaaaaa"
    assert current.objects[0].published == Place("lake", "op", "t")
    assert seen.next_number("a") == 4


_STEPS = st.sampled_from((Step.PUBLISHED, Step.FAILED, Step.STARTED, Step.DROPPED))


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5), _STEPS), max_size=12),
    st.integers(0, 3),
)
def test_what_readers_see_is_never_dropped(
    happened: list[tuple[str, int, Step]], number: int
) -> None:
    seen = history_of(*((p, f"{n}_aaaaaaaa", step) for p, n, step in happened))
    for product in "ab":
        stays = kept(seen, product, number)
        current = seen.current(product)
        assert current is None or current in stays
        assert not {id(one) for one in stays} & {id(one) for one in to_drop(seen, number)}
        assert len(stays) <= number + 1


def test_back_goes_to_the_number_before_and_on_back() -> None:
    published = [("a", f"{number}_aaaaaaaa", Step.PUBLISHED) for number in (1, 2, 3)]
    seen = history_of(*published)
    for number, happened in itertools.pairwise((3, 2, 1)):
        (target,) = rollback_targets(seen, ["a"], "")
        assert (target.number, number) == (happened, happened + 1)
        seen = history_of(*published, ("a", target.id, Step.PUBLISHED))


def test_a_release_that_is_not_kept_is_named_with_those_that_are() -> None:
    seen = history_of(("a", "1_aaaaaaaa", Step.PUBLISHED))
    with pytest.raises(InputError) as error:
        rollback_targets(seen, ["a", "b"], "2_aaaaaaaa")

    assert [finding.message for finding in error.value.findings] == [
        "`a` has no release `2_aaaaaaaa` that is kept there. Kept: 1_aaaaaaaa.",
        "`b` has no release `2_aaaaaaaa` that is kept there. None is kept.",
    ]
