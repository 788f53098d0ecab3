"""The oracle itself: that it would see a product that is missed."""

from __future__ import annotations

from benchmarks.rebuild_oracle import Built, Tally

BEFORE = Built({"orders": "1", "invoices": "1", "reports": "1"}, frozenset())


def judged(named: set[str], outputs: dict[str, str], ran: set[str]) -> Tally:
    tally = Tally()
    after = Built({**BEFORE.outputs, **outputs}, frozenset(ran))
    tally.judge(["an edit"], frozenset(named), BEFORE, after)
    return tally


def test_a_product_that_changed_and_was_not_named_is_missed() -> None:
    assert judged(set(), {"orders": "2"}, {"orders"}).missed == ["orders after an edit"]


def test_a_product_that_ran_again_for_the_same_rows_must_be_named_too() -> None:
    assert judged(set(), {}, {"invoices"}).missed == ["invoices after an edit"]
    named = judged({"invoices"}, {}, {"invoices"})
    assert (named.missed, named.same, named.in_vain) == ([], 1, 0)


def test_a_new_product_must_be_named() -> None:
    assert judged(set(), {"new": "1"}, set()).missed == ["new after an edit"]


def test_a_product_that_was_named_and_did_not_run_was_named_in_vain() -> None:
    tally = judged({"orders", "reports"}, {"orders": "2"}, {"orders"})
    assert (tally.missed, tally.named, tally.changed, tally.in_vain) == ([], 2, 1, 1)
