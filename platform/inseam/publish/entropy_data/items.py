"""A publication as items of the Entropy Data API, in the order in which they can be taken."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from inseam.delivery.item import Item
from inseam.odcs.canonical import canonical_form
from inseam.publish.entropy_data import kinds, runs, states
from inseam.publish.prepared import Prepared
from inseam.publish.publication import (
    Agreement,
    Cost,
    Document,
    ExampleData,
    LineageEvent,
    Publication,
    PublishedContract,
    PublishedProduct,
    SourceSystem,
    Team,
)

RELEASED = frozenset({"active", "deprecated"})
MAX_EXAMPLE_BYTES = 1_000_000
# Of the values that the API's document allows for a result; tools have more.
RESULTS = frozenset({"passed", "failed", "warning", "error", "unknown"})
DIGEST = "publishedSha256"
# Whose an item is that belongs to no product.
TEAMS = "teams"
SOURCE_SYSTEMS = "source systems"
EXTERNAL_CONTRACTS = "external contracts"


def prepared(publication: Publication, now: datetime) -> Prepared:
    """In the order teams, source systems, contracts, products, access, lineage, results, costs,
    example data. What has a time is sent with the time ``now``."""
    made = Prepared()
    time = states.in_utc(now)
    products = _providers_first(publication.products)
    systems = {system.id for system in publication.source_systems}
    for team in _parents_first(publication.teams):
        _add(made, _team(team), publication.team_file)
    for system in publication.source_systems:
        _add(made, _source_system(system), system.file)
    for contract in publication.contracts:
        item = _contract(contract, EXTERNAL_CONTRACTS)
        _add(made, item, contract.file, _fault_of_contract(contract))
    for product in products:
        for contract in product.contracts:
            item = _contract(contract, product.id)
            _add(made, item, contract.file, _fault_of_contract(contract))
    for product in products:
        _add(made, _product(product), product.file, _fault_of_product(product))
    for product in products:
        for agreement in product.agreements:
            if agreement.provider in systems or agreement.provider in product.reads_systems:
                made.left_out.append(
                    f"{agreement.id}: {agreement.provider} is a source system, "
                    "and access is given to ports of products only"
                )
            else:
                _add(made, _access(product, agreement), product.file)
    for product in products:
        for event, item in _lineage(product, time):
            _add(made, item, product.file, _fault_of_event(event))
    for product in products:
        for result in product.test_results:
            _add(made, _test_result(product, result, time), product.file)
    for product in products:
        if product.costs:
            _add(made, _costs(product), product.file)
    for product in products:
        for example in product.example_data:
            item = _example_data(product, example)
            _add(made, item, product.file, _fault_of_example(item))
    return made


def _add(made: Prepared, item: Item, file: str, fault: str | None = None) -> None:
    _, id_ = kinds.kind_of(item.key)
    if item.key in made.items:
        fault = f"{item.key} is there twice: {made.files[item.key]} has it too"
        item = dataclasses.replace(item, key=f"{item.key} ({file}, {len(made.items)})")
    elif fault is None and not id_:
        fault = "it has no id"
    elif fault is None and "/" in id_ and kinds.is_document(item.key):
        fault = f"the id {id_} contains a slash"
    made.items[item.key] = item
    made.files[item.key] = file
    if fault is not None:
        made.refused[item.key] = fault


def _item(
    kind: str,
    id_: str,
    whose: str,
    content: Any,
    after: Iterable[str] = (),
    reads: Iterable[str] = (),
) -> Item:
    return Item(
        key=f"{kind}/{id_}",
        group=whose,
        # In the author's order, which the server shows again.
        content=json.dumps(content, ensure_ascii=False),
        after=tuple(after),
        reads=tuple(reads),
    )


def _team(team: Team) -> Item:
    body: dict[str, Any] = {"id": team.id, "name": team.name, "type": team.type}
    body |= _given(description=team.description, parent=team.parent)
    if team.members is not None:
        body["members"] = [
            {"emailAddress": member.email, **_given(role=member.role)} for member in team.members
        ]
    reads = [f"{kinds.TEAMS}/{team.parent}"] if team.parent else []
    return _item(kinds.TEAMS, team.id, TEAMS, body, reads=reads)


def _source_system(system: SourceSystem) -> Item:
    body = {"id": system.id, "name": system.name, "owner": system.owner}
    body |= _given(description=system.description)
    reads = [f"{kinds.TEAMS}/{system.owner}"]
    return _item(kinds.SOURCE_SYSTEMS, system.id, SOURCE_SYSTEMS, body, reads=reads)


def _contract(contract: PublishedContract, whose: str) -> Item:
    id_ = str(contract.document.get("id", ""))
    reads = _owner(contract.document)
    return _item(kinds.CONTRACTS, id_, whose, contract.document, reads=reads)


def _product(product: PublishedProduct) -> Item:
    """With a digest of the whole, since the server does not show all that it was given."""
    body = dict(product.document)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    digest = {"property": DIGEST, "value": hashlib.sha256(text.encode()).hexdigest()}
    body["customProperties"] = [*(body.get("customProperties") or ()), digest]
    return _item(
        kinds.PRODUCTS,
        product.id,
        product.id,
        body,
        after=_contract_keys(product),
        reads=[
            *_owner(product.document),
            *(f"{kinds.SOURCE_SYSTEMS}/{id_}" for id_ in product.reads_systems),
            *(f"{kinds.PRODUCTS}/{id_}" for id_ in product.reads),
        ],
    )


def _access(product: PublishedProduct, agreement: Agreement) -> Item:
    info = {"purpose": agreement.purpose, "startDate": agreement.start, "endDate": agreement.end}
    info |= _given(nextReassessmentDate=agreement.reassess)
    body: dict[str, Any] = {
        "id": agreement.id,
        "info": info,
        "provider": {"dataProductId": agreement.provider, "outputPortId": agreement.port},
        "consumer": {"dataProductId": product.id},
        "roles": list(agreement.roles),
    }
    after = [f"{kinds.PRODUCTS}/{product.id}"]
    reads = [f"{kinds.PRODUCTS}/{agreement.provider}"]
    return _item(kinds.ACCESS, agreement.id, product.id, body, after, reads)


def _lineage(product: PublishedProduct, time: str) -> Iterator[tuple[LineageEvent, Item]]:
    """The first event of the outermost run goes before all others of it: by that one it is known,
    later, under which run they were sent."""
    found = list(zip(product.lineage, runs.places(product.id, product.lineage), strict=True))
    begins: dict[str, LineageEvent] = {}
    for event, place in found:
        if place.is_root:
            begins.setdefault(place.root, event)
    first: dict[str, str] = {}
    for event, place in sorted(found, key=lambda one: begins.get(one[1].root) is not one[0]):
        item = _event(product, event, place, time, first.get(place.root))
        first.setdefault(place.root, item.key)
        yield event, item


def _event(
    product: PublishedProduct, event: LineageEvent, place: runs.Place, time: str, first: str | None
) -> Item:
    # The documentation calls it outputPortId too; the API's document knows this name only.
    query = {"dataProductId": product.id, **_given(outputPortName=event.port)}
    body = runs.under(place, place.root, event.event, time)
    job = _part(body, "job")
    names = (body["run"]["runId"], body.get("eventType"), job.get("namespace"), job.get("name"))
    id_ = " ".join(str(name) for name in names)
    content = {"query": query, "body": body, "place": dataclasses.asdict(place)}
    after = [f"{kinds.PRODUCTS}/{product.id}", *([first] if first else [])]
    return _item(kinds.LINEAGE, id_, product.id, content, after)


def _test_result(product: PublishedProduct, result: Document, time: str) -> Item:
    after = [
        f"{kinds.CONTRACTS}/{result.get('dataContractId', '')}",
        f"{kinds.PRODUCTS}/{product.id}",
    ]
    id_ = str(result.get("id", ""))
    body = states.of_result(conformed(result), id_, time)
    return _item(kinds.TEST_RESULTS, id_, product.id, body, after)


def conformed(result: Document) -> Document:
    """A test result with words that the API's document has: of `skipped` it knows nothing, nor of
    a check without a result."""
    checks = [
        {**check, "result": _known_result(check.get("result"))}
        for check in result.get("checks", ())
    ]
    return {**result, "result": _known_result(result.get("result")), "checks": checks}


def _known_result(result: Any) -> str:
    return result if result in RESULTS else "unknown"


def _costs(product: PublishedProduct) -> Item:
    costs = [_cost(product, cost) for cost in product.costs]
    after = [f"{kinds.PRODUCTS}/{product.id}"]
    return _item(kinds.COSTS, product.id, product.id, costs, after)


def _cost(product: PublishedProduct, cost: Cost) -> dict[str, Any]:
    return {
        "dataProductId": product.id,
        "name": cost.name,
        "amount": cost.amount,
        "currency": cost.currency,
        "yearMonth": cost.month,
        **_given(category=cost.category),
    }


def _example_data(product: PublishedProduct, example: ExampleData) -> Item:
    id_ = f"{product.id}.{example.port}.{example.object}"
    body = {
        "id": id_,
        "dataProductId": product.id,
        "outputPortId": example.port,
        "dataContractId": example.contract,
        "schemaName": example.object,
        "data": list(example.rows),
    }
    return _item(kinds.EXAMPLE_DATA, id_, product.id, body, [f"{kinds.PRODUCTS}/{product.id}"])


def _fault_of_contract(contract: PublishedContract) -> str | None:
    """What is released must be what the archive of released versions has, but for its wording."""
    document = contract.document
    if not document.get("id"):
        return f"{contract.file} has no id"
    if document.get("status") not in RELEASED:
        return None
    released = f"version {document.get('version')} of {contract.file} is {document['status']}"
    if contract.published is None:
        return f"{released} and is not among the published versions: run ./pants generate"
    if _promises(document) != _promises(contract.published):
        return f"{released} and is not what was published as that version: raise the version"
    return None


def _promises(contract: Document) -> Mapping[str, Any]:
    """A version that was published as active may be deprecated since."""
    form = canonical_form(dict(contract))
    form.pop("status", None)
    return form


def _fault_of_product(product: PublishedProduct) -> str | None:
    if not product.id:
        return f"{product.file} has no id"
    if not _owner(product.document):
        return f"{product.file} names no team: write `team: {{name: ...}}`"
    return None


def _fault_of_event(event: LineageEvent) -> str | None:
    run, job = _part(event.event, "run"), _part(event.event, "job")
    if run.get("runId") and job.get("name") and event.event.get("eventType"):
        return None
    return "the event has no run.runId, no job.name or no eventType, so it cannot be found again"


def _fault_of_example(item: Item) -> str | None:
    size = len(item.content.encode())
    if size <= MAX_EXAMPLE_BYTES:
        return None
    return f"the example data has {size} bytes, and the server takes {MAX_EXAMPLE_BYTES}"


def _owner(document: Document) -> list[str]:
    name = _part(document, "team").get("name")
    return [f"{kinds.TEAMS}/{name}"] if name else []


def _contract_keys(product: PublishedProduct) -> Iterator[str]:
    for contract in product.contracts:
        yield f"{kinds.CONTRACTS}/{contract.document.get('id', '')}"


def _part(document: Document, key: str) -> Mapping[str, Any]:
    part = document.get(key)
    return part if isinstance(part, Mapping) else {}


def _given(**values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _parents_first(teams: Iterable[Team]) -> list[Team]:
    teams = list(teams)
    order = _in_order({team.id: [team.parent] for team in teams})
    return sorted(teams, key=lambda team: order[team.id])


def _providers_first(products: Iterable[PublishedProduct]) -> list[PublishedProduct]:
    products = list(products)
    order = _in_order({product.id: product.reads for product in products})
    return sorted(products, key=lambda product: order[product.id])


def _in_order(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The places: what is needed before what needs it, else as given. A cycle is cut somewhere."""
    places: dict[str, int] = {}
    begun: set[str] = set()
    for first in needs:
        stack = [first] if first not in begun else []
        while stack:
            begun.add(stack[-1])
            following = next((n for n in needs[stack[-1]] if n in needs and n not in begun), None)
            if following is None:
                places[stack.pop()] = len(places)
            else:
                stack.append(following)
    return places
