"""How a repository stands: rules with who breaks them, and products with how many they keep."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from inseam.policies.judge import Judgement
from inseam.policies.policy import Policy
from inseam.policies.violation import Violation
from inseam.report.finding import Severity

_SHOWN_NAMES = 3
_NO_PRODUCT = "(no product)"


def summary(judgement: Judgement) -> str:
    """What was checked, in a line."""
    policies, products = len(judgement.repository.policies), len(judgement.products)
    counts = Counter(breach.finding.severity for breach in judgement.breaches)
    said = ", ".join(_count(counts[severity], severity.value) for severity in Severity)
    return f"{_count(policies, 'policy')} over {_count(products, 'product')}: {said}"


def standing(judgement: Judgement, only: Iterable[str] | None = None) -> str:
    """All rules and products. ``only`` are the products to list, all of them without it."""
    names = judgement.products if only is None else sorted(set(only))
    rules = "\n".join(_rules(judgement.breaches, judgement.repository.policies))
    return _tables(judgement, rules, names)


def open_standing(judgement: Judgement) -> str:
    """Only the rules that are broken, and who breaks them: what is left to do."""
    breaches = list(judgement.open)
    rules = {breach.finding.rule for breach in breaches}
    policies = [policy for policy in judgement.repository.policies if policy.id in rules]
    breaking = {breach.product or _NO_PRODUCT for breach in breaches}
    names = [name for name in judgement.products if name in breaking]
    return _tables(judgement, "\n".join(_rules(breaches, policies)), names)


def _tables(judgement: Judgement, rules: str, names: Iterable[str]) -> str:
    products = "\n".join(_products(judgement, names))
    return "\n\n".join(filter(None, (rules, products, summary(judgement))))


def _rules(breaches: Iterable[Violation], policies: Iterable[Policy]) -> Iterator[str]:
    broken_by: dict[str, Counter[str]] = defaultdict(Counter)
    for breach in breaches:
        broken_by[breach.finding.rule][breach.product or _NO_PRODUCT] += 1
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


def _products(judgement: Judgement, names: Iterable[str]) -> Iterator[str]:
    total = len(judgement.repository.policies)
    broken: dict[str, set[str]] = defaultdict(set)
    for breach in judgement.open:
        broken[breach.product or _NO_PRODUCT].add(breach.finding.rule)
    names = list(names)
    width = max(map(len, names), default=0)
    for name in names:
        rules = sorted(broken[name])
        said = f"{name:{width}}  {total - len(rules)} of {total}"
        yield f"{said}  breaks {', '.join(rules)}" if rules else said


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
