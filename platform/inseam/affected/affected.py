"""The changed files, the contracts among them, and whom they concern: put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from inseam.affected.changed_file import ChangedFile, Request, Status
from inseam.affected.contract_change import ContractChange, contract_changes
from inseam.affected.explanations import ExplainedPaths, contract_step, element_step, node_of
from inseam.affected.file_kinds import (
    Comparison,
    FileKind,
    FilePlace,
    Reach,
    goals_of_module,
    place_of,
)
from inseam.affected.result import (
    GOALS,
    Affected,
    AffectedContract,
    AffectedExposure,
    AffectedFile,
    AffectedProduct,
    Block,
    Class,
    Downstream,
    Reason,
    State,
    Step,
    in_order,
)
from inseam.affected.revision import Texts, read_revision
from inseam.affected.yaml_diff import (
    blocks,
    class_of_blocks,
    odps_blocks,
    properties_blocks,
)
from inseam.dbt_project.canonical import canonical_sql
from inseam.dbt_project.canonical_yaml import canonical_yaml
from inseam.dbt_project.file_sizes import MAX_BYTES
from inseam.gate.settings import Settings
from inseam.graph.graph import Graph
from inseam.graph.impact import Reached, downstream
from inseam.graph.load import column_graph_from
from inseam.graph.node import Kind, Node, contract
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean

# What a product with another contract does again.
_PROVIDER_GOALS = ("lint", "check", "test", "facts", "contract-gate")
_REWORDED_GOALS = ("lint", "facts", "contract-gate")
_CONSUMER_GOALS = ("check", "test", "facts")
_CONTRACT_GOALS = ("lint", "facts", "contract-gate")
_REWORDED = (
    "what a test is given is the same, so who reads it has nothing to run;"
    " --changed-since lists them all the same"
)
_LAYOUT = "layout or comments only"
_SAME_TEST = "what its test is given is the same"
# As `inseam.dbt_project.canonical` lays out a project for its test.
_CANONICAL: Mapping[str, Callable[[str], str]] = {
    ".sql": canonical_sql,
    ".yaml": canonical_yaml,
    ".yml": canonical_yaml,
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files of facts: of ``both`` sides where they are the same, else of one; and the texts.

    With ``settings`` contracts are compared.
    """

    both: tuple[Path, ...]
    base: tuple[Path, ...]
    head: tuple[Path, ...]
    base_texts: Texts
    head_texts: Texts
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Change:
    file: ChangedFile
    places: tuple[FilePlace, ...]
    found: AffectedFile

    @property
    def of_contract(self) -> bool:
        return any(place.kind.comparison is Comparison.CONTRACT for place in self.places)


def find_affected(request: Request, inputs: Inputs) -> Affected:
    """Raises `InputError` for a product that is asked for, and is on neither side."""
    _check_asked(request)
    return _Finder(request, inputs).find()


def _check_asked(request: Request) -> None:
    known = {_name(folder) for folder in (*request.folders.head, *request.folders.base)}
    findings = []
    for name in sorted(set(request.asked) - known):
        findings.append(
            Finding(
                rule="unknown-product",
                severity=Severity.ERROR,
                file=f"products/{name}",
                message=f"There is no product `{name}`, neither here nor at the base.",
                fix=did_you_mean(name, known, "Name a folder in products/."),
            )
        )
    if findings:
        raise InputError(findings)


class _Finder:
    def __init__(self, request: Request, inputs: Inputs) -> None:
        self._request = request
        self._inputs = inputs
        self._folders = frozenset({*request.folders.head, *request.folders.base})
        both = read_revision(inputs.both)
        self._base = both.with_files(inputs.base)
        self._head = both.with_files(inputs.head)
        self._changes = [self._change(change) for change in request.changes]
        self._contracts = contract_changes(
            (change.file for change in self._changes if change.of_contract),
            self._base,
            self._head,
            (inputs.base_texts, inputs.head_texts),
            inputs.settings,
        )
        self._starts: dict[Node, Step] = {}
        files = (*inputs.both, *inputs.base, *inputs.head)
        self._graph = column_graph_from(files, self._find_starts)
        gone = {
            change.base for change in request.changes if change.base and change.base != change.head
        }
        self._ways = ExplainedPaths(self._graph, gone)

    # What has changed

    def _change(self, change: ChangedFile) -> _Change:
        places = tuple(place_of(path, self._folders) for path in change.paths)
        kind = places[0].kind
        found = self._blocks(change, kind.comparison)
        class_ = kind.class_
        note = kind.note
        if found or (found is not None and change.status is Status.MODIFIED):
            class_ = class_of_blocks(found)
        if class_ is Class.LAYOUT:
            note = _LAYOUT
        return _Change(
            change,
            places,
            AffectedFile(
                path=change.path,
                old_path=change.base if change.status is Status.RENAMED else None,
                status=change.status.value,
                class_=class_,
                blocks=found or (),
                note=note,
            ),
        )

    def _blocks(self, change: ChangedFile, comparison: Comparison) -> tuple[Block, ...] | None:
        """None where nothing is known but that the file is another one."""
        if comparison is Comparison.SQL:
            return () if self._is_layout(change) else None
        if comparison in (Comparison.WHOLE, Comparison.CONTRACT):
            return None
        base = self._inputs.base_texts.document(change.base)
        head = self._inputs.head_texts.document(change.head)
        if base is None or head is None:
            found = properties_blocks(base, head) if comparison is Comparison.PROPERTIES else ()
            # Nothing but exposures, say, on the one side that there is.
            return found if class_of_blocks(found) is Class.DOCS else None
        if comparison is Comparison.ODPS:
            return odps_blocks(base, head)
        if comparison is Comparison.PROPERTIES:
            return properties_blocks(base, head)
        class_ = place_of(change.path, self._folders).kind.class_
        return blocks(base, head, lambda _: class_)

    def _is_layout(self, change: ChangedFile) -> bool:
        """Of a file whose canonical form, which a test is given, is the same."""
        if change.base is None or change.base != change.head:
            return False
        form = _CANONICAL.get(PurePosixPath(change.base).suffix)
        base = self._inputs.base_texts.text(change.base)
        head = self._inputs.head_texts.text(change.base)
        if form is None or base is None or head is None:
            return False
        # A test is given what is larger as it is.
        if max(len(text.encode()) for text in (base, head)) > MAX_BYTES:
            return False
        return form(base) == form(head)

    # Where data begins to differ

    def _find_starts(self, graph: Graph) -> Iterable[Node]:
        for change in self._contracts:
            if change.state is State.REWORDED or change.keeps_rows:
                continue  # The rows are what they were.
            if change.difference is None or change.difference.is_whole:
                self._starts[contract(change.contract_id)] = contract_step(change)
            for part in change.difference.elements if change.difference else ():
                node = node_of(change.contract_id, part)
                self._starts.setdefault(node, element_step(change, part))
        for changed in self._changes:
            if changed.found.class_ is Class.LOGIC:
                for node in self._made_by(changed, graph):
                    self._starts.setdefault(node, _file_step(changed.found))
        return list(self._starts)

    def _made_by(self, changed: _Change, graph: Graph) -> Iterator[Node]:
        nodes = {node for path in changed.file.paths for node in graph.files.get(path, ())}
        found = [node for node in nodes if node.kind in (Kind.MODEL, Kind.MACRO)]
        yield from found
        if not found and changed.places[0].folder is not None:
            # dbt_project.yml, say: every model of the product.
            product = _name(changed.places[0].folder)
            models = {node for of_file in graph.files.values() for node in of_file}
            yield from (n for n in models if n.kind is Kind.MODEL and n.owner == product)

    # Whom it concerns

    def find(self) -> Affected:
        reasons: dict[str, list[Reason]] = defaultdict(list)
        files = []
        for changed in self._changes:
            for folder, reason in self._reasons_of_file(changed):
                reasons[folder].append(reason)
            files.append(self._file(changed))
        contracts = []
        for change in self._contracts:
            for folder, reason in self._reasons_of_contract(change):
                reasons[folder].append(reason)
            contracts.append(self._contract(change))
        products = [
            self._product(folder, reasons[folder])
            for folder in self._request.folders.head
            if reasons.get(folder)
        ]
        affected = {product.product for product in products}
        asked = set(self._request.asked)
        reached = downstream(self._graph, self._starts)
        reaches = list(self._reaches(reached, affected))
        exposures = self._exposures(reached)
        head = set(self._request.folders.head)
        goals = {goal for product in products for goal in product.goals}
        goals.update(goal for found in contracts for goal in found.goals)
        goals.update(goal for changed in self._changes for goal in self._shared_goals(changed))
        return Affected(
            base=self._request.base,
            files=tuple(files),
            products=tuple(p for p in products if not asked or p.product in asked),
            deleted=tuple(_name(f) for f in self._request.folders.base if f not in head),
            contracts=tuple(contracts),
            reaches=tuple(r for r in reaches if not asked or r.product in asked),
            goals=in_order(goals),
            affected=len(products),
            looked_at=len(head),
            asked=tuple(sorted(asked)),
            exposures=tuple(e for e in exposures if not asked or e.product in asked),
        )

    def _shared_goals(self, changed: _Change) -> Sequence[str]:
        """Of a file of no product: what reads it for all of them."""
        place = changed.places[0]
        return place.kind.goals if place.kind.reach is Reach.NOBODY else ()

    def _reasons_of_file(self, changed: _Change) -> Iterator[tuple[str, Reason]]:
        for place in changed.places:
            kind = place.kind
            start = _file_step(changed.found)
            if kind.reach is Reach.PRODUCT and kind.comparison is not Comparison.CONTRACT:
                if place.folder is not None and kind.goals:
                    steps = (start, *self._models_of(changed.file, _name(place.folder)))
                    note = _SAME_TEST if self._is_same_test(changed) else ""
                    yield place.folder, Reason("own file", steps, self._goals(changed, kind), note)
            elif kind.reach is Reach.PACKAGE:
                yield from self._reasons_of_package(changed, self._goals(changed, kind))
            elif kind.reach is Reach.EVERY_PRODUCT:
                for folder in self._request.folders.head:
                    yield folder, Reason("toolchain", (start,), kind.goals)
            elif kind.reach is Reach.LIBRARY:
                yield from self._reasons_of_library(changed)

    def _goals(self, changed: _Change, kind: FileKind) -> tuple[str, ...]:
        same = {"test"} if self._is_same_test(changed) else set()
        return tuple(goal for goal in kind.goals if goal not in same)

    def _is_same_test(self, changed: _Change) -> bool:
        read_by_dbt = changed.places[0].kind.comparison in (
            Comparison.SQL,
            Comparison.PROPERTIES,
            Comparison.YAML,
        )
        return read_by_dbt and self._is_layout(changed.file)

    def _models_of(self, change: ChangedFile, product: str) -> Iterator[Step]:
        nodes = {n for path in change.paths for n in self._graph.files.get(path, ())}
        models = sorted(n for n in nodes if n.kind is Kind.MODEL and n.owner == product)
        if len(models) == 1:
            yield Step(str(models[0]), change.path, 1, is_gone=change.head is None)

    def _reasons_of_package(
        self, changed: _Change, goals: tuple[str, ...]
    ) -> Iterator[tuple[str, Reason]]:
        package = "/".join(changed.file.path.split("/")[:2])
        users = self._base.packages.get(package, set()) | self._head.packages.get(package, set())
        start = _file_step(changed.found)
        for folder in self._request.folders.head:
            product = _name(folder)
            # What a project that cannot be read uses is not known.
            if product not in users and product in self._head.read_projects:
                continue
            calls = (self._ways.from_macros(path, product) for path in changed.file.paths)
            step = next((call for call in calls if call is not None), None)
            steps = (start, step) if step else (start,)
            notes = (
                "" if step else "it has the package, and no model of it calls this",
                _SAME_TEST if self._is_same_test(changed) else "",
            )
            note = "; ".join(filter(None, notes))
            yield folder, Reason("shared package", steps, goals, note)

    def _reasons_of_library(self, changed: _Change) -> Iterator[tuple[str, Reason]]:
        if changed.file.status is Status.DELETED:
            modules = {"a module that is deleted": in_order({*GOALS} - {"policies"})}
        else:
            modules = {
                module: goals
                for module, files in sorted(self._request.tools.items())
                if changed.file.path in files and (goals := goals_of_module(module))
            }
        goals = in_order({goal for of_module in modules.values() for goal in of_module})
        for folder in self._request.folders.head if goals else ():
            steps = (_file_step(changed.found), Step(", ".join(modules), changed.file.path, 1))
            yield folder, Reason("toolchain", steps, goals)

    def _reasons_of_contract(self, change: ContractChange) -> Iterator[tuple[str, Reason]]:
        head = {_name(folder): folder for folder in self._request.folders.head}
        is_reworded = change.state is State.REWORDED
        providers = self._providers(change)
        for provider in sorted(providers & head.keys()):
            goals = _REWORDED_GOALS if is_reworded else _PROVIDER_GOALS
            for reason in self._ways.to_provider(change, provider, goals):
                yield head[provider], reason
        if is_reworded:
            return
        for consumer in self._graph.consumers(change.contract_id):
            if consumer in head:
                for reason in self._ways.to_consumer(change, consumer, _CONSUMER_GOALS):
                    yield head[consumer], reason

    def _providers(self, change: ContractChange) -> set[str]:
        places = (place_of(path, self._folders) for path in (change.base, change.head) if path)
        return {_name(place.folder) for place in places if place.folder is not None}

    # What the gate says of it

    def _file(self, changed: _Change) -> AffectedFile:
        if not changed.of_contract:
            return changed.found
        change = next(
            (c for c in self._contracts if {c.base, c.head}.intersection(changed.file.paths)), None
        )
        if change is None:
            return changed.found
        found = change.difference.blocks if change.difference else ()
        parts = change.difference.elements if change.difference else ()
        said = tuple(Block(part.name, part.what, part.class_, part.line) for part in parts)
        note = _REWORDED if change.state is State.REWORDED else ""
        return replace(
            changed.found,
            class_=change.class_,
            blocks=tuple(b for b in found if b.name != "schema" or not said) + said,
            note=note,
        )

    def _contract(self, change: ContractChange) -> AffectedContract:
        place = place_of(change.file, self._folders)
        return AffectedContract(
            contract_id=change.contract_id,
            file=change.file,
            state=change.state,
            class_=change.class_,
            provider=None if place.folder is None else _name(place.folder),
            consumers=tuple(self._graph.consumers(change.contract_id)),
            goals=_CONTRACT_GOALS,
        )

    def _product(self, folder: str, reasons: list[Reason]) -> AffectedProduct:
        is_new = folder not in self._request.folders.base
        goals = {goal for reason in reasons for goal in reason.goals}
        return AffectedProduct(
            product=_name(folder),
            folder=folder,
            state=State.ADDED if is_new else State.CHANGED,
            goals=in_order(goals),
            reasons=tuple(sorted(reasons, key=lambda reason: (reason.distance, reason.steps))),
        )

    def _reaches(self, reached: Reached, affected: set[str]) -> Iterator[Downstream]:
        head = {_name(folder) for folder in self._request.folders.head}
        nodes: dict[str, list[Node]] = defaultdict(list)
        for node in reached.nodes:
            if node.kind in (Kind.MODEL, Kind.COLUMN, Kind.PRODUCT, Kind.EXPOSURE):
                nodes[node.owner].append(node)
        for product in reached.products:
            if product in affected or product not in head:
                continue
            causes = {self._starts[c] for node in nodes[product] for c in reached.causes(node)}
            yield Downstream(product, len(causes), self._way(reached, nodes[product][0]))

    def _exposures(self, reached: Reached) -> Iterator[AffectedExposure]:
        """Those of the head: one that is gone shows nothing any more."""
        for node in sorted(node for node in reached.nodes if node.kind is Kind.EXPOSURE):
            known = self._head.exposures.get((node.owner, node.name))
            if known is not None:
                causes = {self._starts[cause] for cause in reached.causes(node)}
                yield AffectedExposure(
                    node.owner,
                    node.name,
                    known.type,
                    known.owner,
                    len(causes),
                    self._way(reached, node),
                )

    def _way(self, reached: Reached, node: Node) -> tuple[Step, ...]:
        path = reached.path(node)
        start = self._starts[path[0].source if path else node]
        return (start, *self._ways.along(path))


def _name(folder: str) -> str:
    return PurePosixPath(folder).name


def _file_step(found: AffectedFile) -> Step:
    return Step(f"file {found.status}", found.path, 1, is_gone=found.status == Status.DELETED)
