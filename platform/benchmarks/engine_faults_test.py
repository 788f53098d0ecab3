from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks.engine_faults import Edit, edited, findings, read_edits, rounds

from inseam.check.engine_rules import ENGINE_RULES

EDIT = Edit("engine-log", "shop/models/a.sql", "ln(x)", "log(x)")


def test_every_edit_names_a_rule_and_no_two_are_the_same() -> None:
    edits = read_edits()

    assert {edit.rule for edit in edits} <= {rule.id for rule in ENGINE_RULES}
    assert len(edits) == len(set(edits)) >= 40


def test_an_edit_needs_its_place_once() -> None:
    assert edited("select ln(x) from t", EDIT) == "select log(x) from t"
    for text in ("select 1", "select ln(x), ln(x)"):
        with pytest.raises(ValueError, match="times"):
            edited(text, EDIT)


def test_no_round_has_two_edits_of_a_file_and_none_is_left_out() -> None:
    again, other = replace(EDIT, new="log(2, x)"), replace(EDIT, file="shop/models/b.sql")

    assert list(rounds([EDIT, again, other])) == [[EDIT, other], [again]]


def test_findings_are_read_by_file() -> None:
    output = (
        "products/shop/models/a.sql:7: error[engine-log] text\n    fix: products/x.sql\n"
        "products/shop/models/a.sql: warning[rows-differ] text\nother line\n"
    )

    assert findings(output) == {"products/shop/models/a.sql": {"engine-log", "rows-differ"}}
