"""The facts in a DuckDB that queries can do nothing with but read.

It reaches no file, no network and no extension, its settings are locked, and its memory is bounded.
Each query has a time limit, after which it is interrupted: between two calls of functions, so that
one long call ends only with the process, which has a limit of its own.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb

from inseam.facts.load import fill
from inseam.policies.policy import Value

SECONDS = 5.0
# A policy with more findings says so, and nobody reads the rest.
MAX_ROWS = 5_000
_SETTINGS = (
    "memory_limit = '1GB'",
    # A query that needs a disk ends as one that takes too much memory.
    "temp_directory = ''",
    "enable_external_access = false",
    "autoload_known_extensions = false",
    "autoinstall_known_extensions = false",
    "allow_community_extensions = false",
    "lock_configuration = true",
)
# For rules about what a file says once: the line of the key, or 1 if it is not there.
_LINE_OF = """
create macro line_of(in_file, key) as coalesce(
    (select min(line) from places where places.file = in_file and places.element = key), 1
)
"""
# They ask what an unchecked text contains.
_ASKING = frozenset({"query", "query_table", "json_execute_serialized_sql"})
# Of DuckDB itself: they tell machines apart, and so would the findings.
_OF_DUCKDB = ("duckdb_", "pragma_")
_SETTING = frozenset({"current_setting", "getvariable", "which_secret"})
_SCHEMAS = frozenset({"information_schema", "pg_catalog"})
_COLUMNS = ("product", "file", "line", "message", "fix", "word", "known")
# Gives a query the last three where it has none.
_NO_HINTS = (
    "select null::varchar as fix, null::varchar as word, null::varchar[] as known where false"
    " union all by name"
)
_LINE = re.compile(r"^LINE (\d+): ", re.MULTILINE)
_ASIDES = re.compile(r"\n\n?(LINE \d+: .*|Did you mean .*|\s*\^\s*)", re.DOTALL)


class Refused(Exception):
    """A query has no answer. ``line`` is that of its text."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class TimedOut(Refused):
    """The time or the memory that a query may take did not suffice."""


class Sandbox:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """``connection`` has the facts, and is shut in from now on."""
        connection.execute(_LINE_OF)
        for setting in _SETTINGS:
            connection.execute(f"set {setting}")
        self._connection = connection
        self._unsteady = {
            name
            for (name,) in connection.execute(
                "select distinct function_name from duckdb_functions()"
                " where stability is not null and stability <> 'CONSISTENT'"
                # `error` fails, which every query may.
                " and function_name <> 'error'"
            ).fetchall()
        }
        self._views = {
            name
            for (name,) in connection.execute(
                "select view_name from duckdb_views()"
                " where internal and schema_name <> 'information_schema'"
            ).fetchall()
        }

    def products(self) -> list[str]:
        query = "select distinct product from products order by 1"
        return [name for (name,) in self._connection.execute(query).fetchall()]

    def ask(
        self, sql: str, given: Mapping[str, Value | date], seconds: float = SECONDS
    ) -> list[tuple[Any, ...]]:
        """Rows of (product, file, line, message, fix, word, known), with one more than `MAX_ROWS`.

        ``fix`` is what to do here; None leaves it to the policy's header. ``word`` is an unknown
        name and ``known`` are those that it could be. These three are None in rows of a query that
        has no such columns. Of ``given``, the query takes what it names. Raises `Refused`.
        """
        sql = _unended(sql)
        names = self._check(sql, given)
        # A connection of its own: an interruption that comes late meets nobody else.
        connection = self._connection.cursor()
        timer = Timer(seconds, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            connection.execute("begin transaction read only")
            # On the line of the query's first, so that lines keep their numbers.
            connection.execute(
                f"prepare asked as select {', '.join(_COLUMNS)}"
                f" from ({_NO_HINTS} select * from ({sql}\n))"
                f" limit {MAX_ROWS + 1}"
            )
            values = ", ".join(f"{name} := {literal(given[name])}" for name in sorted(names))
            connection.execute(f"execute asked{f'({values})' if values else ''}")
            return connection.fetchall()
        except duckdb.InterruptException:
            raise TimedOut(f"The query was stopped after {seconds:g} seconds.") from None
        except duckdb.OutOfMemoryException:
            raise TimedOut("The query was stopped: it takes more memory than it may.") from None
        except duckdb.Error as error:
            raise _refused(error) from None
        finally:
            timer.cancel()
            connection.close()

    def _check(self, sql: str, given: Mapping[str, Value | date]) -> set[str]:
        """The parameters that the query names."""
        try:
            statements = duckdb.extract_statements(sql)
        except duckdb.Error as error:
            raise _refused(error) from None
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Refused("The file is not one query, and a policy does nothing but ask.")
        names: set[str] = set(statements[0].named_parameters)
        if unknown := sorted(names - given.keys()):
            raise Refused(f"The query names the parameter `${unknown[0]}`, which the header lacks.")
        serialized = self._connection.execute(f"select json_serialize_sql({literal(sql)})")
        ((text,),) = serialized.fetchall()
        tree = json.loads(text)
        if closed := sorted(set(self._closed(tree))):
            raise Refused(f"The query reads `{closed[0]}`: a policy reads facts, and nothing else.")
        if unsteady := sorted(self._unsteady.intersection(_names(tree))):
            raise Refused(
                f"The query calls `{unsteady[0]}`, which does not always say the same: the day"
                " is `$today`."
            )
        return names

    def _closed(self, tree: Any) -> Iterator[str]:
        """What the query reads that is not a fact, and what would ask another query."""
        for node in _nodes(tree):
            function = str(node.get("function_name") or "").lower()
            if function.startswith(_OF_DUCKDB) or function in _ASKING | _SETTING:
                yield function
            table = str(node.get("table_name") or "").lower()
            schema = str(node.get("schema_name") or "").lower()
            if node.get("type") == "BASE_TABLE" and (table in self._views or schema in _SCHEMAS):
                yield table


def _unended(sql: str) -> str:
    """Without the semicolons at its end: the query is asked inside of another one."""
    text = sql.encode()
    end = len(text)
    # Comments are not tokens, and places are counted in bytes.
    for offset, _ in reversed(duckdb.tokenize(sql)):
        if text[offset : offset + 1] != b";":
            break
        end = offset
    return text[:end].decode()


def literal(value: Value | date) -> str:
    """In SQL: for a value that is given beside it, DuckDB imports pandas, which takes 0.4 s."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"date '{value}'" if isinstance(value, date) else str(value).lower()


def _names(tree: Any) -> Iterator[str]:
    """Functions that are called, also those like `current_date` that look like columns."""
    for node in _nodes(tree):
        if isinstance(name := node.get("function_name"), str):
            yield name.lower()
        columns = node.get("column_names")
        if isinstance(columns, list) and len(columns) == 1:
            yield str(columns[0]).lower()


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack += node.values()
        elif isinstance(node, list):
            stack += node


def _refused(error: duckdb.Error) -> Refused:
    text = str(error)
    place = _LINE.search(text)
    said = " ".join(_ASIDES.sub("", text).split())
    return Refused(said, int(place[1]) if place else 1)


def open_sandbox(facts: Iterable[Path]) -> Sandbox:
    """Raises ValueError for facts of another version of the schema."""
    # Else a query could read the variables of this program.
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    with tempfile.TemporaryDirectory() as scratch:
        fill(connection, facts, Path(scratch), described=False)
    return Sandbox(connection)
