"""What dbt-core 1.11 and dbt 2 read in two ways, without a word of either.

dbt-core has Python's Jinja and YAML 1.1, dbt 2 an engine of its own and YAML 1.2. docs/dbt-2.md has
the differences, and which of them cannot be seen in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.report.finding import Finding, Severity

RULE = "dbt-2-reads-otherwise"


@dataclass(frozen=True, slots=True)
class TwoMeanings:
    """``message`` says what both make of it, ``fix`` what is one for both."""

    line: int
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class _Form:
    """``pattern`` is looked for in a block of Jinja, or is a plain scalar of YAML as a whole."""

    pattern: re.Pattern[str]
    message: str
    fix: str


def _form(pattern: str, message: str, fix: str) -> _Form:
    return _Form(re.compile(pattern), message, fix)


_IN_JINJA = (
    _form(
        r"\|\s*round\b(?!\s*\([^)]*['\"](?:ceil|floor)['\"])",
        "dbt-core rounds a half to the even digit, dbt 2 away from zero.",
        "Round in SQL, or name the method: `round(2, 'floor')`.",
    ),
    _form(
        r"%[-+ #0]*[1-9][0-9]*[sdr]",
        "dbt-core pads to the width, dbt 2 does not.",
        "Use `ljust` or `rjust`.",
    ),
    _form(
        r"\{\w*:[^{}]+\}[^{}]*['\"]\s*\.\s*format\s*\(",
        "dbt-core formats what is in the braces, dbt 2 leaves them as they are.",
        "Join the parts with `~`.",
    ),
    _form(
        r"\btojson\b(?!\s*\([^)]*sort_keys\s*=\s*[Tt]rue)|\b(?:to|from)yaml\b|\bfromjson\b",
        "dbt-core keeps the order of the keys, dbt 2 sorts them.",
        "Write them in alphabetical order, or ask for `sort_keys=true`.",
    ),
    _form(
        r"\.\s*isoformat\s*\(\s*[^\s)]",
        "dbt 2 passes over the argument of `isoformat`, and writes a T.",
        "Write `isoformat() | replace('T', ' ')`.",
    ),
    _form(
        r"\bre\s*\.\s*(?:findall|split)\s*\(",
        "dbt-core gives a list, dbt 2 a tuple, which looks otherwise in SQL.",
        "Join the parts.",
    ),
    _form(
        r"\bfullmatch\s*\(.*\)\s*\.\s*groups?\b",
        "dbt 2 gives a list where dbt-core gives a match.",
        "Use its parts by their numbers: `match[1]`.",
    ),
    _form(
        r"\|\s*(?:batch|title)\b",
        "dbt-core and dbt 2 have two filters of this name.",
        "Write the result out.",
    ),
)
_PLAIN = "dbt-core takes it for {}, dbt 2 for {}."
_QUOTE = "Put it into quotes, if it is a text; else write the value in its plain form."
_IN_YAML = (
    _form(
        r"(?i:yes|no|on|off)",
        _PLAIN.format("true or false", "a text"),
        "Write `true` or `false`, or put the word into quotes.",
    ),
    _form(r"[-+]?0[0-7_]+", _PLAIN.format("an octal number", "a text"), _QUOTE),
    _form(r"0o[0-7]+", _PLAIN.format("a text", "an octal number"), _QUOTE),
    _form(
        r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
        _PLAIN.format("a number to the base of 60", "a text"),
        _QUOTE,
    ),
    _form(
        # YAML 1.1 wants the point and the sign.
        r"[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?[0-9][0-9_]*\.[0-9_]*[eE][0-9]+",
        _PLAIN.format("a text", "a number"),
        _QUOTE,
    ),
    _form(
        r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        _PLAIN.format("a number", "no value"),
        _QUOTE,
    ),
    _form(
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:.*",
        _PLAIN.format("an instant, which it writes in a way of its own", "a text"),
        _QUOTE,
    ),
)
_BLOCK = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def two_meanings(project: Path) -> list[Finding]:
    """In the files of a project that dbt reads, in order."""
    return [
        Finding(
            rule=RULE,
            severity=Severity.WARNING,
            file=str(file),
            line=found.line,
            message=found.message,
            fix=found.fix,
        )
        for file in texts_read_by_dbt(project)
        for found in _of_file(file)
    ]


def _of_file(file: Path) -> Iterable[TwoMeanings]:
    text = file.read_text(encoding="utf-8", errors="replace")
    of_yaml = in_yaml(text) if file.suffix in (".yaml", ".yml") else ()
    return sorted({*in_template(text), *of_yaml}, key=lambda found: (found.line, found.message))


def in_template(text: str) -> Iterator[TwoMeanings]:
    for block in _BLOCK.finditer(text):
        if block[0].startswith("{#"):
            continue
        for form in _IN_JINJA:
            for found in form.pattern.finditer(block[0]):
                line = text.count("\n", 0, block.start() + found.start()) + 1
                yield TwoMeanings(line, _said(found[0], form), form.fix)


def in_yaml(text: str) -> Iterator[TwoMeanings]:
    """What cannot be read has no meaning."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            # Neither quoted nor tagged.
            if not isinstance(event, yaml.ScalarEvent) or not event.implicit[0]:
                continue
            for form in _IN_YAML:
                if form.pattern.fullmatch(event.value):
                    line = event.start_mark.line + 1  # type: ignore[union-attr]
                    yield TwoMeanings(line, _said(event.value, form), form.fix)
    except yaml.YAMLError:
        return


def _said(written: str, form: _Form) -> str:
    return f"`{' '.join(written.split())}`: {form.message}"
