import pytest

from inseam.adopt.clock import with_pinned_clock
from inseam.report.finding import Severity

AS_OF = "{{ dbt_common.as_of() }}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("select current_timestamp", f"select {AS_OF}"),
        ("select now() as at", f"select {AS_OF} as at"),
        ("where day < current_date", f"where day < cast({AS_OF} as date)"),
        ("select {{ dbt.current_timestamp() }}", f"select {AS_OF}"),
        ("select 'now()' -- current_date", "select 'now()' -- current_date"),
        ("{# current_date #} select current_dates", "{# current_date #} select current_dates"),
    ],
)
def test_the_current_time_is_pinned(before: str, after: str) -> None:
    stage = with_pinned_clock({"models/a.sql": before.encode()}, "project")

    assert stage.files == {"models/a.sql": after.encode()}
    assert bool(stage.notes) == (before != after)


def test_the_clock_of_python_is_left_to_a_person() -> None:
    files = {"models/a.sql": b"select 1\nwhere {{ modules.datetime.datetime.now() }}"}

    (note,) = with_pinned_clock(files, "project").notes

    assert (note.severity, note.file, note.line) == (Severity.WARNING, "project/models/a.sql", 2)
