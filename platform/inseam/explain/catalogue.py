"""Every rule that has words of its own: of the gate, lint, `check`, `monitor` and governance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inseam.check.engine_rules import ENGINE_RULES
from inseam.check.rules import ALL_RULES as OF_CHECK
from inseam.contract_lint.catalogue import ALL_RULES as OF_LINT
from inseam.gate.catalogue import RULES as OF_GATE
from inseam.gate.explain import texts as gate_texts
from inseam.monitor.rules import ALL_RULES as OF_MONITOR
from inseam.policies.explain import explained as explained_policy
from inseam.policies.policy import Policy
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean
from inseam.rules.rule import Rule, not_failing, paragraphs


@dataclass(frozen=True, slots=True)
class Explained:
    """``goal`` reports what breaks the rule; ``texts`` are paragraphs in Markdown."""

    id: str
    goal: str
    what: str
    texts: tuple[str, ...]


def catalogue(policies: Iterable[Policy]) -> tuple[Explained, ...]:
    """In the order of their goals and pages."""
    return (
        *(Explained(r.id, "contract-gate", r.rule.what, tuple(gate_texts(r))) for r in OF_GATE),
        *(_explained(rule, "lint") for rule in OF_LINT),
        *(_explained(rule, "check") for rule in (*OF_CHECK, *ENGINE_RULES)),
        *(_explained(rule, "monitor") for rule in OF_MONITOR),
        *(Explained(p.id, "policies", p.rule.what, tuple(explained_policy(p))) for p in policies),
    )


def _explained(rule: Rule, goal: str) -> Explained:
    texts = paragraphs(rule, before=not_failing(rule, f"`{goal}`"))
    return Explained(rule.id, goal, rule.what, tuple(texts))


def explain(id_: str, rules: Iterable[Explained]) -> Iterator[str]:
    """Lines; of each rule, where two goals have one of this id.

    Raises `InputError` for an id that there is not.
    """
    rules = tuple(rules)
    found = [rule for rule in rules if rule.id == id_]
    if not found:
        raise InputError(
            [
                Finding(
                    rule="rule-unknown",
                    severity=Severity.ERROR,
                    file=id_,
                    message="No rule with words of its own has this id.",
                    fix=did_you_mean(
                        id_, {rule.id for rule in rules}, "`./pants explain` lists all ids."
                    ),
                )
            ]
        )
    for rule in found:
        if rule is not found[0]:
            yield ""
        yield f"# {rule.id}"
        for text in (*rule.texts, f"Reported by `./pants {rule.goal}`."):
            yield ""
            yield text


def listed(rules: Iterable[Explained]) -> Iterator[str]:
    """The ids by their goals, a line each."""
    goal = ""
    for rule in rules:
        if rule.goal != goal:
            if goal:
                yield ""
            yield f"./pants {rule.goal}"
            goal = rule.goal
        yield f"  {rule.id}"
