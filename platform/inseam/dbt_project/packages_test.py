"""Which package an entry means, and what calls it."""

from __future__ import annotations

from typing import Any

import pytest

from inseam.dbt_project.packages import calls_of, published_name


@pytest.mark.parametrize(
    "text",
    [
        "{{ tool_belt.pivot('a') }}",
        "{{ tool_belt . pivot('a') }}",
        "- tool_belt.accepted_range: {min_value: 0}",
        "{{ adapter.dispatch('pivot', 'tool_belt')() }}",
        "dispatch: [{macro_namespace: tool_belt, search_order: [a]}]",
        "select * from {{ ref('tool_belt', 'days') }}",
    ],
)
def test_a_package_is_called(text: str) -> None:
    assert calls_of("tool_belt").search(text)


@pytest.mark.parametrize(
    "text",
    ["{{ my_tool_belt.pivot('a') }}", "-- the tool_belt", "{{ ref('tool_belts', 'a') }}"],
)
def test_a_package_is_not_called(text: str) -> None:
    assert not calls_of("tool_belt").search(text)


@pytest.mark.parametrize(
    "entry, name",
    [
        ({"package": "acme/tool-belt", "version": "1.0.0"}, "tool_belt"),
        ({"git": "https://git.example.com/acme/tool-belt.git", "revision": "1"}, "tool_belt"),
        ({"private": "acme/tool-belt"}, "tool_belt"),
        ({"tarball": "https://files.example.com/t-1.tar.gz", "name": "tool_belt"}, "tool_belt"),
        ({"local": "../tool-belt"}, None),
    ],
)
def test_what_its_macros_are_called_by(entry: dict[str, Any], name: str | None) -> None:
    assert published_name(entry) == name
