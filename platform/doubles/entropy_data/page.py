"""Pages for people: what a product looks like from what was published. Nothing is taken as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from doubles.entropy_data.marketplace import Document, Marketplace, owner_of
from doubles.entropy_data.messages import Response

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2733; }
h1 { margin-bottom: 0; } h2 { margin-top: 2rem; border-bottom: 1px solid #d5dde5; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .6rem;
  border-bottom: 1px solid #e8edf2; vertical-align: top; } th { font-weight: 600; color: #52606d; }
.passed, .active { color: #136c2e; } .failed, .error { color: #a61b1b; } .quiet { color: #6b7885; }
.wide { overflow-x: auto; } td { overflow-wrap: break-word; max-width: 26rem; }
td:last-child { min-width: 12rem; }
code { background: #f1f4f7; padding: .1rem .3rem; border-radius: 3px; }
"""


def page(market: Marketplace, parts: Sequence[str]) -> Response:
    match parts:
        case ("",):
            return _html("Data products", _list_of_products(market))
        case ("dataproducts", id_) if id_ in market.of("dataproducts"):
            product = market.of("dataproducts")[id_]
            return _html(str(product.get("name") or id_), _product(market, product))
        case (kind, id_) if id_ in market.of(kind):
            return _html(
                id_, f"<pre>{escape(_pretty(market.shown(kind, market.of(kind)[id_])))}</pre>"
            )
    return _html("Not here", "<p>There is no such page.</p>", 404)


def _html(title: str, body: str, status: int = 200) -> Response:
    document = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{body}</html>\n"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        # Even if something slipped through, it would not run.
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(status, document.encode(), headers)


def _list_of_products(market: Marketplace) -> str:
    rows = (
        [_link("dataproducts", id_), _text(product.get("name")), _text(owner_of(product))]
        for id_, product in sorted(market.of("dataproducts").items())
    )
    return _table(["product", "name", "owner"], rows)


def _product(market: Marketplace, product: Document) -> str:
    id_ = product["id"]
    description = product.get("description")
    purpose = description.get("purpose") if isinstance(description, dict) else description
    head = [_text(id_), _text(product.get("version")), _text(product.get("status"))]
    return "".join(
        [
            f'<p class="quiet">{" · ".join(head)}</p><p>{_text(purpose)}</p>',
            _section("Owner", _owner(market, owner_of(product))),
            _section("Output ports", _ports(market, product)),
            _section("Access", _access(market, id_)),
            _section("Lineage", _lineage(market, id_)),
            _section("Test results", _results(market, product)),
            _section("Costs", _costs(market, id_)),
            _section("Example data", _examples(market, id_)),
        ]
    )


def _owner(market: Marketplace, id_: str | None) -> str:
    team = market.of("teams").get(id_ or "", {})
    members = [
        [_text(member.get("emailAddress")), _text(member.get("role"))]
        for member in team.get("members") or ()
    ]
    named = f"<p>{_text(team.get('name') or id_)} <code>{_text(id_)}</code></p>"
    return named + (_table(["member", "role"], members) if members else "")


def _ports(market: Marketplace, product: Document) -> str:
    parts = []
    for port in product.get("outputPorts") or ():
        contract = market.of("datacontracts").get(port.get("contractId", ""))
        parts.append(
            f"<h3>{_text(port.get('name'))}</h3><p>{_text(port.get('description'))}</p>"
            + (_contract(contract) if contract else "<p>No contract is known.</p>")
        )
    return "".join(parts)


def _contract(contract: Document) -> str:
    head = (
        f"<p>Contract {_link('datacontracts', contract['id'])} {_text(contract.get('version'))}</p>"
    )
    rows = (
        [
            _text(schema.get("name")),
            _text(column.get("name")),
            _text(column.get("physicalType") or column.get("logicalType")),
            "required" if column.get("required") else "",
            _text(column.get("classification")),
            _text(column.get("description")),
        ]
        for schema in contract.get("schema") or ()
        for column in schema.get("properties") or ()
    )
    return head + _table(["table", "column", "type", "", "classification", "meaning"], rows)


def _access(market: Marketplace, id_: str) -> str:
    def row(access: Document) -> list[str]:
        info = access["info"]
        state = "active" if market.is_active(access) else info["status"]
        consumer = next(iter(access["consumer"].values()))
        provider = access["provider"]
        return [
            _text(consumer),
            _text(f"{provider['dataProductId']} / {provider['outputPortId']}"),
            _mark(state),
            f"{_text(info.get('startDate'))} to {_text(info.get('endDate'))}",
            _text(", ".join(access.get("roles") or ())),
            _text(info.get("purpose")),
        ]

    rows = (
        row(access)
        for access in market.of("access").values()
        if id_ in (access["provider"]["dataProductId"], access["consumer"].get("dataProductId"))
    )
    return _table(["consumer", "reads", "state", "from, to", "roles", "purpose"], rows)


def _lineage(market: Marketplace, id_: str) -> str:
    def names(datasets: Iterable[Document]) -> str:
        return "<br>".join(
            f"<code>{_text(one.get('namespace'))}</code> {_text(one.get('name'))}"
            for one in datasets
        )

    rows = (
        [
            _text(stored["outputPort"]),
            _text(stored["event"].get("job", {}).get("name")),
            names(stored["event"].get("inputs") or ()),
            names(stored["event"].get("outputs") or ()),
            _text(stored["event"]["eventType"]),
        ]
        for stored in market.lineage
        if stored["dataProductId"] == id_
    )
    return _table(["port", "job", "reads", "writes", "event"], rows)


def _results(market: Marketplace, product: Document) -> str:
    contracts = {port.get("contractId") for port in product.get("outputPorts") or ()}
    rows = (
        [
            _text(result["dataContractId"]),
            _text(result.get("dataContractVersion")),
            _mark(result.get("result")),
            f"{len(result.get('checks') or ())} checks",
            _text(result.get("timestampEnd")),
        ]
        for result in market.test_results
        if result["dataContractId"] in contracts
    )
    return _table(["contract", "version", "result", "", "finished"], rows)


def _costs(market: Marketplace, id_: str) -> str:
    rows = (
        [
            _text(cost.get("yearMonth")),
            _text(cost["name"]),
            _text(cost.get("category")),
            f"{_text(cost['amount'])} {_text(cost['currency'])}",
        ]
        for cost in market.costs
        if cost["dataProductId"] == id_
    )
    return _table(["month", "cost", "category", "amount"], rows)


def _examples(market: Marketplace, id_: str) -> str:
    return "".join(
        f"<h3>{_text(one.get('schemaName'))}</h3>{_rows(one.get('data'))}"
        for one in market.of("example-data").values()
        if one["dataProductId"] == id_
    )


def _rows(data: Any) -> str:
    rows = [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
    if not rows:
        return f"<pre>{escape(_pretty(data))}</pre>"
    return _table(list(rows[0]), ([_text(value) for value in row.values()] for row in rows))


def _section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """``rows`` are of HTML, ``heads`` are text."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return '<p class="quiet">None.</p>'
    head = "".join(f"<th>{escape(str(text))}</th>" for text in heads)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _text(value: Any) -> str:
    return "" if value is None else escape(str(value))


def _mark(value: Any) -> str:
    """A word with its colour, if it is one of those that have one."""
    known = value if value in ("passed", "failed", "error", "active") else ""
    return f'<span class="{known}">{_text(value)}</span>'


def _link(kind: str, id_: str) -> str:
    return f'<a href="/{kind}/{escape(quote(id_, safe=""))}">{escape(id_)}</a>'


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
