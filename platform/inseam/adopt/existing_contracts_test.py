import pytest

from inseam.adopt.existing_contracts import iso_period


@pytest.mark.parametrize(
    ("written", "period"),
    [("25h", "PT25H"), ("daily", "P1D"), ("3 days", "P3D"), ("15 min", "PT15M"), ("P1D", "P1D")],
)
def test_periods_are_of_iso_8601(written: str, period: str) -> None:
    assert iso_period(written) == period
