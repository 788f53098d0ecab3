"""How a repository stands: rules with who breaks them, and products with how many they keep."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from inseam.policies.assessment import Assessment
from inseam.policies.policy import Policy
from inseam.policies.violation import Violation
from inseam.report.finding import Severity

_SHOWN_NAMES = 3
_NO_PRODUCT = "(no product)"


def summary(assessment: Assessment) -> str:
    """What was checked, in a line."""
    policies, products = len(assessment.repository.policies), len(assessment.products)
    counts = Counter(violation.finding.severity for violation in assessment.violations)
    said = ", ".join(_count(counts[severity], severity.value) for severity in Severity)
    return f"{_count(policies, 'policy')} over {_count(products, 'product')}: {said}"


def standing(assessment: Assessment, only: Iterable[str] | None = None) -> str:
    """All rules and products. ``only`` are the products to list, all of them without it."""
    names = assessment.products if only is None else sorted(set(only))
    rules = "\n".join(_rules(assessment.violations, assessment.repository.policies))
    return _tables(assessment, rules, names)


def open_standing(assessment: Assessment) -> str:
    """Only the rules that are broken, and who breaks them: what is left to do."""
    violations = list(assessment.open)
    rules = {violation.finding.rule for violation in violations}
    policies = [policy for policy in assessment.repository.policies if policy.id in rules]
    breaking = {violation.product or _NO_PRODUCT for violation in violations}
    names = [name for name in assessment.products if name in breaking]
    return _tables(assessment, "\n".join(_rules(violations, policies)), names)


def to_json(assessment: Assessment) -> str:
    """What each product breaks, for programs: `{"version": 1, "products": {name: ...}}`."""
    broken: dict[str | None, list[dict[str, object]]] = defaultdict(list)
    for violation in assessment.open:
        finding = violation.finding
        broken[violation.product].append(
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "message": finding.message,
                "fix": finding.fix,
                "file": finding.file,
                "line": finding.line or 1,
            }
        )
    total = len(assessment.repository.policies)
    products = {name: {"total": total, "broken": broken[name]} for name in assessment.products}
    return json.dumps({"version": 1, "products": products}, ensure_ascii=False, indent=1) + "\n"


def _tables(assessment: Assessment, rules: str, names: Iterable[str]) -> str:
    products = "\n".join(_products(assessment, names))
    return "\n\n".join(filter(None, (rules, products, summary(assessment))))


def _rules(violations: Iterable[Violation], policies: Iterable[Policy]) -> Iterator[str]:
    broken_by: dict[str, Counter[str]] = defaultdict(Counter)
    for violation in violations:
        broken_by[violation.finding.rule][violation.product or _NO_PRODUCT] += 1
    policies = list(policies)
    width = max((len(policy.id) for policy in policies), default=0)
    for policy in policies:
        by = broken_by[policy.id]
        who = f"{sum(by.values()):>5}  {_listed(by)}" if by else ""
        yield f"{policy.id:{width}}  {policy.severity:7}{who}".rstrip()


def _listed(by: Counter[str]) -> str:
    names = sorted(by)
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return ", ".join(names[:_SHOWN_NAMES]) + more


def _products(assessment: Assessment, names: Iterable[str]) -> Iterator[str]:
    total = len(assessment.repository.policies)
    broken: dict[str, set[str]] = defaultdict(set)
    for violation in assessment.open:
        broken[violation.product or _NO_PRODUCT].add(violation.finding.rule)
    names = list(names)
    width = max(map(len, names), default=0)
    for name in names:
        rules = sorted(broken[name])
        said = f"{name:{width}}  {total - len(rules)} of {total}"
        yield f"{said}  breaks {', '.join(rules)}" if rules else said


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
