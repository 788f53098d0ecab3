from __future__ import annotations

import pytest

from inseam.ingest.kept_types import KeptType, RefusedType, kept_type, postgres_type


@pytest.mark.parametrize(
    ("written", "of_postgres"),
    [
        ("INT4", "integer"),
        ("bigserial", "bigint"),
        ("varchar(20)", "character varying(20)"),
        ("char", "character(1)"),
        ("numeric(12)", "numeric(12,0)"),
        ("DECIMAL(12, 2)", "numeric(12,2)"),
        ("numeric", "numeric"),
        ("timestamptz", "timestamp with time zone"),
        ("timestamptz(3)", "timestamp(3) with time zone"),
        ("timestamp(3)", "timestamp(3) without time zone"),
        ("timestamp with time zone", "timestamp with time zone"),
        ("timetz", "time with time zone"),
        ("int[]", "integer[]"),
        ("text[3][3]", "text[]"),
        ("float8", "double precision"),
        ("", ""),
    ],
)
def test_a_type_is_compared_as_postgres_writes_it(written: str, of_postgres: str) -> None:
    assert postgres_type(written) == of_postgres
    assert postgres_type(of_postgres) == of_postgres


@pytest.mark.parametrize(
    "refused",
    [
        *("numeric", "numeric(50,20)", "numeric(3,-2)", "numeric(2,4)", "interval", "money"),
        *("interval day to second", "time with time zone", "time(3) with time zone", "point"),
        *("tsvector", "mood", "numeric[]", "timestamp with time zone[]", "hstore"),
    ],
)
def test_what_would_be_rounded_or_lose_a_zone_or_unit_is_refused(refused: str) -> None:
    kept = kept_type(refused)
    assert isinstance(kept, RefusedType)
    assert "view" in kept.instead


def test_digits_are_the_same() -> None:
    kept = kept_type("numeric(38,10)")
    assert isinstance(kept, KeptType)
    assert kept.stored == "DECIMAL(38,10)"
    assert kept.lost is not None
