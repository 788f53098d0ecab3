from __future__ import annotations

import pytest

from inseam.environments.postgres_catalog import read_connection


@pytest.mark.parametrize(
    ("text", "kept", "password"),
    [
        ("host=db dbname=lake", "host=db dbname=lake", None),
        ("host=db password=s3cret dbname=lake", "host=db dbname=lake", "s3cret"),
        ("password = 's3 \\'cr\\\\et' host = 'my db'", "host = 'my db'", "s3 'cr\\et"),
        ("host=db password=a\\ b", "host=db", "a b"),
        ("host=db password=", "host=db", ""),
        ("host=db\n  password=tr1cky\n", "host=db", "tr1cky"),
        ("password=one password=two host=db", "host=db", "two"),
        ("postgresql://db.example.com/lake", "postgresql://db.example.com/lake", None),
        ("postgres://me:s3%20cret@db:5432/lake", "postgres://me@db:5432/lake", "s3 cret"),
        ("postgresql://me@a:1,b:2/lake", "postgresql://me@a:1,b:2/lake", None),
        (
            "postgresql://me@db/lake?password=tr1cky&sslmode=require",
            "postgresql://me@db/lake?sslmode=require",
            "tr1cky",
        ),
    ],
)
def test_the_password_is_apart(text: str, kept: str, password: str | None) -> None:
    connection = read_connection(text)
    assert connection is not None
    assert (connection.text, connection.password) == (kept, password)
    assert connection.variables == ({} if password is None else {"PGPASSWORD": password})
    if password:
        assert password not in repr(connection)


@pytest.mark.parametrize("text", ["", "  ", "lake", "host=db lake", "host='db", "host=a'b"])
def test_other_text_is_no_connection(text: str) -> None:
    assert read_connection(text) is None
