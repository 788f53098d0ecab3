"""Where a model's SQL is not SQL, by DuckDB's own parser, in the file that a person wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inseam.facts.source_lines import source_lines
from inseam.report.source_excerpt import comma_missing_before, excerpt

_NEAR = re.compile(
    r'(?P<what>syntax error at or near "(?P<word>.*?)"|syntax error at end of input)'
)
_LINE = re.compile(r"^(?P<head>LINE (?P<line>\d+): )(?P<text>.*)\n(?P<caret> *)\^", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SyntaxMistake:
    """``message`` may have further lines: the line of the file, and a caret below the place.

    ``line`` is of the file, ``compiled_line`` of the SQL.
    """

    message: str
    line: int
    compiled_line: int


def syntax_mistake(sql: str, source: str) -> SyntaxMistake | None:
    """None for SQL that DuckDB reads. Nothing is executed."""
    import duckdb  # the tool set of another engine has none

    with duckdb.connect() as connection:
        try:
            connection.extract_statements(sql)
        except duckdb.Error as error:
            return _mistake(str(error), sql, source)
    return None


def _mistake(said: str, sql: str, source: str) -> SyntaxMistake:
    near = _NEAR.search(said)
    what = near["what"] if near else _plain(said)
    word = (near["word"] if near else None) or ""
    what = what.replace(f'"{word}"', f"`{word}`") if word else what
    line, column = _place(said, sql, word)
    written = source_lines(source, sql).get(line, 1)
    lines = source.split("\n")
    text = lines[written - 1] if written <= len(lines) else ""
    shown = _column_in(text, sql.split("\n")[line - 1], column, word)
    if shown is None:
        return SyntaxMistake(_sentence(what), written, line)
    place = f", column {shown + 1}"
    before = comma_missing_before(source, written, shown + 1)
    comma = "" if before is None else f" A comma seems to be missing at the end of line {before}."
    first = f"{_sentence(what)[:-1]}{place}.{comma}"
    return SyntaxMistake("\n".join((first, *excerpt(source, written, shown + 1))), written, line)


def _plain(said: str) -> str:
    return said.splitlines()[0].removeprefix("Parser Error: ").partition(" at or near ")[0]


def _sentence(what: str) -> str:
    return f"{what.rstrip('.')}."


def _place(said: str, sql: str, word: str) -> tuple[int, int]:
    """Line from 1 and column from 0, in the SQL."""
    lines = sql.rstrip().split("\n")
    found = _LINE.search(said)
    if found is None:
        return len(lines), len(lines[-1])
    line = min(int(found["line"]), len(lines))
    column = len(found["caret"]) - len(found["head"])
    if found["text"].startswith("..."):
        # DuckDB cuts a long line.
        column = max(lines[line - 1].find(word), 0)
    return line, max(column, 0)


def _column_in(text: str, compiled: str, column: int, word: str) -> int | None:
    """The column in the line of the file; None where a macro wrote what is wrong."""
    if text.strip() == compiled.strip():
        return column + (len(text) - len(text.lstrip())) - (len(compiled) - len(compiled.lstrip()))
    if word and text.count(word) == 1:
        return text.index(word)
    return None
