"""Variables that a project has from elsewhere."""

from __future__ import annotations

import pytest

from inseam.adopt.listed import with_values
from inseam.adopt.questions import Answers

FILES = {
    "dbt_project.yml": b"name: shop\n",
    "models/a.sql": b"select\n    '{{ env_var(\"REGION\") }}' as region, {{ var('top') }} as top\n",
}


def test_what_has_no_value_is_asked_for() -> None:
    stage = with_values(FILES, Answers("shop", {}), {}, "shop")

    assert [(note.rule, note.line) for note in stage.notes] == [("adopt-unanswered", 2)] * 2
    assert stage.files == FILES


def test_an_answer_is_the_value_where_none_is_set() -> None:
    answers = Answers("shop", {"env.REGION": "north", "var.top": "3"})

    stage = with_values(FILES, answers, {}, "shop")

    assert b'env_var("REGION", "north")' in stage.files["models/a.sql"]
    assert b"top: 3\n" in stage.files["dbt_project.yml"]
    assert not stage.is_refused


@pytest.mark.parametrize(
    "value, written", [("false", "false"), ("-7", "-7"), ("007", "'007'"), ("north", "north")]
)
def test_an_answer_is_a_value_of_yaml(value: str, written: str) -> None:
    answers = Answers("shop", {"env.REGION": "north", "var.top": value})

    stage = with_values(FILES, answers, {}, "shop")

    assert f"top: {written}\n".encode() in stage.files["dbt_project.yml"]


@pytest.mark.parametrize("value", ['no"rth', "no'rth", "no\\rth"])
def test_an_answer_that_would_end_the_text_around_it_is_refused(value: str) -> None:
    answers = Answers("shop", {"env.REGION": value, "var.top": "3"})

    stage = with_values(FILES, answers, {}, "shop")

    assert stage.is_refused
    assert stage.files["models/a.sql"] == FILES["models/a.sql"]
