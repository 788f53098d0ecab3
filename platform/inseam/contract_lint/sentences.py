"""What a JSON schema does not allow, as a person would say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from inseam.contract_lint.json_schema import MAX_VIOLATIONS, Violation, known_keys, violations
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.standards import PRODUCT, Standard, schema_of
from inseam.contract_lint.wording import kind_of, listed, place, shown
from inseam.documents.yaml_document import Path
from inseam.report.near_names import nearest_name
from inseam.rules.rule import Rule

KEY_MISSING = Rule(
    id="standard-key-missing",
    what="Everything has the keys that the standard requires, such as a column its `name`.",
    why="Tools that read the file rely on them.",
    fix="Add the key.",
)
KEY_UNKNOWN = Rule(
    id="standard-key-unknown",
    what="Only keys of the standard are used, in the version that `apiVersion` names.",
    why="A misspelt key has no effect: a `requred: true` promises nothing. What the"
    " standard has no key for goes into `customProperties`.",
    fix="Correct the key's name, move it to where it belongs, or write it as an entry of"
    " `customProperties`.",
)
VALUE_KIND = Rule(
    id="standard-value-kind",
    what="A value is of the kind that the standard asks for: text, number, list and so on.",
    why="Readers of the file would stop, or take it for something else: an unquoted `1.10` is the"
    " number 1.1.",
    fix="Write a value of that kind; text that looks like a number goes in quotes.",
)
VALUE_NOT_ALLOWED = Rule(
    id="standard-value-not-allowed",
    what="Where the standard lists the values that there are, the value is one of them.",
    why="Tools know only these.",
    fix="Write one of the values of the standard.",
)
VALUE_FORM = Rule(
    id="standard-value-form",
    what="A value has the form and the size that the standard asks for.",
    why="An id with a dot in it, say, cannot be referred to.",
    fix="Write it in that form.",
)
CHOICE = Rule(
    id="standard-choice",
    what="Of alternatives there is exactly one: a quality rule has one operator (`mustBe`,"
    " `mustBeLessThan`, ...), and no more.",
    why="With two of them tools choose differently; with none there is nothing to check.",
    fix="Keep exactly one.",
)
TOO_MANY = Rule(
    id="standard-too-many",
    what=f"A file breaks its standard, or any one rule, in fewer than {MAX_VIOLATIONS} places.",
    why="A file with more of them is probably of another kind, and nobody reads the rest.",
    fix="Correct the findings above, and run lint again.",
)
RULES = (
    KEY_MISSING,
    KEY_UNKNOWN,
    VALUE_KIND,
    VALUE_NOT_ALLOWED,
    VALUE_FORM,
    CHOICE,
    TOO_MANY,
)

_KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
# What v3.2 calls a reference. v3.1 means the same, but its pattern forgot nested columns.
_REFERENCE = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*(\.[A-Za-z_][A-Za-z0-9_\-]*)+")
_FORMS = {
    "id": "an id has no blanks and does not contain . # / \\ @ ! % & ^ (before v3.2: letters,"
    " digits,"
    " hyphens and underscores only)",
    "to": "a reference is `object.column`, or `schema/<id>/properties/<id>`",
    "from": "a reference is `object.column`, or `schema/<id>/properties/<id>`",
}


# What decides whether a key belongs to an entry of a list with this name; the innermost decides.
_DECIDES = {
    "quality": "the rule's `type`",
    "servers": "the server's `type`",
    "properties": "`logicalType`",
    "schema": "`logicalType`",
}


def schema_problems(value: Any, standard: Standard) -> list[Problem]:
    schema = schema_of(standard)
    found = violations(value, schema)
    whole = "data product" if standard.kind == PRODUCT else "contract"
    told = _Teller(value, standard.name, whole, schema, _around(found))
    # A violation may be about many keys.
    said = islice((problem for error in found for problem in told.problems(error)), MAX_VIOLATIONS)
    problems = list(dict.fromkeys(said))
    if max(len(found), len(problems)) >= MAX_VIOLATIONS:
        message = f"The file differs from {standard.name} in {MAX_VIOLATIONS} places or more."
        problems.append(Problem(TOO_MANY, (), message))
    return problems


@dataclass(frozen=True, slots=True)
class _Teller:
    root: Any
    standard: str
    whole: str
    schema: Mapping[str, Any]
    faulty: frozenset[Path]

    def problems(self, error: Violation) -> Iterator[Problem]:
        path, keyword, wanted, has = error.path, error.keyword, error.wanted, error.has
        if keyword == "required":
            yield from self._missing(path, wanted, has)
        elif keyword in ("additionalProperties", "unevaluatedProperties"):
            yield from self._unknown(path, error)
        elif keyword == "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            yield self._of_kind(path, kinds, has)
        elif keyword in ("enum", "const"):
            yield self._one_of(path, wanted if keyword == "enum" else [wanted], has)
        elif keyword == "pattern":
            yield from self._of_form(path, has)
        elif keyword in ("anyOf", "oneOf"):
            yield from self._alternatives(path, error)
        elif keyword == "not":
            yield from self._forbidden(path, wanted, has)
        else:
            yield self._of_size(path, keyword, wanted, has)

    def _said(self, path: Path, rest: str) -> str:
        """A sentence about the thing with a name around ``path``, whose key there is KEY."""
        where, key = self._place(path)
        return f"The {where} {rest.replace('KEY', shown(key))}"

    def _value(self, path: Path, rest: str) -> str:
        """A sentence about the value at ``path``, which is a thing with a name, or a key of one."""
        where, key = self._place(path)
        return f"The {where}: {shown(key)} {rest}" if key else f"The {where} {rest}"

    def _place(self, path: Path) -> tuple[str, str]:
        where, below = place(self.root, path, self.whole)
        key = "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in below)
        return where, key.removeprefix(".")

    def _missing(self, path: Path, required: list[str], has: Any) -> Iterator[Problem]:
        inside = " in KEY" if self._place(path)[1] else ""
        for key in required:
            if key not in has:
                message = self._said(path, f"has no `{key}`{inside}.")
                yield Problem(KEY_MISSING, path, message, f"Add `{key}:`.")

    def _unknown(self, path: Path, error: Violation) -> Iterator[Problem]:
        known = known_keys(error.schema, self.schema)
        if error.keyword == "additionalProperties":
            keys = [key for key in error.has if key not in known]
        elif path in self.faulty:
            # What is wrong in another way makes keys unknown that are none the worse.
            keys = [key for key in error.wanted if key not in known]
        else:
            keys = error.wanted
        if (missing := _untyped_rule(path, error.has, set(keys) & known)) is not None:
            rest, add = missing
            yield Problem(KEY_MISSING, path, self._said(path, rest), add)
            keys = [key for key in keys if key not in known]
        for key in keys:
            at = (*path, key)
            if key in known:
                message = self._said(at, "has the key KEY, which does not belong here.")
                decides = next((_DECIDES[s] for s in reversed(path) if s in _DECIDES), None)
                fix: str | None = (
                    f"Remove it, or correct {decides}, which decides whether it belongs here."
                    if decides
                    else "Remove it."
                )
            else:
                what = f"has the key KEY, which {self.standard} does not know here."
                message = self._said(at, what)
                close = nearest_name(key, known)
                fix = f"Write `{close}`." if close else None
            yield Problem(KEY_UNKNOWN, at, message, fix)

    def _of_kind(self, path: Path, kinds: list[str], has: Any) -> Problem:
        # A whole number is a number.
        said = [kind for kind in kinds if kind != "integer" or "number" not in kinds]
        wanted = listed([_KINDS[kind] for kind in said])
        is_plain = not isinstance(has, (dict, list)) and has is not None
        is_ = f"{shown(has)}, which is {kind_of(has)}" if is_plain else kind_of(has)
        message = self._value(path, f"is {is_}; it must be {wanted}.")
        if kinds == ["string"] and isinstance(has, (int, float, bool)):
            fix: str | None = "Write it in quotes."
        elif kinds == ["boolean"]:
            fix = "Write `true` or `false`, without quotes."
        elif kinds == ["array"]:
            fix = "Write it as a list: each entry on a line that begins with `- `."
        else:
            fix = f"Write {wanted}."
        return Problem(VALUE_KIND, path, message, fix)

    def _one_of(self, path: Path, allowed: list[Any], has: Any) -> Problem:
        words = [str(value) for value in allowed]
        message = self._value(path, f"is {shown(has)}, which {self.standard} does not know.")
        if close := nearest_name(has, words):
            return Problem(VALUE_NOT_ALLOWED, path, message, f"Write `{close}`.")
        return Problem(VALUE_NOT_ALLOWED, path, message, f"Write {listed(words)}.")

    def _of_form(self, path: Path, has: Any) -> Iterator[Problem]:
        key = next((step for step in reversed(path) if isinstance(step, str)), None)
        if key in ("to", "from") and isinstance(has, str) and _REFERENCE.fullmatch(has):
            return
        form = _FORMS.get(key or "")
        message = self._value(
            path, f"is {shown(has)}, which {self.standard} does not take for one."
        )
        fix = f"Write it in another way: {form}." if form else None
        yield Problem(VALUE_FORM, path, message, fix)

    def _alternatives(self, path: Path, error: Violation) -> Iterator[Problem]:
        branches = error.branches
        if keys := _required_alone(error.wanted):
            has = [key for key in keys if isinstance(error.has, dict) and key in error.has]
            if len(has) != 1:
                yield self._exactly_one(path, keys, has)
                return
            branches = tuple(branch for branch in branches if not _misses(branch, has[0]))
        # A branch for another kind of value is not what was meant.
        meant = [branch for branch in branches if not any(map(_is_of_other_kind, branch))]
        kinds = [_kind_wanted(e) for branch in branches for e in branch if _is_of_other_kind(e)]
        if meant:
            for inner in min(meant, key=len):
                yield from self.problems(inner)
        elif kinds:
            yield self._of_kind(path, list(dict.fromkeys(kinds)), error.has)
        else:
            yield Problem(CHOICE, path, self._value(path, "can be taken in more than one way."))

    def _exactly_one(self, path: Path, keys: list[str], has: list[str]) -> Problem:
        ways = listed([f"`{key}`" for key in keys])
        if not has:
            return Problem(CHOICE, path, self._said(path, f"has no {ways}."), "Add one.")
        message = self._said(path, f"has {listed([f'`{key}`' for key in has], 'and')} at once.")
        fix = "Keep one of them; for a range write `mustBeBetween: [low, high]`."
        return Problem(CHOICE, (*path, has[1]), message, fix)

    def _forbidden(self, path: Path, wanted: Any, has: Any) -> Iterator[Problem]:
        keys = wanted.get("required", ()) if isinstance(wanted, dict) else ()
        for key in keys:
            if isinstance(has, dict) and key in has:
                message = self._said((*path, key), "has the key KEY, which does not belong here.")
                yield Problem(KEY_UNKNOWN, (*path, key), message, f"Remove `{key}`.")
        if not keys:
            message = self._value(path, f"is {shown(has)}, which {self.standard} rules out.")
            yield Problem(VALUE_FORM, path, message)

    def _of_size(self, path: Path, keyword: str, wanted: Any, has: Any) -> Problem:
        fault = {
            "minItems": f"has fewer than {wanted} entries",
            "maxItems": f"has more than {wanted} entries",
            "minLength": f"has fewer than {wanted} characters",
            "maxLength": f"has more than {wanted} characters",
            "minimum": f"is {shown(has)}, which is below {wanted}",
            "maximum": f"is {shown(has)}, which is above {wanted}",
            "exclusiveMinimum": f"is {shown(has)}, which is not above {wanted}",
            "exclusiveMaximum": f"is {shown(has)}, which is not below {wanted}",
            "uniqueItems": "has a value twice",
        }.get(keyword, f"breaks what {self.standard} says with `{keyword}`")
        return Problem(VALUE_FORM, path, self._value(path, f"{fault}."))


def _around(found: Iterable[Violation]) -> frozenset[Path]:
    """Whatever a violation makes keys unknown at: what is around it, and its own place.

    Its own unknown keys leave the others at the same place as they are.
    """
    return frozenset(
        violation.path[:length]
        for violation in found
        for length in range(len(violation.path) + (violation.keyword != "unevaluatedProperties"))
    )


def _untyped_rule(path: Path, has: Any, misplaced: set[str]) -> tuple[str, str] | None:
    """What a quality rule lacks if its other keys belong to no type of rule, and what to add.

    A rule says what it measures by `metric`, or by its `type` (ODCS 3.1, Data Quality).
    """
    is_rule = len(path) > 1 and path[-2] == "quality" and isinstance(has, dict)
    if not is_rule or not misplaced or "type" in has or "metric" in has:
        return None
    if "query" in has:
        return "has a `query` and no `type`.", "Add `type: sql`."
    if "engine" in has or "implementation" in has:
        return "has an `engine` and no `type`.", "Add `type: custom`."
    return "has no `metric`.", "Add what it measures, such as `metric: nullValues`."


def _required_alone(branches: Any) -> list[str]:
    """The keys of alternatives that require one key each; none for other alternatives."""
    keys = [b.get("required") for b in branches if isinstance(b, dict)]
    alone = [key[0] for key in keys if isinstance(key, list) and len(key) == 1]
    return alone if len(alone) == len(branches) else []


def _misses(branch: tuple[Violation, ...], key: str) -> bool:
    return any(v.keyword == "required" and key not in v.wanted for v in branch)


def _is_of_other_kind(violation: Violation) -> bool:
    return violation.keyword == "type" and not violation.is_inner


def _kind_wanted(violation: Violation) -> str:
    wanted = violation.wanted
    return wanted if isinstance(wanted, str) else str(wanted[0])
