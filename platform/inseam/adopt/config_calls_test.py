import pytest

from inseam.adopt.config_calls import without_arguments

KEYS = frozenset({"alias", "schema"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ config(alias='a') }}\nselect 1", "select 1"),
        ("{{ config(alias='a' ~ var('b', 'c')) }}\nselect 1", "select 1"),
        ("{{ config(schema='s', tags=['x, y']) }}", "{{ config(tags=['x, y']) }}"),
        ("{{ config(tags=['x'], schema='s') }}", "{{ config(tags=['x']) }}"),
        (
            "{{ config(\n    schema='s',\n    tags=['x'],\n) }}",
            "{{ config(\n    tags=['x'],\n) }}",
        ),
        ("{{ config(meta={'alias': 'a'}) }}", "{{ config(meta={'alias': 'a'}) }}"),
        ("select 'config(alias=1)'", "select 'config(alias=1)'"),
    ],
)
def test_arguments_are_taken_out(before: str, after: str) -> None:
    assert without_arguments(before, KEYS) == after
