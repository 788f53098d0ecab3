"""What the marketplace holds, and its rules. No network, no clock."""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from doubles.entropy_data import bodies
from doubles.entropy_data.bodies import Schema, violations
from doubles.entropy_data.keys import Grant
from doubles.entropy_data.messages import Problem

Document = dict[str, Any]

MAX_EXAMPLE_BYTES = 1_000_000
_POLICY_ID = re.compile(r"GLOBAL-[0-9]+")
_IDS = uuid.UUID("8f2f2d51-7a55-4cf2-9f0a-5f8f3c1b6a10")


@dataclass(slots=True)
class Marketplace:
    """Documents by kind (the path's segment) and id. ``deviations`` are what a stricter server
    might have refused."""

    today: Callable[[], date]
    documents: dict[str, dict[str, Document]] = field(default_factory=dict)
    test_results: list[Document] = field(default_factory=list)
    lineage: list[Document] = field(default_factory=list)
    costs: list[Document] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    _made: int = 0

    def of(self, kind: str) -> dict[str, Document]:
        return self.documents.setdefault(kind, {})

    # Reading

    def get(self, kind: str, id_: str) -> Document:
        if id_ not in self.of(kind):
            raise Problem(404, f"There is no {kind} with the id {id_}.")
        return self.shown(kind, self.of(kind)[id_])

    def shown(self, kind: str, document: Document) -> Document:
        shown = copy.deepcopy(document)
        if kind == "dataproducts":
            # By design: input ports are read from access, not from what was put.
            shown["inputPorts"] = []
        if kind == "access":
            shown["info"]["active"] = self.is_active(document)
        return shown

    def contract_yaml(self, id_: str) -> str:
        return yaml.safe_dump(self.get("datacontracts", id_), sort_keys=False, allow_unicode=True)

    def is_active(self, access: Document) -> bool:
        """Without a start it never is."""
        info = access["info"]
        today = self.today().isoformat()
        started = bool(info.get("startDate")) and info["startDate"] <= today
        return info["status"] == "approved" and started and today <= info.get("endDate", today)

    def test_result(self, id_: str) -> Document:
        for result in self.test_results:
            if result["id"] == id_:
                return result
        raise Problem(404, f"There is no test result with the id {id_}.")

    # Writing

    def put(self, kind: str, id_: str, body: Any, grant: Grant) -> None:
        check, schema = _PUT[kind]
        if "/" in id_:
            raise Problem(422, "An id may not contain a slash.")
        _validate(schema, body)
        if kind != "policies" and body["id"] != id_:
            raise Problem(422, f"The id in the body is {body['id']}, in the path {id_}.")
        document = copy.deepcopy(body)
        before = self.of(kind).get(id_)
        check(self, id_, document, before, grant)
        self.of(kind)[id_] = document
        self.happened(kind, id_, "Updated" if before else "Created")

    def delete(self, kind: str, id_: str, grant: Grant) -> None:
        document = self.get(kind, id_)
        grant.check_write(*self._owners(kind, document))
        if user := self._user_of(kind, id_):
            raise Problem(422, f"{id_} is still used: {user}.")
        del self.of(kind)[id_]
        self.happened(kind, id_, "Deleted")

    def decide(self, id_: str, status: str, grant: Grant) -> None:
        """Approves or rejects a request for access, or cancels an access."""
        self.get("access", id_)
        access = self.of("access")[id_]
        grant.check_write(access["provider"].get("teamId", ""))
        if status == "canceled":
            access["info"]["endDate"] = self.today().isoformat()
        else:
            access["info"]["status"] = status
        self.happened("access", id_, status.capitalize())

    def add_test_result(self, body: Any, grant: Grant) -> None:
        if not isinstance(body, dict) or not body.get("id") or not body.get("dataContractId"):
            raise Problem(400, "A test result has an id and a dataContractId.")
        # datacontract-cli sends what the document forbids: results such as `skipped`.
        for name, message in violations(bodies.TEST_RESULT, body).items():
            self.deviations.append(f"test-results {body['id']}: {name} {message}")
        contract = self.of("datacontracts").get(body["dataContractId"])
        if contract is None:
            raise Problem(422, f"There is no data contract {body['dataContractId']}.")
        grant.check_write(*self._owners("datacontracts", contract))
        self.test_results.append(copy.deepcopy(body))
        self.happened("test-results", body["id"], "Created")

    def add_lineage(self, body: Any, query: Mapping[str, str], grant: Grant) -> None:
        _validate(bodies.LINEAGE, body)
        facet = body.get("run", {}).get("facets", {}).get("entropy_data", {})
        product_id = query.get("dataProductId") or facet.get("dataProductId")
        # The older name is an alias.
        port = query.get("outputPortId") or query.get("outputPortName")
        port = port or facet.get("outputPortName")
        if not product_id:
            raise Problem(400, "The event names no data product.")
        product = self.of("dataproducts").get(product_id)
        if product is None:
            raise Problem(422, f"There is no data product {product_id}.")
        if port and port not in ports_of(product):
            raise Problem(422, f"The data product {product_id} has no output port {port}.")
        grant.check_write(*self._owners("dataproducts", product))
        self.lineage.append(
            {"dataProductId": product_id, "outputPort": port or "", "event": copy.deepcopy(body)}
        )

    def add_cost(self, body: Any, grant: Grant) -> None:
        _validate(bodies.COST, body)
        grant.check_write(*self._owners_of_product(body["dataProductId"]))
        self._made += 1
        made = str(uuid.uuid5(_IDS, str(self._made)))
        self.costs.append({**copy.deepcopy(body), "id": made})

    def delete_cost(self, id_: str, grant: Grant) -> None:
        for cost in self.costs:
            if cost["id"] == id_:
                grant.check_write(*self._owners_of_product(cost["dataProductId"]))
                self.costs.remove(cost)
                return
        raise Problem(404, f"There is no cost with the id {id_}.")

    def happened(self, kind: str, id_: str, what: str) -> None:
        name = _EVENT_NAMES.get(kind)
        if name is None:
            return
        self.events.append(
            {
                "specversion": "1.0",
                "type": f"com.datamesh-manager.events.{name}{what}Event",
                "id": str(uuid.uuid5(_IDS, f"event {len(self.events)}")),
                "source": "https://entropy-data.example.com",
                "subject": id_,
                "datacontenttype": "application/json",
                "data": {"id": id_},
            }
        )

    # Who owns what, and who uses it

    def check_team(self, id_: str | None, *, owning: str) -> None:
        if not id_:
            raise Problem(422, f"{owning} needs an owner.")
        team = self.of("teams").get(id_)
        if team is None:
            raise Problem(422, f"{owning} is owned by {id_}, which is not a known team.")
        if team["type"] != "Team":
            raise Problem(422, f"{owning} is owned by {id_}, a {team['type']}: only a Team can.")

    def _owners(self, kind: str, document: Document) -> tuple[str, ...]:
        if kind == "sourcesystems":
            return (document["owner"],)
        if kind in ("datacontracts", "dataproducts"):
            return (owner_of(document) or "",)
        if kind == "access":
            return (document["provider"].get("teamId", ""),)
        if kind == "example-data":
            return self._owners_of_product(document["dataProductId"])
        return ()

    def _owners_of_product(self, id_: str) -> tuple[str, ...]:
        product = self.of("dataproducts").get(id_)
        if product is None:
            raise Problem(422, f"There is no data product {id_}.")
        return self._owners("dataproducts", product)

    def _user_of(self, kind: str, id_: str) -> str | None:
        if kind == "datacontracts":
            users = (
                f"{product['id']}, port {port.get('name')}"
                for product in self.of("dataproducts").values()
                for port in product.get("outputPorts", ())
                if port.get("contractId") == id_
            )
        elif kind == "dataproducts":
            users = (
                f"access {access['id']}"
                for access in self.of("access").values()
                if self.is_active(access)
                and id_ in (access["provider"]["dataProductId"], _consumer(access))
            )
        elif kind == "teams":
            users = (
                document["id"]
                for owned in ("sourcesystems", "datacontracts", "dataproducts")
                for document in self.of(owned).values()
                if id_ in self._owners(owned, document)
            )
        else:
            return None
        return next(users, None)


def owner_of(document: Document) -> str | None:
    """ODCS 3.1 and ODPS: `team.name`; else the custom property `owner`; else the domain."""
    team = document.get("team")
    if isinstance(team, dict) and team.get("name"):
        return str(team["name"])
    for custom in document.get("customProperties") or ():
        if custom.get("property") == "owner":
            return str(custom.get("value"))
    domain = document.get("domain")
    return str(domain) if domain else None


def ports_of(product: Document) -> dict[str, Document]:
    """By what a port may be called: its id, if it has one, and its name."""
    ports: dict[str, Document] = {}
    for port in product.get("outputPorts") or ():
        for name in (port.get("id"), port.get("name")):
            if name:
                ports[name] = port
    return ports


def _consumer(access: Document) -> str | None:
    consumer = access["consumer"].get("dataProductId")
    return str(consumer) if consumer else None


def _validate(schema: Schema, body: Any) -> None:
    if found := violations(schema, body):
        raise Problem(400, "The request's body is not valid.", found)


def _put_team(
    market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
) -> None:
    grant.check_write()
    if body.get("parent") and body["parent"] not in market.of("teams"):
        raise Problem(422, f"The parent {body['parent']} is not a known team.")


def _put_source_system(
    market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
) -> None:
    market.check_team(body["owner"], owning=f"The source system {id_}")
    grant.check_write(body["owner"], *([before["owner"]] if before else []))


def _put_owned(what: str) -> Callable[..., None]:
    def put(
        market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
    ) -> None:
        owner = owner_of(body)
        market.check_team(owner, owning=f"The {what} {id_}")
        was = (owner_of(before) or "",) if before else ()
        grant.check_write(owner or "", *was)
        for port in ports_of(body).values():
            contract = port.get("contractId")
            if contract and contract not in market.of("datacontracts"):
                market.deviations.append(f"{id_}: port with the unknown contract {contract}")

    return put


def _put_access(
    market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
) -> None:
    provider = market.of("dataproducts").get(body["provider"]["dataProductId"])
    if provider is None:
        raise Problem(422, f"There is no data product {body['provider']['dataProductId']}.")
    port = ports_of(provider).get(body["provider"]["outputPortId"])
    if port is None:
        raise Problem(422, f"{provider['id']} has no port {body['provider']['outputPortId']}.")
    consumer = _consumer(body)
    if consumer and consumer not in market.of("dataproducts"):
        raise Problem(422, f"There is no data product {consumer}.")
    consuming = body["consumer"].get("teamId")
    if consumer:
        consuming = owner_of(market.of("dataproducts")[consumer])
    if grant.team not in ("", owner_of(provider), consuming):
        grant.check_write(owner_of(provider) or "")
    contract = market.of("datacontracts").get(port.get("contractId", ""), {})
    info = body["info"]
    for read_only in ("status", "active"):
        info.pop(read_only, None)
    body.pop("provisioning", None)
    info["status"] = before["info"]["status"] if before else _first_status(port)
    body["provider"] |= {
        "teamId": owner_of(provider) or "",
        "dataContractId": port.get("contractId", ""),
        "dataContractVersion": contract.get("version", ""),
    }


def _first_status(port: Document) -> str:
    """A port that grants access to whoever asks has the custom property `autoApprove`."""
    custom = {one.get("property"): one.get("value") for one in port.get("customProperties") or ()}
    return "approved" if custom.get("autoApprove") is True else "requested"


def _put_example_data(
    market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
) -> None:
    if len(json.dumps(body, ensure_ascii=False).encode()) > MAX_EXAMPLE_BYTES:
        raise Problem(413, "Example data may have 1 MB.")
    grant.check_write(*market._owners_of_product(body["dataProductId"]))


def _put_policy(
    market: Marketplace, id_: str, body: Document, before: Document | None, grant: Grant
) -> None:
    grant.check_write()
    if not _POLICY_ID.fullmatch(id_) or body.get("id", id_) != id_:
        raise Problem(422, "The id of a policy is GLOBAL- and a number.")
    body["id"] = id_


_PUT: Mapping[str, tuple[Callable[..., None], Schema]] = {
    "teams": (_put_team, bodies.TEAM),
    "sourcesystems": (_put_source_system, bodies.SOURCE_SYSTEM),
    "datacontracts": (_put_owned("data contract"), bodies.CONTRACT),
    "dataproducts": (_put_owned("data product"), bodies.PRODUCT),
    "access": (_put_access, bodies.ACCESS),
    "example-data": (_put_example_data, bodies.EXAMPLE_DATA),
    "policies": (_put_policy, bodies.POLICY),
}
KINDS = tuple(_PUT)
_EVENT_NAMES = {
    "teams": "Team",
    "sourcesystems": "SourceSystem",
    "datacontracts": "DataContract",
    "dataproducts": "DataProduct",
    "access": "Access",
    "test-results": "TestResults",
}


def content(market: Marketplace) -> Document:
    """All that was published, without what the server made: two equal ones hold the same."""
    documents: Iterable[tuple[str, dict[str, Document]]] = market.documents.items()
    return {
        **{kind: dict(sorted(found.items())) for kind, found in sorted(documents) if found},
        "costs": _sorted({k: v for k, v in cost.items() if k != "id"} for cost in market.costs),
        "test-results": _sorted(market.test_results),
        "lineage": _sorted(market.lineage),
    }


def _sorted(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: json.dumps(document, sort_keys=True))
