"""What a remembered template yields is what it yields when it is compiled for each use."""

from __future__ import annotations

from typing import Any

import pytest
from dbt_common.clients import jinja
from dbt_common.exceptions import DbtRuntimeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inseam.warm.templates import remember_code

Environment = jinja.MacroFuzzEnvironment
COMPILE = Environment.compile
TEXTS = st.one_of(
    st.text(),
    st.text("ab1.,'\"[]()-+ \n\r\\", max_size=8),
    st.sampled_from(["1", "[1, 'a']", "None", "{{ 1 + 1 }}", "{{ 'a' }}", "a\n", "#", "{{ x }}b"]),
)


@pytest.fixture
def remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "compile", COMPILE)
    remember_code()


def rendered(text: str, native: bool) -> Any:
    try:
        return jinja.get_template(text, {}, native=native).render({"x": 1})
    except DbtRuntimeError as failure:
        return type(failure), str(failure)


@given(TEXTS, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_value_is_the_same(remembers: None, text: str, native: bool) -> None:
    remembering = Environment.compile
    values = rendered(text, native), rendered(text, native)
    Environment.compile = COMPILE  # type: ignore[method-assign]
    fresh = rendered(text, native)
    Environment.compile = remembering  # type: ignore[method-assign]

    assert values == (fresh, fresh)
    assert type(values[0]) is type(fresh)


def test_code_is_written_once_for_a_text(remembers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    generate = Environment._generate

    def count(*given: Any, **others: Any) -> str:
        written.append(given)
        return generate(*given, **others)

    monkeypatch.setattr(Environment, "_generate", count)
    macro = "{% macro twice(x) %}{{ x * 2 }}{% endmacro %}"
    for text in (macro, macro, "user_id", "created_at", "{{ a }}", "{{ b }}", "{{ a }}"):
        jinja.get_template(text, {})

    assert len(written) == 4
