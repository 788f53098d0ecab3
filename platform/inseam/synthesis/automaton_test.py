from __future__ import annotations

import pyarrow.compute as pc
import pytest

from inseam.synthesis.automaton import Language, anywhere, automaton
from inseam.synthesis.pattern_syntax import PatternNotUnderstood
from inseam.synthesis.random_draws import Draws

PATTERNS = (
    r"^[A-Z]{2}-\d+$",
    r"^(foo|ba[rz])+?$",
    r"^\p{Lu}\p{Ll}{2,5}$",
    r"(?i)^straße$",
    r"^$|^x.{3}$",
    r"\Qa.b\E[[:digit:]]{0,2}",
    r"^[^\x00-\x{ff}]{2}$",
    r"^(?P<year>\d{4})-(?:0[1-9]|1[0-2])\z",
    r"^[\w.%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$",
    r"^a{0}b??c*$",
    r"^[]a-]+$",
    r"^(a|b$|^c)+$",
    r"^\S{3}\s\D\W$",
    r"^(?:a(?i:b)c){1,2}$",
    r"^.{0,3}$",
    r"x{,2}",
)


def language(*patterns: str, low: int = 0, high: int | None = None) -> Language:
    return Language(automaton(patterns), low, high)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_drawn_and_listed_texts_match(pattern: str) -> None:
    of = language(pattern)

    drawn = of.sample(Draws("a"), 200)
    assert pc.all(pc.match_substring_regex(drawn, pattern)).as_py()
    widely = of.widened().sample(Draws("a"), 200)
    assert pc.all(pc.match_substring_regex(widely, pattern)).as_py()
    assert pc.all(pc.match_substring_regex(pc.cast(of.all(50), "string"), pattern)).as_py()


@pytest.mark.parametrize(
    ("pattern", "low", "high", "texts"),
    [
        ("[ab]{2}", 0, None, ["aa", "ab", "ba", "bb"]),
        ("(foo|ba[rz])*", 4, 6, 9),
        ("a?b?c?", 1, 1, ["a", "b", "c"]),
        ("a|aa|(a|aa)", 0, None, ["a", "aa"]),
        ("^a$", 2, 3, []),
        ("^$", 0, None, [""]),
    ],
)
def test_each_text_counts_once(
    pattern: str, low: int, high: int | None, texts: list[str] | int
) -> None:
    of = language(pattern, low=low, high=high)

    assert of.is_empty == (texts == [])
    if isinstance(texts, int):
        assert of.size == len(of.all(100)) == texts
    elif texts:
        assert of.all(100) == texts
        assert of.size == len(texts)


def test_several_patterns_hold_at_once() -> None:
    assert language("[a-f]{3}", ".*e", "[^a]*").size == 25


def test_a_part_of_the_text_may_match() -> None:
    of = Language(automaton([anywhere("[0-9]{2}")]), 5, 5)

    assert pc.all(pc.match_substring_regex(of.sample(Draws("a"), 100), "[0-9]{2}")).as_py()


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)", "(?<!a)b", r"\bword\b", r"(a)\1", "a**", "(", ")", "[a", "a{2,1}", "a{1001}", "\\",
     "*a", r"\p{Klingon}", "[b-a]"],
)  # fmt: skip
def test_what_re2_refuses_is_not_understood(pattern: str) -> None:
    with pytest.raises(PatternNotUnderstood):
        language(pattern)


def test_a_pattern_that_needs_too_many_states_is_not_understood() -> None:
    with pytest.raises(PatternNotUnderstood):
        language("(a|b)*a(a|b){20}")
