from __future__ import annotations

from inseam.facts.source_lines import source_lines


def test_a_line_that_stands_in_both_is_the_same_one() -> None:
    source = "{{ config(materialized='table') }}\nselect\n    id as a\nfrom {{ ref('x') }}\n"
    compiled = "\nselect\n    id as a\nfrom main.x"
    assert source_lines(source, compiled) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_equal_lines_are_told_apart_by_their_order() -> None:
    source = "with a as (\n  select id\n), b as (\n\n  select id\n)"
    compiled = "with a as (\n  select id\n), b as (\n  select id\n)"
    assert source_lines(source, compiled) == {1: 1, 2: 2, 3: 3, 4: 5, 5: 6}


def test_what_a_macro_wrote_is_at_the_line_before_it() -> None:
    source = "select\n  {% for i in [1, 2] %}\n  id,\n  {% endfor %}\n  x"
    assert source_lines(source, "select\n  id,\n  id,\n  x") == {1: 1, 2: 1, 3: 1, 4: 5}


def test_lines_between_the_same_ones_are_the_same_if_there_are_as_many() -> None:
    source = "select\n  {{ a() }} as a,\n  b,\n  {{ c() }},\n  d,\n  {{ e() }}\nfrom t"
    compiled = "select\n  1 as a,\n  b,\n  2,\n  3,\n  d,\n  4\nfrom t"
    assert source_lines(source, compiled) == {1: 1, 2: 2, 3: 3, 4: 3, 5: 3, 6: 5, 7: 6, 8: 7}
