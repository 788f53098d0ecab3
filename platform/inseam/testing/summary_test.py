from __future__ import annotations

from inseam.testing.outcomes import DbtTest, InputTable, Origin, Outcome
from inseam.testing.request import Synthesis
from inseam.testing.summary import summarise


def test_what_was_left_out_and_what_did_not_run_are_told_apart() -> None:
    outcome = Outcome(left_out=[DbtTest("a", ("a",)), DbtTest("b", ("b",))], not_run=1)
    (line,) = summarise("orders", outcome, Synthesis(rows=100, seed=1))
    assert line.endswith(
        "0 skipped, 1 test not run, as what they test was not built;"
        " left out, as made for the written inputs: a, b"
    )


def test_made_rows_are_told_with_what_makes_them_again() -> None:
    outcome = Outcome(inputs=[InputTable("items", Origin.SYNTHESISED)])
    (line,) = summarise("orders", outcome, Synthesis(rows=1, seed=7))
    assert "on 1 input table (synthesised by 1 row, seed 7: items):" in line
