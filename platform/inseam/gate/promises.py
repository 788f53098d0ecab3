"""Whose promises become impossible, where a provider's service levels change.

The model is that of `inseam.promises.feasibility`: what a provider promises, a consumer can count
on, and no more. Only what was possible before is reported; the policies report what never was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from inseam.documents.yaml_document import Document, Path, read_yaml
from inseam.gate.compare import PROMISED, Verdict
from inseam.gate.consumers import Consumer
from inseam.gate.findings import ContractFinding, tree_finding
from inseam.gate.model import ComparedContract
from inseam.gate.ports import is_product_file
from inseam.gate.service_levels import END_DATES, end_date
from inseam.gate.values import text
from inseam.odcs.lenient import entries, mapping
from inseam.promises.feasibility import (
    Chain,
    Feasibility,
    Link,
    Reading,
    feasibilities,
    promised_of,
    shown,
)
from inseam.promises.promise import Kind, Level, Promise, kind_of, promise_of
from inseam.report.finding import InputError, Related, Severity

# In which order a change of a provider is the one to name, for a promise of a consumer.
_OF_TIME: tuple[Kind, ...] = ("freshness", "latency", "frequency")


@dataclass(frozen=True, slots=True)
class _Port:
    product: str
    team: str
    inputs: tuple[str, ...]


def impossible_promises(
    verdicts: Iterable[Verdict],
    was: Mapping[str, Document],
    is_now: Mapping[str, Document],
    beside: Mapping[str, bytes],
    reading: Mapping[str, Reading],
    before: str,
    today: date,
) -> Iterator[ContractFinding]:
    """Findings at the levels that changed, by the contracts of all products on both sides.

    ``beside`` has the products' files. ``reading`` is what is known of the ports' models: without
    it, views and how long rows are kept are left out.
    """
    changed = {verdict.contract: verdict for verdict in verdicts if _levels_differ(verdict)}
    ports = _ports(beside) if changed else {}
    if not ports:
        return
    now = {id_: _link(document, id_, ports, reading) for id_, document in is_now.items()}
    then = {
        id_: replace(link, promise=promise_in(was[id_])) if id_ in was else link
        for id_, link in now.items()
    }
    for consumer, providers in sorted(_downstream(now, changed).items()):
        if consumer not in ports or not _promises(ComparedContract(is_now[consumer]), today):
            continue
        # Its own promise as it is now: what it does to itself is no change of a provider.
        own = {consumer: now[consumer]}
        for found in feasibilities(now, [consumer]):
            if found.can_be_kept is False and _is_possible({**then, **own}, found):
                alone = [one for one in providers if _is_possible({**now, one: then[one]}, found)]
                for cause in sorted(alone or providers):
                    yield _finding(changed[cause], found, ports[consumer], is_now[consumer], before)


def _promises(contract: ComparedContract, today: date) -> bool:
    """Whether it is neither a draft nor past its end."""
    ends = (end_date(contract, name) for name in END_DATES.values())
    has_ended = any(end is not None and end.day is not None and end.day < today for end in ends)
    return contract.status in PROMISED and not has_ended


def _levels_differ(verdict: Verdict) -> bool:
    old, new = verdict.old.value, verdict.new.value
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    return old.get("slaProperties") != new.get("slaProperties") and _without_lines(
        promise_in(verdict.old)
    ) != _without_lines(promise_in(verdict.new))


def _without_lines(promise: Promise) -> Promise:
    unread = tuple(replace(one, line=None) for one in promise.not_compared)
    return replace(promise, contract="", lines=(), not_compared=unread)


def promise_in(document: Document) -> Promise:
    contract = ComparedContract(document)
    return promise_of(
        contract.id,
        (
            Level(
                property=sla.name,
                value=sla.value,
                unit=text(sla.entry, "unit"),
                schedule=text(sla.entry, "schedule"),
                scheduler=text(sla.entry, "scheduler"),
                line=document.line(sla.at("value")),
            )
            for sla in contract.slas
        ),
    )


def _link(
    document: Document, id_: str, ports: Mapping[str, _Port], reading: Mapping[str, Reading]
) -> Link:
    known = reading.get(id_, Reading())
    inputs = ports[id_].inputs if id_ in ports else ()
    return Link(promise_in(document), inputs, frozenset(known.when_asked), known.keeps_history)


def _ports(beside: Mapping[str, bytes]) -> dict[str, _Port]:
    """By contract. A port that names no inputs has those of its product, if it is its only one."""
    found: dict[str, _Port] = {}
    for path in filter(is_product_file, sorted(beside)):
        try:
            product = read_yaml(path, beside[path]).value
        except InputError:
            continue  # lint says what is wrong with it
        if not isinstance(product, dict):
            continue
        name, team = text(product, "id") or "", text(mapping(product, "team"), "name") or ""
        own = [port for port, _ in entries(product, "outputPorts")]
        given = [text(port, "contractId") for port, _ in entries(product, "inputPorts")]
        for port in own:
            named = [text(one, "id") for one, _ in entries(port, "inputContracts")]
            inputs = named or (given if len(own) == 1 else [])
            contract = text(port, "contractId") or ""
            found.setdefault(contract, _Port(name, team, tuple(filter(None, inputs))))
    return found


def _downstream(chain: Chain, starts: Collection[str]) -> dict[str, set[str]]:
    """The contracts behind each of ``starts``, with those that they are behind of."""
    readers: dict[str, list[str]] = defaultdict(list)
    for id_, link in chain.items():
        for each in link.inputs:
            readers[each].append(id_)
    found: dict[str, set[str]] = defaultdict(set)
    for start in starts:
        left = [start]
        while left:
            for reader in readers[left.pop()]:
                if reader != start and start not in found[reader]:
                    found[reader].add(start)
                    left.append(reader)
    return found


def _is_possible(chain: Chain, found: Feasibility) -> bool:
    """Whether the same promise can be kept in another chain."""
    again = feasibilities(chain, [found.contract])
    return all(each.can_be_kept is not False for each in again if each.kind == found.kind)


def _finding(
    verdict: Verdict, found: Feasibility, port: _Port, document: Document, before: str
) -> ContractFinding:
    old, new = promise_in(verdict.old), promise_in(verdict.new)
    kind = _changed_kind(old, new, found.kind)
    promise = promise_in(document)
    promised, best = (shown(value) for value in (found.promised, found.best) if value is not None)
    consumer = Consumer(port.product, port.team, (), "", document.file, promise.line(found.kind))
    return tree_finding(
        "consumer-promise-impossible",
        verdict.contract,
        f"`{found.contract}` can no longer keep its {found.kind} of {promised}: at best it is"
        f" {best}. {found.because}",
        verdict.new.file,
        line=_line(verdict.new, old, new, kind),
        old=Related(before, verdict.old.file, _line(verdict.old, old, new, kind)),
        severity=Severity.INFO if verdict.is_free else None,
        readers=(f"promised by {consumer}",),
    )


def _changed_kind(old: Promise, new: Promise, kind: Kind) -> Kind:
    """The level of the provider that is to blame: of the same kind, or of an age or a schedule."""
    wanted = (kind, *_OF_TIME) if kind in _OF_TIME else (kind,)
    changed = [
        one
        for one in wanted
        if promised_of(old, one) != promised_of(new, one)
        or (one == "frequency" and old.schedule != new.schedule)
    ]
    return changed[0] if changed else kind


def _line(document: Document, old: Promise, new: Promise, kind: Kind) -> int | None:
    """Of what changed of it; of all levels, where there is none of this kind."""
    is_schedule = kind == "frequency" and old.period == new.period
    for sla in ComparedContract(document).slas:
        if kind_of(sla.name) == kind:
            path: Path = sla.at("schedule" if is_schedule else "value")
            return document.line(path)
    return document.line(("slaProperties",))
