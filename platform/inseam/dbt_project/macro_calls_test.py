"""Which macros a template calls, case by case. A project is held to dbt-core in integration."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from inseam.dbt_project.macro_calls import KnownMacros


@dataclass
class Macro:
    package_name: str
    name: str
    unique_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.unique_id = f"{self.package_name}.{self.name}"


KNOWN = KnownMacros(
    [
        Macro("shop", "in_cents"),
        Macro("shop", "duckdb__year"),
        Macro("tools", "in_cents"),
        Macro("tools", "year"),
        Macro("tools", "duckdb__year"),
        Macro("tools", "default__year"),
        Macro("tools", "default__month"),
        Macro("tools", "test_unique_in"),
    ],
    "shop",
)


@pytest.mark.parametrize(
    "template, package, called",
    [
        ("select {{ in_cents('a') }}", "shop", ["shop.in_cents"]),
        ("select {{ in_cents('a') }}", "tools", ["tools.in_cents"]),
        ("{{ tools.in_cents('a') }} {{ tools . in_cents(1) }}", "shop", ["tools.in_cents"]),
        ("{{ year() }}", "shop", ["tools.year"]),
        ("{% call in_cents() %}1{% endcall %}", "shop", ["shop.in_cents"]),
        ("{% set x = [in_cents(year())] %}", "shop", ["shop.in_cents", "tools.year"]),
        ("{{ adapter.dispatch('year', 'tools')(1) }}", "tools", ["shop.duckdb__year"]),
        ("{{ adapter.dispatch('month', 'tools')('a') }}", "tools", ["tools.default__month"]),
        (
            "{{ adapter.dispatch(macro_namespace='tools', macro_name='month')() }}",
            "shop",
            ["tools.default__month"],
        ),
        ("{{ adapter.dispatch('month')() }}", "tools", ["tools.default__month"]),
        ("{{ test_unique_in(**_dbt_generic_test_kwargs) }}", "tools", ["tools.test_unique_in"]),
        # No calls of a macro.
        ("{% macro in_cents(x) %}{{ x }}{% endmacro %}", "shop", []),
        ("{{ x | year(1) }} {% if x is year(1) %}{% endif %}", "shop", []),
        ("{{ a.b.year() }} {{ year }} {{ adapter.year() }}", "shop", []),
        ("in_cents('a') {# {{ in_cents('a') }} #}", "shop", []),
        ("{{ unknown() }} {{ tools.unknown() }} {{ adapter.dispatch('unknown')() }}", "shop", []),
        ("{{ in_cents( ", "shop", ["shop.in_cents"]),
        ("{{ 'open ", "shop", []),
    ],
)
def test_calls_are_found_and_resolved(template: str, package: str, called: list[str]) -> None:
    assert KNOWN.called(template, package) == called
