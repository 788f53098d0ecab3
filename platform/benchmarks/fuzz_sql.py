"""Whether the analysis of SQL has an answer to everything: mutated queries, as long as you like.

    PYTHONPATH=platform python platform/benchmarks/fuzz_sql.py --seconds 600 [--seed 1]

It starts from the golden queries of `inseam.sql` and from random ones, and changes their words and
signs: left out, doubled, swapped, put in from other queries, in both dialects. Each text must end
in an analysis or in a reason why it is none, in a fair time, with edges that lead to columns there
are. An exception is a fault, also one that the analysis turns into a reason; what is at fault is
left in the folder that is named at the end.
"""

from __future__ import annotations

import logging
import random
import re
import signal
import sys
import time
from collections.abc import Iterator

from benchmarks.fuzzing import WrongAnswer, fuzz, parser

from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import Analysis
from inseam.sql.schema import Relation
from testkit.random_queries import RandomQueries
from testkit.sql_cases import golden_cases, relations

DIALECTS = ("duckdb", "databricks")
MAX_SECONDS = 10.0
# So an exception reads that the analysis has caught.
CAUGHT = "is not understood ("
WORD = re.compile(r"\w+|'[^']*'|\"[^\"]*\"|\S")
ODD = (
    *("(", ")", "[", "]", "{", "}", ",", ".", "*", "::", "->", ":", ";", "'", '"', "`", "#1", "$1"),
    *("?", "||", "<>", "=", "!", "-", "0", "1e400", "9" * 60, ".5", "''", "null", "true", "date"),
    *("select", "from", "join", "using", "on", "where", "group by all", "having", "qualify"),
    *("order by", "limit", "union all by name", "except", "intersect", "with recursive", "as"),
    *(
        "over ()",
        "filter (where",
        "within group (order by",
        "lateral",
        "unnest(",
        "pivot",
        "values",
    ),
    *("exclude (", "except (", "replace (", "rename (", "columns(*)", "*columns(*)", "struct(*)"),
    *("array(", "list(", "cast(", "try_cast(", "case when", "end", "in (*)", "> all (", "interval"),
    *(
        "semi join",
        "anti join",
        "natural",
        "positional join",
        "asof join",
        "cross join",
        "distinct",
    ),
    *(
        "decode(",
        "nvl2(",
        "rowid",
        "_metadata",
        "explode(",
        "stack(",
        "x -> x",
        "lambda x: x",
        "\0",
    ),
)


class Endless(BaseException):
    """A query that takes too long; no `Exception`, which the analysis would make a reason of."""


def give_up(number: int, frame: object) -> None:
    raise Endless


def kind_of(word: str) -> str:
    """A name, a number, a text or a sign: one put for another of its kind is often SQL still."""
    return "text" if word[0] in "'\"" else "name" if word[0].isalpha() else word[0].isdigit() * "0"


def other_words(sql: str, words: dict[str, list[str]], chance: random.Random) -> str:
    """The query with some of its words and signs changed."""
    found = WORD.findall(sql)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        if not found:
            break
        place = chance.randrange(len(found))
        done = chance.random()
        if done < 0.1:
            del found[place : place + chance.choice((1, 1, 2, 6))]
        elif done < 0.2:
            start = chance.randrange(len(found))
            found[place:place] = found[start : start + chance.randint(1, 12)]
        elif done < 0.3:
            other = chance.randrange(len(found))
            found[place], found[other] = found[other], found[place]
        elif done < 0.85:
            found[place] = chance.choice(words[kind_of(found[place])])
        else:
            found.insert(place, chance.choice(ODD))
    return " ".join(found)


def inputs(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Queries with the dialect to read them in."""
    golden = [(case.sql, case.dialect) for case in golden_cases()]
    words: dict[str, list[str]] = {}
    for word in sorted({word for sql, _ in golden for word in WORD.findall(sql)}):
        words.setdefault(kind_of(word), []).append(word)
    while True:
        sql, dialect = chance.choice(golden)
        done = chance.random()
        if done < 0.25:
            sql, dialect = RandomQueries(chance.randrange(1 << 30)).query(), "duckdb"
        elif done < 0.35:
            other, _ = chance.choice(golden)
            sql = f"with a as ({sql}), b as ({other}) select * from a, b"
        if chance.random() < 0.1:
            dialect = chance.choice(DIALECTS)
        if chance.random() < 0.9:
            sql = other_words(sql, words, chance)
        yield sql, dialect


def verdict(analysis: Analysis) -> str:
    """What became of it, in a word. Raises `AssertionError` for an analysis that is none."""
    if analysis.unknown is not None:
        assert CAUGHT not in analysis.unknown, analysis.unknown
        return "not read"
    for problem in analysis.problems:
        assert CAUGHT not in problem.message, problem.message
        assert problem.line is None or problem.line >= 1, problem
    for edge in analysis.edges:
        assert edge.target is None or 0 <= edge.target < len(analysis.columns), edge
        assert edge.source.relation, edge
    for column in analysis.columns:
        assert column.type is not None or column.type_unknown, column
    return "with problems" if analysis.problems else "read"


def became(sql: str, dialect: str, known: list[Relation]) -> str:
    started = time.process_time()
    signal.alarm(int(6 * MAX_SECONDS))
    try:
        outcome = verdict(analyse_query(sql, known, dialect))
    except Endless:
        raise WrongAnswer(f"took more than {6 * MAX_SECONDS:.0f} s") from None
    finally:
        signal.alarm(0)
    if (took := time.process_time() - started) > MAX_SECONDS:
        raise WrongAnswer(f"took {took:.0f} s")
    return outcome


def main() -> int:
    options = parser(__doc__, "fuzz_sql").parse_args()
    signal.signal(signal.SIGALRM, give_up)
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    known = {dialect: relations(dialect) for dialect in DIALECTS}
    return fuzz(
        options,
        inputs,
        lambda query: (became(*query, known[query[1]]),),
        lambda query: (f".{query[1]}.sql", query[0].encode()),
    ).exit_code


if __name__ == "__main__":
    sys.exit(main())
