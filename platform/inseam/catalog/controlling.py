"""What data products cost, from what their teams wrote down. Currencies are never added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from inseam.catalog.content import Cost, Product, Site


@dataclass(frozen=True, slots=True)
class Sum:
    """``name`` is a month, a domain, a team, a product or a category."""

    name: str
    currency: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCost:
    """``consumers`` is how many products read its ports; ``each`` what one of them cost in
    ``month``, the last of the product in this currency; None without any."""

    product: str
    month: str
    currency: str
    amount: float
    total: float
    consumers: int
    each: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Controlling:
    """``uncosted`` have no costs, ``unread`` have ports and nobody who reads one."""

    months: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    by_month: tuple[Sum, ...] = ()
    by_domain: tuple[Sum, ...] = ()
    by_team: tuple[Sum, ...] = ()
    by_category: tuple[Sum, ...] = ()
    by_month_and_category: tuple[tuple[str, Sum], ...] = ()
    products: tuple[ProductCost, ...] = ()
    uncosted: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def controlling(site: Site) -> Controlling:
    costs = [(p, cost) for p in site.products.values() for cost in p.costs]
    by_month_and_category = [
        (month, one)
        for month in sorted({cost.month for _, cost in costs})
        for one in _sums(
            (pair for pair in costs if pair[1].month == month), lambda _, cost: cost.category
        )
    ]
    readers = readers_of(site)
    return Controlling(
        months=tuple(sorted({cost.month for _, cost in costs})),
        currencies=tuple(sorted({cost.currency for _, cost in costs})),
        by_month=_sums(costs, lambda _, cost: cost.month),
        by_domain=_sums(costs, lambda product, _: product.domain),
        by_team=_sums(costs, lambda product, _: product.team),
        by_category=_sums(costs, lambda _, cost: cost.category),
        by_month_and_category=tuple(by_month_and_category),
        products=tuple(
            one
            for product in site.products.values()
            for one in _of_product(product, len(readers[product.id]))
        ),
        uncosted=tuple(p.id for p in site.products.values() if not p.costs),
        unread=tuple(p.id for p in site.products.values() if p.ports and not readers[p.id]),
    )


def readers_of(site: Site) -> dict[str, set[str]]:
    """By product: what reads its ports, products and dashboards."""
    found: dict[str, set[str]] = defaultdict(set)
    for port in site.ports.values():
        found[port.product] |= {r.product for r in port.readers if r.columns or r.file}
        found[port.product] |= {f"{d.product}: {d.name}" for d in port.dashboards}
    return found


def _sums(
    costs: Iterable[tuple[Product, Cost]], name: Callable[[Product, Cost], str]
) -> tuple[Sum, ...]:
    # As people write amounts: 0.1 and 0.2 are 0.3.
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for product, cost in costs:
        sums[name(product, cost) or "unknown", cost.currency] += Decimal(str(cost.amount))
    return tuple(Sum(of, currency, float(sum)) for (of, currency), sum in sorted(sums.items()))


def _of_product(product: Product, consumers: int) -> Iterable[ProductCost]:
    for currency in sorted({cost.currency for cost in product.costs}):
        own = [(product, cost) for cost in product.costs if cost.currency == currency]
        last = _sums(own, lambda _, cost: cost.month)[-1]
        (total,) = _sums(own, lambda *_: "all")
        yield ProductCost(
            product=product.id,
            month=last.name,
            currency=currency,
            amount=last.amount,
            total=total.amount,
            consumers=consumers,
            each=round(last.amount / consumers, 2) if consumers else None,
        )
