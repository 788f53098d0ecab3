"""The page about the tables: ``python -m inseam.facts.page > docs/facts.md``."""

from __future__ import annotations

from inspect import getdoc

from inseam.facts.schema import TABLES, VERSION
from inseam.facts.tables import Row, columns

_HEAD = f"""\
<!-- Made by `python -m inseam.facts.page` from platform/inseam/facts/schema.py. -->

# Facts

What the repository's files say about all data products, as one DuckDB file:

    ./pants facts ::
    duckdb dist/facts.duckdb -c 'from products'

`duckdb` is [DuckDB's own program](https://duckdb.org/docs/installation), which nothing here
installs. With Python and `pip install duckdb`, this shows a table too:

    python -c "import duckdb; print(duckdb.connect('dist/facts.duckdb').sql('from products'))"

Each row says in which `file` and at which `line` it is written. A file that cannot be read costs
its rows and leaves one in `findings` with `is_unread`; all other rows are there. A source in the
tables below is a key of the file named above them, or says how a column is found.

Today's date is not a fact: the same files give the same rows. The tables have version {VERSION}.
"""


def page() -> str:
    return "\n".join((_HEAD, *map(_section, TABLES)))


def _section(table: type[Row]) -> str:
    lines = [
        f"## {table.TABLE}",
        "",
        _in_one_line(getdoc(table) or ""),
        f"From {table.SOURCE}.",
        "",
        "| column | type | meaning | source |",
        "|---|---|---|---|",
    ]
    for column in columns(table):
        type_ = column.type if column.nullable else f"{column.type} not null"
        source = _cell(column.column.source) or "-"
        lines.append(f"| {column.key} | {type_} | {_cell(column.column.meaning)} | {source} |")
    return "\n".join(lines) + "\n"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
