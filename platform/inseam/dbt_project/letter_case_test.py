from __future__ import annotations

import pytest

from inseam.dbt_project.letter_case import OtherCase, case_finding, columns_in_other_case
from inseam.report.finding import Severity


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        (
            "select\n    parcel_id,\n    kilos\nfrom t",
            [("PARCEL_ID", "parcel_id", 2, False), ("Kilos", "kilos", 3, False)],
        ),
        (
            "select\n    s.parcel_id,\n    x as kilos\nfrom s",
            [("PARCEL_ID", "parcel_id", 2, False), ("Kilos", "kilos", 3, True)],
        ),
        ("select\n    parcel_id as PARCEL_ID,\n    kilos as Kilos\nfrom t", []),
        (
            "select\n    Parcel_Id, -- PARCEL_ID\n    x as Kilos",
            [("PARCEL_ID", "Parcel_Id", 2, False)],
        ),
        ("select *\nfrom t\nwhere\n    kilos\n", []),
        ("select t.*,\n    kilos\nfrom t", []),
        ("select\n    count(*) as PARCEL_ID,\n    kilos\nfrom t", [("Kilos", "kilos", 3, False)]),
        ("select\n    {{ columns() }}\nfrom t\nwhere kilos > 1", []),
        ("", []),
    ],
)
def test_what_the_text_shows(sql: str, columns: list[tuple[str, str, int, bool]]) -> None:
    found = columns_in_other_case(sql, ["PARCEL_ID", "Kilos"])
    assert found == [OtherCase(*column) for column in columns]


def test_all_columns_of_a_model_are_one_finding() -> None:
    several = [OtherCase("PARCEL_ID", "parcel_id"), OtherCase("Kilos", "kilos")]
    found = case_finding("m.sql", 2, "parcels", several)
    assert found.message == (
        "`parcels` yields `parcel_id` and `kilos`; its contract calls them `PARCEL_ID` and `Kilos`,"
        " and dbt compares the letter case."
    )
    assert found.fix == (
        "Write `... as PARCEL_ID`, and the other columns likewise, or call the columns `parcel_id`"
        " and `kilos` in the contract."
    )
    assert case_finding("m.sql", 2, "parcels", several[1:]).fix == (
        "Write `... as Kilos`, or call the column `kilos` in the contract."
    )


def test_it_is_a_warning_where_the_spelling_comes_from_another_model() -> None:
    taken = OtherCase("Kilos", "kilos", 2, is_certain=False)
    assert case_finding("m.sql", 2, "parcels", [taken]).severity is Severity.WARNING
    named = OtherCase("Id", "id", 3)
    assert case_finding("m.sql", 2, "parcels", [taken, named]).severity is Severity.ERROR
