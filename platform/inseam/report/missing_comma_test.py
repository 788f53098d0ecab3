from __future__ import annotations

import pytest

from inseam.report.missing_comma import columns_before_aliases, missing_comma

SQL = """\
select
    orders.order_id -- the key

    amount,
    kilos
    "Sent at",
    count(*)
    total,
    a,
    b
from orders
"""


def test_columns_at_the_end_of_a_line_are_found_with_what_is_taken_for_their_alias() -> None:
    assert columns_before_aliases(SQL) == {"order_id": (2, 4), "kilos": (5, 6)}


@pytest.mark.parametrize(
    "sql",
    [
        "select\n    a,\n    b\nfrom t",
        "select a b from t",
        "select\n    a as b\nfrom t\nlimit 1",
        "select\n    a\n    as b\nfrom t",
        "select a\nfrom t\nwhere\n    b",
        "select\n    case a\n    when",
        "",
    ],
)
def test_nothing_is_found_where_no_comma_is_missing(sql: str) -> None:
    assert columns_before_aliases(sql) == {}


def test_the_finding_points_at_the_end_of_the_code() -> None:
    found = missing_comma("m.sql", SQL, 2, 4)
    assert (found.line, found.message) == (
        2,
        (
            "A comma seems to be missing at the end of line 2: `amount` in line 4 is taken for an"
            " alias."
        ),
    )
    assert found.details == ("2 |     orders.order_id -- the key", "                       ^")
