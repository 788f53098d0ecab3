from __future__ import annotations

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import TokenType

from inseam.sql.canonical import canonical
from testkit.effort.calls import TWICE, growth

SAME = {
    "blanks and line breaks": ("select a,b from t", "select\n    a,\n    b\nfrom t\n"),
    "blanks at operators": ("select a+b from t where a<=b", "select a + b from t where a <= b"),
    "blanks in brackets": ("select sum( a ) from t", "select sum(a) from t"),
    "the case of keywords": ("SELECT a FROM t WHERE NOT a", "select a from t where not a"),
    "keywords of windows": (
        "x() OVER (PARTITION BY a ORDER BY b)",
        "x() over (partition by a order by b)",
    ),
    "a case": ("CASE WHEN a THEN b END, c", "case when a then b end, c"),
    "a comment in a line": ("select a -- the id\nfrom t", "select a\nfrom t"),
    "a comment in brackets": ("select /* the\n id */ a from t", "select a from t"),
    "a comment at the top": ("-- one\n-- two\nselect 1", "select 1"),
    "a comment of Jinja": ("{# why #}\nselect a {# id #} from t", "select a from t"),
    "a comment of Jinja in a macro": (
        "{% macro m() %}a{# why #}  b{% endmacro %}",
        "{% macro m() %}a  b{% endmacro %}",
    ),
    "blanks beside Jinja": ("from   {{ ref('a') }}\n\n\nwhere x", "from {{ ref('a') }}\n  where x"),
}
OTHER = {
    "what follows a comment that a carriage return ends": (
        "select a -- the id\r, b from t",
        "select a -- the id\r, c from t",
    ),
    "the case of a name": ("select A from t", "select a from t"),
    "the case of an alias": ("select a as END from t", "select a as end from t"),
    "a keyword that may be an alias": (
        "select a DESC from t",
        "select a desc from t",
    ),
    "the case of a field": ("select s.LEFT from t", "select s.left from t"),
    "a string": ("select 'a  b'", "select 'a b'"),
    "a comment's sign in a string": ("select '-- a'", "select '-- b'"),
    "a quoted name": ('select "a  b"', 'select "a b"'),
    "a name in backticks": ("select `a--b`", "select `a--c`"),
    "a hint": ("select /*+ broadcast(a) */ a", "select /*+ broadcast(b) */ a"),
    "two words": ("select ab", "select a b"),
    "two signs": ("select a - -1", "select a --1\n"),
    "a prefix of a string": ("select e'a'", "select e 'a'"),
    "two strings in two lines": ("select 'a'\n'b'", "select 'a' 'b'"),
    "a number": ("select 1 .5", "select 1.5"),
    "an exponent": ("select 1e-5", "select 1e -5"),
    "Jinja": ("select {{ 'a  b' }}", "select {{ 'a b' }}"),
    "a line break after Jinja": ("{{ a }}\nfrom t", "{{ a }} from t"),
    "no blank beside Jinja": ("a_{{ b }}", "a_ {{ b }}"),
    "Jinja in a comment": ("-- {{ run() }}\nselect 1", "-- {{ skip() }}\nselect 1"),
    "Jinja in a comment that was there": ("select 1 /* {% do x() %} */", "select 1"),
    "Jinja of two lines in a comment": ("-- {{ a(\n1) }} x\nb", "-- {{ a(\n2) }} x\nb"),
    "what dbt depends on": ("-- depends_on: {{ ref('a') }}\nx", "x"),
    "Jinja's comment between two halves of a word": ("a{# #}b", "a b"),
    "Jinja's comment that trims": ("a {#- -#} b", "a b"),
    "Jinja's comment in a string": ("'a{# #}b'", "'ab'"),
    "the body of a macro": (
        "{% macro m() %}a  b{% endmacro %}",
        "{% macro m() %}a b{% endmacro %}",
    ),
    "the body of a block that is set": (
        "{% set x %}a  b{% endset %}",
        "{% set x %}a b{% endset %}",
    ),
    "a body in raw": ("{% raw %}a  {{ b{% endraw %}", "{% raw %}a {{ b{% endraw %}"),
    "a backslash in a string": (r"select 'it\'s -- a'", r"select 'it\'s -- b'"),
    "a string with two ends": (
        "'{% if a %}x'{% else %}y  z'{% endif %}",
        "'{% if a %}x'{% else %}y z'{% endif %}",
    ),
    "a comment with two ends": (
        "-- {% if a %}\n{% endif %} 'b\nc  d",
        "-- {% if a %}\n{% endif %} 'b\nc d",
    ),
    "a dollar quote": ("select $$a  b$$", "select $$a b$$"),
    "brackets in Jinja": ("{{ {'a': {'b': 1}} }} x", "{{ {'a': {'b': 2}} }} x"),
    "a string in Jinja that looks like its end": ("{{ '}}  ' }}", "{{ '}} ' }}"),
    "a comment at the end without a line break": ("select 1 -- a", "select 1"),
    "Jinja that never ends": ("select {{ a  b", "select {{ a b"),
    "a comment that never ends": ("select /* a", "select /* b"),
    "a tag that is not known": ("{% cache %}a  b{% endcache %}", "{% cache %}a b{% endcache %}"),
}


@pytest.mark.parametrize("name", SAME)
def test_it_is_the_same_for(name: str) -> None:
    one, two = SAME[name]
    assert canonical(one) == canonical(two)


@pytest.mark.parametrize("name", OTHER)
def test_it_is_another_for(name: str) -> None:
    one, two = OTHER[name]
    assert canonical(one) != canonical(two)


_PIECES = (
    "select from where a b1 _c AS as Left END end case 1 1.5 2e-3 .5 'x' 'it''s' \"Q q\" `b` ( )"
    " [ ] , ; + - * / % < > = <> <= || :: -> ->> . : ! null not in IS"
).split()
_BLANKS = ("", " ", "\n", "\t ", " -- why\n", "/* a */", " /* b\n */ ")
texts = st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(_BLANKS)), max_size=30)


def tokens(sql: str) -> list[tuple[TokenType, str]] | None:
    try:
        read = sqlglot.tokenize(sql, dialect="duckdb")
    except sqlglot.TokenError:
        return None
    named = (TokenType.VAR, TokenType.STRING, TokenType.IDENTIFIER, TokenType.NUMBER)
    return [
        (token.token_type, token.text if token.token_type in named else token.text.upper())
        for token in read
    ]


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(texts)
def test_it_keeps_all_tokens_of_the_sql(pieces: list[tuple[str, str]]) -> None:
    sql = "".join(piece + blank for piece, blank in pieces)
    if (wanted := tokens(sql)) is not None:
        assert tokens(canonical(sql).removesuffix("--").replace("\0", "")) == wanted


_ANYTHING = (
    *_PIECES,
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{{ a }}",
    "{% if a %}",
    "'",
    '"',
    "--",
    "/*",
    "*/",
)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from((*_ANYTHING, *_BLANKS)), max_size=30))
def test_it_is_its_own_key_and_never_fails(pieces: list[str]) -> None:
    text = "".join(pieces)
    once = canonical(text)
    if "\0" not in once and "{#" not in text:
        assert canonical(once) == once


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet="ab'\"`-/*{}%#\n \\$.:", max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    canonical(text)


@pytest.mark.parametrize(
    "line",
    [
        "    cast(column as bigint) as other, -- of another",
        "    {{ column('a') }} as other, {# of another #}",
        "    'a text' || /* of another */ \"a name\" as other,",
        "(((((",
        "{{{{{",
        "'{{ a }}",
    ],
)
def test_twice_the_lines_are_twice_the_work(line: str) -> None:
    few, many = (f"select\n{(line + chr(10)) * lines}from t" for lines in (200, 400))
    assert growth(canonical, few, many) < TWICE
