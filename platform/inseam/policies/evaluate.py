"""Asks every policy over all facts at once. One that fails is a finding; the others go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from inseam.policies.policy import TODAY, Policy
from inseam.policies.sandbox import MAX_ROWS, SECONDS, Refused, Sandbox, TimedOut
from inseam.policies.settings import Settings
from inseam.policies.violation import Violation
from inseam.report.finding import Finding, Severity
from inseam.report.near_names import did_you_mean
from inseam.rules.fingerprint import fingerprint

_ASK_FOR_LESS = "Ask for less: join on keys, and let every recursion end."
_CORRECT = "Correct the query: docs/facts.md has the tables, docs/writing-a-policy.md an example."


def evaluate(
    policies: Iterable[Policy],
    sandbox: Sandbox,
    settings: Settings,
    today: date,
    seconds: float = SECONDS,
) -> tuple[list[Violation], list[Finding]]:
    """The violations, and what is wrong with the policies themselves."""
    violations: list[Violation] = []
    findings: list[Finding] = []
    for policy in policies:
        given = {**policy.parameters, **settings.parameters.get(policy.id, {}), TODAY: today}
        try:
            rows = sandbox.ask(policy.sql, given, seconds)
        except Refused as refused:
            findings.append(_failed(policy, refused))
            continue
        if len(rows) > MAX_ROWS:
            message = f"The policy has more than {MAX_ROWS:,} findings; the rest is left out."
            findings.append(_failed(policy, Refused(message)))
        kept, problem = _kept(rows[:MAX_ROWS])
        violations += (_breach(policy, row) for row in kept)
        if problem is not None:
            findings.append(_failed(policy, Refused(problem)))
    return violations, findings


def _kept(rows: Iterable[tuple[Any, ...]]) -> tuple[Iterable[tuple[Any, ...]], str | None]:
    """The rows up to the first that is not a finding, each once, and what is wrong with it."""
    kept: dict[tuple[Any, ...], None] = {}
    for row in rows:
        # First: a row with a list or a struct cannot be hashed.
        if (problem := _problem(row)) is not None:
            return kept, problem
        *plain, known = row
        kept[(*plain, tuple(known or ()))] = None
    return kept, None


def _problem(row: tuple[Any, ...]) -> str | None:
    """What keeps a row from being a finding."""
    product, file, line, message, *_ = row
    if not isinstance(message, str) or not message:
        return f"A row has no `message` but {message!r}: something in it is null, or no text."
    if not isinstance(file, str) or not file or PurePosixPath(file).is_absolute():
        return f"A row's `file` is {file!r}: it is that of a fact, and never null."
    if not (line is None or (isinstance(line, int) and line >= 1)):
        return f"A row's `line` is {line!r}: it is that of a fact, or null for the whole file."
    if not (product is None or isinstance(product, str)):
        return f"A row's `product` is {product!r}: it is a product's name, or null."
    return None


def _breach(policy: Policy, row: tuple[Any, ...]) -> Violation:
    product, file, line, message, fix, word, known = row
    return Violation(
        product,
        Finding(
            rule=policy.id,
            severity=policy.severity,
            file=file,
            line=line,
            message=message,
            fix=did_you_mean(word, known or (), fix or policy.fix),
            fingerprint=fingerprint(policy.id, product or "", file, message),
        ),
    )


def _failed(policy: Policy, refused: Refused) -> Finding:
    stopped = isinstance(refused, TimedOut)
    return Finding(
        rule="policy-stopped" if stopped else "policy-failed",
        severity=Severity.ERROR,
        file=policy.file,
        line=refused.line,
        message=f"`{policy.id}`: {refused.message}",
        fix=_ASK_FOR_LESS if stopped else _CORRECT,
    )
