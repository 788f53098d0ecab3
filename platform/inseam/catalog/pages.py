"""Content -> HTML, by the templates. Whatever a name is, it is text: everything is escaped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from inseam.catalog import addresses
from inseam.catalog.content import Cost, Policies, Port, Product, Site, Table
from inseam.catalog.controlling import Controlling
from inseam.catalog.given import Given
from inseam.catalog.history import kept, results, table_history
from inseam.catalog.plots import money, sparkline, stacked_bars, strip
from inseam.catalog.reading import ways
from inseam.odcs.names import file_stem

_NOTICE = "noticePeriod"


def _template(name: str) -> str:
    return (files("inseam.catalog") / "templates" / name).read_text(encoding="utf-8")


def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"money": money, "sum_columns": _column_count, "share": _share}
    return made


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a site; each is the same for the same content."""

    site: Site
    costs: Controlling
    title: str
    request_url: str = ""
    given: Given = field(default_factory=Given)

    def all(self) -> Iterator[tuple[str, str]]:
        """Paths from the site's top, and what is there."""
        environment = _environment()
        render = self._renderer(environment)
        yield render("start.html", addresses.START, counts=counts(self.site))
        yield render(
            "controlling.html",
            addresses.CONTROLLING,
            costs=self.costs,
            plots=list(_plots(c for p in self.site.products.values() for c in p.costs)),
        )
        for product in self.site.products.values():
            yield render("product.html", addresses.product(product.id), **self._product(product))
        for port in self.site.ports.values():
            yield render("port.html", addresses.port(port.id), **self._port(port))
            if port.product:
                yield render("request.html", addresses.request(port.id), **self._request(port))

    def _renderer(self, environment: Environment) -> Callable[..., tuple[str, str]]:
        shared = {
            "site": self.site,
            "site_title": self.title,
            "addresses": addresses,
            "given": self.given,
        }

        def render(template: str, page: str, **given: Any) -> tuple[str, str]:
            def at(target: str) -> str:
                return addresses.relative(target, page)

            text = environment.get_template(template).render(**shared, page=page, at=at, **given)
            return page, text

        return render

    def _product(self, product: Product) -> dict[str, Any]:
        ports = [self.site.ports[id] for id in product.ports]
        readers = [(port.id, reader) for port in ports for reader in port.readers]
        return {
            "product": product,
            "ports": ports,
            "readers": readers,
            "consumers": sorted({reader.product for _, reader in readers}),
            "dashboards": [dashboard for port in ports for dashboard in port.dashboards],
            "plots": list(_plots(product.costs)),
        }

    def _port(self, port: Port) -> dict[str, Any]:
        return {
            "port": port,
            "rules": [(table, rule) for table in port.tables for rule in table.rules],
            "pairs": [(port.id, reader) for reader in port.readers],
            "ways": list(ways(port)),
            "runs": self.given.runs.get(port.id, ()),
            "table_history": table_history,
            "results": results,
            "kept": kept,
            "sparkline": sparkline,
            "strip": strip,
        }

    def _request(self, port: Port) -> dict[str, Any]:
        notice = next((level.value for level in port.levels if level.property == _NOTICE), "")
        return {
            "port": port,
            "notice": notice,
            "stem": file_stem(port.id),
            "request_url": self.request_url,
        }


def counts(site: Site) -> str:
    """What there is, in a line."""
    ports = [port for port in site.ports.values() if port.product]
    outside = len(site.ports) - len(ports)
    columns = _column_count(table for port in site.ports.values() for table in port.tables)
    counted = {
        "data product": len(site.products),
        "output port": len(ports),
        "system outside": outside,
        "column": columns,
    }
    plurals = {"system outside": "systems outside"}
    return " · ".join(
        f"{count:,} {noun if count == 1 else plurals.get(noun, noun + 's')}"
        for noun, count in counted.items()
    )


def script(name: str, value: Any) -> str:
    """Data as a file that a page from disk can load: a variable, and JSON that is ASCII."""
    return f"window.{name}={json.dumps(value, ensure_ascii=True, separators=(',', ':'))};\n"


def _column_count(tables: Iterable[Table]) -> int:
    return sum(len(table.columns) for table in tables)


def _share(policies: Policies) -> int:
    return round(100 * policies.kept / policies.total) if policies.total else 100


def _plots(costs: Iterable[Cost]) -> Iterator[Markup]:
    """A plot a currency."""
    ordered = sorted(costs, key=lambda cost: cost.currency)
    for currency, own in groupby(ordered, key=lambda cost: cost.currency):
        amounts: dict[tuple[str, str], float] = {}
        for cost in own:
            at = cost.month, cost.category or "other"
            amounts[at] = amounts.get(at, 0.0) + cost.amount
        yield stacked_bars(amounts, currency, "Costs by month")
