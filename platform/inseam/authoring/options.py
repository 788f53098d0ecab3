"""What a goal was asked to do: its options, as `inseam.wire` reads them, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from inseam import wire
from inseam.report.finding import Finding, InputError, Severity

_T = TypeVar("_T")
# A comma inside of brackets is part of a type: `amount:decimal(18,2)`.
_COMMA = re.compile(r",(?![^(]*\))")


def read_options(path: Path, form: type[_T]) -> _T:
    """The options of the request. Raises ValueError for what no goal of ours sends."""
    return wire.typed(wire.document(path.read_bytes())["options"], form)


def listed(text: str) -> tuple[str, ...]:
    """`a,b(1,2),c` as its three parts, without what is empty."""
    return tuple(part for part in (part.strip() for part in _COMMA.split(text)) if part)


def missing(goal: str, asked: Iterable[tuple[str, str]]) -> Finding:
    """One finding for all that is not given: options with what each is for."""
    asked = tuple(asked)
    named = ", ".join(f"`--{goal}-{option}`" for option, _ in asked)
    return Finding(
        rule="option-missing",
        severity=Severity.ERROR,
        file=f"./pants {goal}",
        message=f"Not given: {named}. Nothing is invented, so nothing was written.",
        fix="Call it again with all of these.",
        details=tuple(f"--{goal}-{option}=...  {what}" for option, what in asked),
    )


def option_error(goal: str, option: str, message: str, fix: str) -> Finding:
    """What is wrong with the value of an option."""
    return Finding(
        rule="option-invalid",
        severity=Severity.ERROR,
        file=f"./pants {goal} --{goal}-{option}",
        message=message,
        fix=fix,
    )


def refuse(findings: Iterable[Finding]) -> None:
    """Raises `InputError` if there are any."""
    if found := tuple(findings):
        raise InputError(found)
