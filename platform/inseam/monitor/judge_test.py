"""Days that are made up: which of their faults are found, and what else is reported.

`python -m testkit.monitor.measured` has more of them, on seeds that were drawn afterwards.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from inseam.monitor.history import ColumnProfile, ContractRun, ObjectProfile
from inseam.monitor.judge import notice
from testkit.monitor.made_days import FAULTS, KINDS, Fault, Made, judge, make

THREE = tuple(fault.day for fault in FAULTS)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_late_day_a_doubled_load_and_nulls_are_found_and_nothing_else(is_kept: bool) -> None:
    found = judge(Made(faults=FAULTS, is_kept=is_kept), seed=1)
    assert (found.judged, found.found, found.false) == (30, THREE, ())


@pytest.mark.parametrize("what", ["holidays on two working days", "holidays, rows are kept"])
def test_holidays_are_none(what: str) -> None:
    assert judge(KINDS[what], seed=1).false == ()


def test_days_without_a_fault_have_no_finding() -> None:
    assert judge(Made(days=60), seed=1).false == ()


def test_a_fault_is_one_finding_that_says_what_is_usual() -> None:
    runs = make(Made(faults=FAULTS), seed=1)
    (late,) = notice(runs[:16], runs[16])
    (nulls,) = notice(runs[:28], runs[28])

    assert (late.rule, late.object, late.column) == ("rows-unusual", "orders", None)
    assert late.message.startswith(f"`orders` has {runs[16].objects[0].rows} rows; usual is 2,0")
    assert (nulls.rule, nulls.column) == ("nulls-unusual", "coupon")
    assert nulls.message.startswith("`coupon` is NULL in 100.0% of the rows of `orders`;")


def test_only_earlier_days_are_a_past() -> None:
    runs = make(Made(faults=(Fault(22, "doubled"),)), seed=1)
    later = [replace(run, at=run.at.replace("T06", "T09")) for run in runs]
    found = notice(runs[:22], runs[22])
    assert found
    assert notice((*runs[:22], *runs[23:], later[22]), runs[22]) == found


def of_columns(run: ContractRun, *columns: ColumnProfile, rows: int = 10) -> ContractRun:
    return replace(run, objects=(ObjectProfile("orders", rows, columns),))


def test_an_empty_table_a_new_column_and_one_without_distincts() -> None:
    runs = make(Made(days=19), seed=1)
    past = [of_columns(run, ColumnProfile("a", 0, None)) for run in runs]
    now = of_columns(past.pop(), ColumnProfile("a", 0, None), ColumnProfile("b", 10, 0))
    assert notice(past, now) == ()
    (empty,) = notice(past, of_columns(now, ColumnProfile("a", 0, None), rows=0))
    assert empty.rule == "rows-unusual"
