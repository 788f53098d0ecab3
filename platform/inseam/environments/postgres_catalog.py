"""The connection string of a lake's catalog in Postgres, without its password.

DuckDB repeats the string in its errors and lists it among its databases. So the password goes by
libpq's own environment variable. https://www.postgresql.org/docs/current/libpq-connect.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

PASSWORD_VARIABLE = "PGPASSWORD"
_PASSWORD = "password"
_URI = re.compile(r"postgres(ql)?://")
_SETTING = re.compile(
    r"\s*(?P<key>\w+)\s*=\s*(?P<value>'(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Connection:
    """``text`` has everything but the password."""

    text: str
    password: str | None = field(default=None, repr=False)

    @property
    def variables(self) -> dict[str, str]:
        return {} if self.password is None else {PASSWORD_VARIABLE: self.password}


def read_connection(text: str) -> Connection | None:
    """Of `host=... dbname=...` or `postgresql://...`; None for anything else."""
    text = text.strip()
    if not text:
        return None
    return _from_uri(text) if _URI.match(text) else _from_settings(text)


def _from_settings(text: str) -> Connection | None:
    kept, password, position = [], None, 0
    while position < len(text):
        if (setting := _SETTING.match(text, position)) is None:
            return None
        if setting["key"] == _PASSWORD:
            value = setting["value"]
            bare = value[1:-1] if value.startswith("'") else value
            password = _ESCAPED.sub(r"\1", bare)
        else:
            kept.append(setting.group().strip())
        position = setting.end()
    return Connection(" ".join(kept), password)


def _from_uri(text: str) -> Connection | None:
    try:
        uri = urlsplit(text)
    except ValueError:
        return None
    account, at, hosts = uri.netloc.rpartition("@")
    user, _, written = account.partition(":")
    password = unquote(written) if written else None
    settings = parse_qsl(uri.query, keep_blank_values=True)
    for key, value in settings:
        if key == _PASSWORD:
            password = value
    rest = urlencode([one for one in settings if one[0] != _PASSWORD], quote_via=quote)
    return Connection(uri._replace(netloc=f"{user}{at}{hosts}", query=rest).geturl(), password)
