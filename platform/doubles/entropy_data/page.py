"""Pages for people: what a product looks like from what was published. Nothing is taken as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from doubles.entropy_data.marketplace import Document, Marketplace, owner_of
from doubles.entropy_data.markup import (
    document,
    facts,
    link,
    mark,
    pretty,
    section,
    small,
    table,
    text,
)
from doubles.entropy_data.messages import Response

# What OpenLineage's events say of a run, as people say it.
_STATES = {
    "START": "started",
    "RUNNING": "running",
    "COMPLETE": "completed",
    "FAIL": "failed",
    "ABORT": "aborted",
}
# What an ODCS rule compares with, besides what it measures.
_BOUNDS = "mustB"


def page(market: Marketplace, parts: Sequence[str]) -> Response:
    match parts:
        case ("",):
            return document("Data products", _list_of_products(market), is_list=True)
        case ("dataproducts", id_) if id_ in market.of("dataproducts"):
            product = market.of("dataproducts")[id_]
            return document(str(product.get("name") or id_), _product(market, product))
        case (kind, id_) if id_ in market.of(kind):
            return document(id_, pretty(market.shown(kind, market.of(kind)[id_])))
    return document("Not here", "<p>There is no such page.</p>", status=404)


def _list_of_products(market: Marketplace) -> str:
    rows = (
        [
            _product_link(market, id_) + small(product.get("id")),
            text(_purpose(product)),
            text(product.get("domain")),
            text(_team_name(market, owner_of(product))),
            mark(product.get("status")),
        ]
        for id_, product in sorted(market.of("dataproducts").items())
    )
    return table(["product", "purpose", "domain", "owner", "status"], rows)


def _product(market: Marketplace, product: Document) -> str:
    id_ = product["id"]
    head = [text(id_), text(product.get("version")), mark(product.get("status"))]
    return "".join(
        [
            f'<p class="quiet">{" · ".join(filter(None, head))}</p>',
            f"<p>{text(_purpose(product))}</p>",
            _terms(product) + facts({"domain": product.get("domain"), "tags": _tags(product)}),
            section("Owner", _owner(market, owner_of(product))),
            section("Output ports", _ports(market, product)),
            section("Access", _access(market, id_)),
            section("Lineage", _lineage(market, id_)),
            section("Test results", _results(market, product)),
            section("Costs", _costs(market, id_)),
            section("Example data", _examples(market, id_)),
        ]
    )


def _purpose(one: Document) -> Any:
    description = one.get("description")
    return description.get("purpose") if isinstance(description, dict) else description


def _terms(one: Document) -> str:
    """What ODPS and ODCS have beside the purpose."""
    description = one.get("description")
    if not isinstance(description, dict):
        return ""
    return facts({name: description.get(name) for name in ("usage", "limitations")})


def _tags(one: Document) -> str:
    tags = one.get("tags")
    return ", ".join(map(str, tags)) if isinstance(tags, list) else ""


def _team_name(market: Marketplace, id_: str | None) -> Any:
    return market.of("teams").get(id_ or "", {}).get("name") or id_


def _product_link(market: Marketplace, id_: str) -> str:
    product = market.of("dataproducts").get(id_)
    return text(id_) if product is None else link("dataproducts", id_, product.get("name"))


def _owner(market: Marketplace, id_: str | None) -> str:
    team = market.of("teams").get(id_ or "", {})
    members = [
        [text(member.get("emailAddress")), text(member.get("role"))]
        for member in team.get("members") or ()
    ]
    named = f"<p>{text(team.get('name') or id_)} <code>{text(id_)}</code></p>"
    return named + (table(["member", "role"], members) if members else "")


def _ports(market: Marketplace, product: Document) -> str:
    parts = []
    for port in product.get("outputPorts") or ():
        contract = market.of("datacontracts").get(port.get("contractId", ""))
        parts.append(
            f"<h3>{text(port.get('name'))}</h3><p>{text(port.get('description'))}</p>"
            + (_contract(contract) if contract else "<p>The contract was not published.</p>")
        )
    return "".join(parts)


def _contract(contract: Document) -> str:
    head = [
        f"Contract {link('datacontracts', contract['id'])}",
        text(contract.get("version")),
        mark(contract.get("status")),
    ]
    return "".join(
        [
            f"<p>{' · '.join(filter(None, head))}</p><p>{text(_purpose(contract))}</p>",
            _terms(contract),
            *(_schema(schema) for schema in _dicts(contract.get("schema"))),
            _service_levels(contract),
        ]
    )


def _schema(schema: Document) -> str:
    columns = _dicts(schema.get("properties"))
    rows = [
        [
            text(column.get("name"))
            + small(column.get("physicalType") or column.get("logicalType")),
            "required" if column.get("required") else "",
            text(column.get("classification")),
            text(column.get("description")),
        ]
        for column in columns
    ]
    rules: list[tuple[Any, Document]] = [("", rule) for rule in _dicts(schema.get("quality"))]
    rules += [(c.get("name"), rule) for c in columns for rule in _dicts(c.get("quality"))]
    return "".join(
        [
            f"<h4>{text(schema.get('name'))}</h4><p>{text(schema.get('description'))}</p>",
            table(["column", "", "classification", "meaning"], rows),
            "<h4>Quality rules</h4>" + table(["rule", "column", "says"], map(_rule, rules))
            if rules
            else "",
        ]
    )


def _rule(found: tuple[Any, Document]) -> list[str]:
    column, rule = found
    bounds = [f"{name} {value}" for name, value in rule.items() if name.startswith(_BOUNDS)]
    return [
        text(rule.get("name") or rule.get("id") or rule.get("metric") or rule.get("type"))
        + small(rule.get("dimension"), rule.get("severity")),
        text(column),
        text(rule.get("description"))
        + small(rule.get("metric") or rule.get("rule") or rule.get("query"), *bounds),
    ]


def _service_levels(contract: Document) -> str:
    rows = [
        [
            text(one.get("property")),
            text(" ".join(str(one[key]) for key in ("value", "unit") if key in one)),
            text(one.get("description")) + small(one.get("element"), one.get("schedule")),
        ]
        for one in _dicts(contract.get("slaProperties"))
    ]
    return "<h4>Service levels</h4>" + table(["property", "value", "says"], rows) if rows else ""


def _access(market: Marketplace, id_: str) -> str:
    def row(access: Document) -> list[str]:
        info = access["info"]
        state = "active" if market.is_active(access) else info["status"]
        consumer = next(iter(access["consumer"].values()))
        provider = access["provider"]
        port = f" / {text(provider['outputPortId'])}"
        return [
            _product_link(market, str(consumer)),
            _product_link(market, provider["dataProductId"]) + port,
            mark(state),
            text(" to ".join(filter(None, (info.get("startDate"), info.get("endDate"))))),
            text(", ".join(access.get("roles") or ())),
            text(info.get("purpose")),
        ]

    rows = (
        row(access)
        for access in market.of("access").values()
        if id_ in (access["provider"]["dataProductId"], access["consumer"].get("dataProductId"))
    )
    return table(["consumer", "reads", "state", "from, to", "roles", "purpose"], rows)


def _lineage(market: Marketplace, id_: str) -> str:
    """A row for each run of a job: its events are its states, of which the last one counts."""
    runs: dict[tuple[str, ...], list[Document]] = {}
    for stored in market.lineage:
        if stored["dataProductId"] == id_:
            event = stored["event"]
            job, run = event.get("job", {}), event.get("run", {})
            key = (stored["outputPort"], job.get("namespace"), job.get("name"), run.get("runId"))
            runs.setdefault(tuple(map(str, key)), []).append(event)
    rows = (
        [
            text(port),
            text(job),
            _datasets(market, id_, _each(events, "inputs")),
            _datasets(market, id_, _each(events, "outputs")),
            mark(_STATES.get(events[-1]["eventType"], events[-1]["eventType"]))
            + small(events[-1].get("eventTime")),
        ]
        for (port, _, job, _), events in runs.items()
    )
    return table(["port", "job", "reads", "writes", "state"], rows)


def _each(events: Iterable[Document], side: str) -> Iterator[Document]:
    """Each dataset once, whichever of a run's events names it."""
    seen = set()
    for event in events:
        for one in event.get(side) or ():
            key = (one.get("namespace"), one.get("name"))
            if key not in seen:
                seen.add(key)
                yield one


def _datasets(market: Marketplace, id_: str, datasets: Iterable[Document]) -> str:
    """With a link to the product that another's dataset is of."""

    def shown(one: Document) -> str:
        provider = one.get("facets", {}).get("entropy_data", {}).get("dataProductId")
        of = f" of {_product_link(market, provider)}" if provider not in (None, id_) else ""
        return f'<span title="{text(one.get("namespace"))}">{text(one.get("name"))}</span>{of}'

    return "<br>".join(map(shown, datasets))


def _results(market: Marketplace, product: Document) -> str:
    contracts = {port.get("contractId") for port in product.get("outputPorts") or ()}
    rows = (
        [
            text(result["dataContractId"]),
            text(result.get("dataContractVersion")),
            mark(result.get("result")),
            f"{len(result.get('checks') or ())} checks",
            text(result.get("timestampEnd")),
        ]
        for result in market.test_results
        if result["dataContractId"] in contracts
    )
    return table(["contract", "version", "result", "", "finished"], rows)


def _costs(market: Marketplace, id_: str) -> str:
    rows = (
        [
            text(cost.get("yearMonth")),
            text(cost["name"]),
            text(cost.get("category")),
            f"{text(cost['amount'])} {text(cost['currency'])}",
        ]
        for cost in market.costs
        if cost["dataProductId"] == id_
    )
    return table(["month", "cost", "category", "amount"], rows)


def _examples(market: Marketplace, id_: str) -> str:
    shown = "".join(
        f"<h3>{text(one.get('schemaName'))}</h3>{_rows(one.get('data'))}"
        for one in market.of("example-data").values()
        if one["dataProductId"] == id_
    )
    return shown or table([], [])


def _rows(data: Any) -> str:
    rows = _dicts(data)
    if not rows:
        return pretty(data)
    return table(list(rows[0]), ([text(value) for value in row.values()] for row in rows))


def _dicts(value: Any) -> list[Document]:
    """Of what anybody may publish: the entries of a list that are objects."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
