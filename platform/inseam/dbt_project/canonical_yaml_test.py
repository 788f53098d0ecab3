"""What may differ between two files of one form, and what may not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inseam.dbt_project.canonical_yaml import canonical_yaml

SAME = {
    "layout and quotes": ("models:\n  - name: a\n", "models: [{'name': \"a\"}]"),
    "comments": ("# why\na: 1 # one\n", "a: 1"),
    "the order of keys": ("a: 1\nb: {c: 2, d: 3}", "b: {d: 3, c: 2}\na: 1"),
    "a description": ("models: [{name: a, description: One.}]", "models: [{name: a}]"),
    "a column's description": (
        "models: [{columns: [{name: a, description: One.}]}]",
        "models: [{columns: [{name: a, description: Two.}]}]",
    ),
    "a description in several lines": (
        "sources: [{tables: [{name: a}]}]",
        "sources:\n- tables:\n  - name: a\n    description: >-\n      Of many\n      words.\n",
    ),
    "a block of text": ("a: |\n  x\n  y\n", 'a: "x\\ny\\n"'),
}
OTHER = {
    "a value": ("a: 1", "a: 2"),
    "text and number": ("a: 1", "a: '1'"),
    "text and boolean": ("a: yes", "a: 'yes'"),
    "text and date": ("a: 2024-01-01", "a: '2024-01-01'"),
    "text and nothing": ("a: null", "a: 'null'"),
    "the order of a list": ("a: [1, 2]", "a: [2, 1]"),
    "a description that dbt renders": (
        "models: [{name: a, description: \"{{ doc('a') }}\"}]",
        "models: [{name: a}]",
    ),
    "a description with an unfinished comment of Jinja, which stops dbt": (
        "models: [{name: a, description: 'Written {# so.'}]",
        "models: [{name: a}]",
    ),
    "the order of keys in a variable, which a loop may follow": (
        "vars: {labels: {b: 1, a: 2}}",
        "vars: {labels: {a: 2, b: 1}}",
    ),
    "the order of keys in a test's arguments": (
        "models: [{data_tests: [{t: {arguments: {m: {b: 1, a: 2}}}}]}]",
        "models: [{data_tests: [{t: {arguments: {m: {a: 2, b: 1}}}}]}]",
    ),
    "a description that is data": (
        "models: [{meta: {description: One.}}]",
        "models: [{meta: {description: Two.}}]",
    ),
    "a description among a test's arguments": (
        "models: [{data_tests: [{t: {arguments: {description: a}}}]}]",
        "models: [{data_tests: [{t: {arguments: {description: b}}}]}]",
    ),
    "a tag": ("a: !!str 1", "a: 1"),
}
IRREGULAR = [
    "a: 1\na: 2\n",
    "a: &x {b: 1}\nc: *x\n",
    "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n",
    "a: [\n",
    "a: 1\n---\nb: 2\n",
    "1: a\n",
    "{{ a }}\n",
    "[" * 500 + "]" * 500,
    "&a [*a]",
]


@pytest.mark.parametrize("case", SAME)
def test_is_left_out(case: str) -> None:
    one, other = SAME[case]
    assert canonical_yaml(one) == canonical_yaml(other)


@pytest.mark.parametrize("case", OTHER)
def test_is_kept(case: str) -> None:
    one, other = OTHER[case]
    assert canonical_yaml(one) != canonical_yaml(other)


@pytest.mark.parametrize("text", IRREGULAR)
def test_what_is_irregular_stays_as_it_is(text: str) -> None:
    assert canonical_yaml(text) == text


def test_nothing_is_written_for_nothing() -> None:
    assert canonical_yaml("# only a comment\n") == ""


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.dates() | st.floats(allow_nan=False) | st.text()
)
_VALUES = st.recursive(
    _SCALARS,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1), _VALUES, min_size=1, max_size=4), st.booleans())
def test_every_value_is_read_back_as_it_was(value: dict[str, Any], flow: bool) -> None:
    text = yaml.dump(value, Dumper=_Plain, default_flow_style=flow)
    form = canonical_yaml(text)
    assert yaml.load(form, Loader=yaml.CSafeLoader) == value
    assert canonical_yaml(form) == form


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _: Any) -> bool:
        return True
