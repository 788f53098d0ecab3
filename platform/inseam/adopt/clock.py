"""The current time in models and tests becomes `dbt_common.as_of()`, which tests can pin."""

from __future__ import annotations

import re

from inseam.adopt.stage import Files, Stage, done, left, replaced, text

_AS_OF = "{{ dbt_common.as_of() }}"
_AS_DATE = f"cast({_AS_OF} as date)"
# In SQL, and inside of Jinja.
_IN_SQL = (
    (re.compile(r"\{\{\s*(?:dbt|dbt_utils)\.(?:current_timestamp\w*)\(\)\s*\}\}"), _AS_OF),
    (re.compile(r"\{\{\s*current_timestamp\(\)\s*\}\}"), _AS_OF),
    (re.compile(r"(?<![.\w])current_date\b(?:\s*\(\s*\))?", re.IGNORECASE), _AS_DATE),
    (re.compile(r"(?<![.\w])current_timestamp\b(?:\s*\(\s*\d*\s*\))?", re.IGNORECASE), _AS_OF),
    (
        re.compile(
            r"(?<![.\w])(?:now|getdate|sysdate|localtimestamp|get_current_timestamp)\s*\(\s*\)",
            re.IGNORECASE,
        ),
        _AS_OF,
    ),
    (re.compile(r"'?\{\{\s*run_started_at(?:\.\w+\([^()]*\))?\s*\}\}'?"), _AS_OF),
)
# Comments and texts of SQL say nothing to the engine.
_PASSED_OVER = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/|'(?:[^'{]|'')*'", re.DOTALL)
_IN_JINJA = re.compile(r"\brun_started_at\b|\bmodules\.datetime\.\w+\.(?:utcnow|now|today)\b")


def with_pinned_clock(files: Files, shown: str) -> Stage:
    notes = []
    changed: dict[str, str | None] = {}
    for path in files:
        if not path.endswith(".sql") or not path.startswith(("models/", "tests/", "snapshots/")):
            continue
        before = text(files, path)
        after = _replaced(before)
        if after != before:
            changed[path] = after
            line = _first_difference(before, after)
            message = "The current time is `dbt_common.as_of()` now, an instant in UTC."
            fix = "Look whether the column means a day of another time zone."
            notes.append(done(f"{shown}/{path}", message, fix, line))
        if found := _IN_JINJA.search(after):
            line = after.count("\n", 0, found.start()) + 1
            message = f"`{found[0]}` in Jinja asks for the current time while dbt compiles."
            fix = "Ask in SQL, with `{{ dbt_common.as_of() }}`."
            notes.append(left(f"{shown}/{path}", message, fix, line))
    return Stage(replaced(files, changed), tuple(notes))


def _replaced(template: str) -> str:
    kept: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        if "run_started_at" in found[0]:
            return found[0]
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    bare = _PASSED_OVER.sub(put_by, template)
    for pattern, instead in _IN_SQL:
        bare = pattern.sub(instead, bare)
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], bare)


def _first_difference(before: str, after: str) -> int:
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next((line for line, (a, b) in enumerate(pairs, 1) if a != b), 1)
