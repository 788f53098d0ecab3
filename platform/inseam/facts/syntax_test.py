from __future__ import annotations

import pytest

from inseam.facts.syntax import syntax_mistake

SOURCE = """\
{{ config(materialized='view') }}

select
    user_id,
    count(*) as total
    max(seen_at) as last_seen
from {{ ref('stg_users') }}
group by user_id
"""
COMPILED = SOURCE.replace("{{ config(materialized='view') }}\n", "").replace(
    "{{ ref('stg_users') }}", '"shop"."main"."stg_users"'
)


def test_a_missing_comma_is_named_with_the_line_of_the_file_and_a_caret() -> None:
    found = syntax_mistake(COMPILED, SOURCE)
    assert found is not None
    assert found.line == 6
    assert found.message.split("\n") == [
        (
            "syntax error at or near `max`, column 5. A comma seems to be missing at the end of"
            " line 5."
        ),
        "6 |     max(seen_at) as last_seen",
        "        ^",
    ]


@pytest.mark.parametrize(
    ("sql", "line", "message"),
    [
        (
            "selec a from t",
            1,
            "syntax error at or near `selec`, column 1.\n1 | selec a from t\n    ^",
        ),
        ("select a,, b\nfrom t", 1, "syntax error at or near `,`, column 10."),
        (
            "select a\nfrom t\nwhere",
            3,
            "syntax error at end of input, column 6.\n3 | where\n         ^",
        ),
        ("select (a\nfrom t", 2, "syntax error at or near `from`, column 1.\n2 | from t\n    ^"),
        (
            "select a\nfrom\nwhere b",
            3,
            "syntax error at or near `where`, column 1.\n3 | where b\n    ^",
        ),
        ("select\n  'a\nfrom t", 2, "unterminated quoted string, column 3.\n2 |   'a\n      ^"),
    ],
)
def test_a_mistake_has_its_place(sql: str, line: int, message: str) -> None:
    found = syntax_mistake(sql, sql)
    assert found is not None
    assert found.line == line
    assert message in found.message
    assert "comma" not in found.message


def test_a_long_line_is_found_though_the_engine_cuts_it() -> None:
    sql = f"select {'a_long_name, ' * 40}\n  b\nfrom t x y {'z ' * 80}"
    found = syntax_mistake(sql, sql)
    assert found is not None
    assert found.line == 3


@pytest.mark.parametrize("sql", ["select 1", "from t", "select * from a_function(1)", ""])
def test_of_what_the_engine_reads_nothing_is_wrong(sql: str) -> None:
    assert syntax_mistake(sql, sql) is None
