"""From projects to planned products: what would be written, with its findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from inseam.adopt.bench import Bench
from inseam.adopt.building import Tested, build_and_test
from inseam.adopt.clock import with_pinned_clock
from inseam.adopt.contracts import port_contract
from inseam.adopt.cross_refs import Known, answered, as_sources, foreign_refs, in_order, own_names
from inseam.adopt.dialects import dialect_of_profiles, translated
from inseam.adopt.existing_contracts import Existing, existing, without
from inseam.adopt.judging import judge
from inseam.adopt.kept_files import data_files, kept, project_settings
from inseam.adopt.listed import listed, with_values
from inseam.adopt.moves import MovedPort, move, plan_ports, unknown_columns
from inseam.adopt.origin import Project
from inseam.adopt.packages import other_projects_named, with_packages
from inseam.adopt.port_contracts import port_tables, remarks, taken_over
from inseam.adopt.ports import Port, choose_ports
from inseam.adopt.product_files import with_product_files
from inseam.adopt.providers import contracts_here, has_table, providers_of
from inseam.adopt.questions import QUESTIONS, Answers, unanswered, unanswered_reading
from inseam.adopt.reading import ReadProject, read_project
from inseam.adopt.request import Options
from inseam.adopt.settings import as_product, snake_case, without_governance
from inseam.adopt.snapshots import as_yaml
from inseam.adopt.sources import Reading, as_input_ports
from inseam.adopt.stage import Files, Stage, done, left, text
from inseam.authoring.repository import Provided
from inseam.codegen.archive import published_path
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.odcs.names import source_name
from inseam.report.finding import Finding, InputError, Severity


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project as far as its texts alone say what becomes of it."""

    product: str
    shown: str
    project: Project
    files: Files
    settings: Mapping[str, Any]
    existing: Existing
    answers: Answers
    shared: Files
    packages: frozenset[str]
    notes: tuple[Finding, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.product, str(self.settings["name"])})


@dataclass(frozen=True, slots=True)
class Planned:
    """A product to write. ``files`` are by their paths in the repository.

    ``ports`` are the models that become ports. ``origins`` says of each file of the product what it
    is of the project: kept, moved from where, edited, or new.
    """

    product: str
    shown: str
    project: Project
    files: Files
    notes: tuple[Finding, ...]
    tested: Tested | None = None
    ports: Sequence[Port] = ()
    readings: Sequence[Reading] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    policies: tuple[Finding, ...] = ()
    team: str = ""

    @property
    def is_refused(self) -> bool:
        return any(note.severity is Severity.ERROR for note in self.notes)


def prepare(
    project: Project,
    name: str,
    given: Mapping[str, str],
    found: Mapping[str, str],
    options: Options,
    shared: Mapping[str, str],
    others: Iterable[str],
) -> Prepared:
    """Before dbt reads anything. Raises `InputError` for a project file that is none."""
    shown = (
        project.address
        if project.folder == "."
        else f"{project.address.rstrip('/')}/{project.folder}"
    )
    settings = project_settings(project.files, shown)
    old = str(settings["name"])
    product = name or snake_case(old)
    answers = Answers(product, given, found)
    stage = kept(project.files, shown)
    own = existing(stage.files, answers, shown)
    # What its own product file says decides how its contracts are taken over.
    answers = answers.with_found(own.answers)
    own = existing(stage.files, answers, shown)
    stage = stage.then(lambda files: Stage(without(files), own.notes))
    named = other_projects_named(stage.files, shown)
    packaged, new_shared = with_packages(
        stage.files, shared, project.nested, [*others, *named], shown
    )
    stage = Stage(packaged.files, (*stage.notes, *packaged.notes))
    dialect = options.dialect or dialect_of_profiles(project.files)
    stage = (
        stage.then(lambda files: as_product(files, product, old, shown))
        .then(lambda files: as_yaml(files, shown))
        .then(lambda files: with_values(files, answers, settings, shown))
        .then(lambda files: translated(files, dialect, shown))
        .then(lambda files: with_pinned_clock(files, shown))
    )
    names = {Path(path).parts[1] for path in new_shared} | set(shared)
    notes = [*stage.notes, *unanswered(answers, QUESTIONS, shown)]
    if any(
        "sources:" in text(stage.files, p) for p in stage.files if p.endswith((".yml", ".yaml"))
    ):
        notes += unanswered_reading(answers, ["its sources"], shown)
    return Prepared(
        product,
        shown,
        project,
        stage.files,
        settings,
        own,
        answers,
        new_shared,
        frozenset(names),
        tuple(notes),
    )


def plan_all(
    prepared: Sequence[Prepared], options: Options, repository: Path, bench: Bench, today: date
) -> list[Planned]:
    """In the order in which they read each other. Raises `InputError` if that is a circle."""
    known = [Known(one.product, one.names, own_names(one.files)) for one in prepared]
    here = _known_here(repository)
    foreign = {
        one.product: foreign_refs(one.files, own_names(one.files), one.product, one.packages)
        for one in prepared
    }
    meant = {
        product: {(ref.name, other.product) for _, ref in refs if (other := answered(ref, known))}
        for product, refs in foreign.items()
    }
    reads = {product: frozenset(other for _, other in read) for product, read in meant.items()}
    order = in_order([one.product for one in prepared], reads)
    if order is None:
        raise InputError([_circle(prepared)])
    demanded: dict[str, dict[str, str]] = {}
    for product, read in sorted(meant.items()):
        for name, provider in sorted(read):
            demanded.setdefault(provider, {}).setdefault(name, f"`{product}`")
    providers = providers_of(contracts_here(repository))
    by_product = {one.product: one for one in prepared}
    planned: list[Planned] = []
    for product in order:
        one = by_product[product]
        others = [k for k in (*known, *here) if k.product != product]
        try:
            made = _Planning(one, options, bench, providers, today).plan(
                foreign[product], others, demanded.get(product, {})
            )
        except InputError as error:
            made = Planned(product, one.shown, one.project, {}, (*one.notes, *error.findings))
        planned.append(made)
        contracts = {
            p: c
            for p, c in made.files.items()
            if p.endswith(".odcs.yaml") and "/output_ports/" in p
        }
        external = {p: c for p, c in made.files.items() if p.startswith("contracts/external/")}
        providers = [*providers, *providers_of({**contracts, **external})]
    return planned


def _known_here(repository: Path) -> list[Known]:
    found: dict[str, set[str]] = {}
    for provider in providers_of(contracts_here(repository)):
        if provider.product:
            tables = {o.physical_name for o in provider.contract.objects}
            found.setdefault(provider.product, set()).update(tables)
    return [
        Known(name, frozenset({name}), frozenset(tables)) for name, tables in sorted(found.items())
    ]


def _circle(prepared: Sequence[Prepared]) -> Finding:
    return Finding(
        rule="adopt-circle",
        severity=Severity.ERROR,
        file=prepared[0].shown,
        message=(
            "The projects read each other in a circle, so none can be a product before the others."
        ),
        fix="Bring one in first, without the models that read the others.",
    )


@dataclass(frozen=True, slots=True)
class _Planning:
    one: Prepared
    options: Options
    bench: Bench
    providers: Sequence[Provided]
    today: date

    def plan(
        self,
        foreign: Sequence[Any],
        others: Sequence[Known],
        demanded: Mapping[str, str],
    ) -> Planned:
        one, bench, product = self.one, self.bench, self.one.product
        notes = list(one.notes)
        stage, cross = as_sources(one.files, foreign, others, self.providers, one.shown)
        notes += stage.notes
        if any(note.severity is Severity.ERROR for note in notes):
            return Planned(product, one.shown, one.project, {}, tuple(notes))
        bench.put(one.shared)
        readable = {**stage.files, **self._sources_of(cross)}
        bench.replace_product(product, readable)
        project = bench.run(read_project, product)
        ports = choose_ports(project, self._asked(), demanded, one.shown)
        governed = without_governance(stage.files, one.shown)
        notes += governed.notes
        of_ports = {p for p, c in one.existing.contracts.items() if _is_of_ports(c, ports, project)}
        own = {p: c for p, c in one.existing.contracts.items() if p not in of_ports}
        own_project = replace(
            project, sources={i: s for i, s in project.sources.items() if s.path in stage.files}
        )
        inputs = as_input_ports(
            governed.files,
            own_project,
            self.providers,
            own,
            data_files(one.project.files),
            one.answers,
            cross,
            one.shown,
        )
        notes += [
            *inputs.stage.notes,
            *listed(inputs.stage.files, project, {p.node.id for p in ports}, one.shown),
        ]
        notes += unanswered_reading(
            one.answers, [r.contract_id for r in inputs.readings], one.shown
        )
        external = {
            f"contracts/external/{r.contract_id}.odcs.yaml": r.content
            for r in inputs.readings
            if r.is_new
        }
        bench.put(external)
        for path in external:
            bench.publish(path)
        bench.replace_product(product, inputs.stage.files)
        notes += _said(bench.generate(product))
        built = bench.run(build_and_test, product)
        moved = plan_ports(project, ports, built.columns)
        unbuilt = [m for m in moved if not m.columns]
        if unbuilt:
            notes += [self._not_built(m, built) for m in unbuilt]
            moved = [m for m in moved if m.columns]
        arranged = move(inputs.stage.files, project, moved, product, one.shown)
        notes += arranged.notes
        notes += [note for m in moved for note in unknown_columns(m, one.shown)]
        contracts, said = self._contracts(project, moved, of_ports)
        notes += said
        files = with_product_files(
            arranged.files, product, one.answers, contracts, inputs.readings, self.today
        )
        bench.replace_product(product, files)
        for id in contracts:
            bench.publish(_contract_path(product, id))
        notes += _said(bench.generate(product))
        tested = bench.run(build_and_test, product)
        bench.clean()
        policies, said = self._judged(frozenset(external))
        notes += said
        written = {**external, **one.shared, **bench.take(f"products/{product}")}
        released = (
            [*external, *(_contract_path(product, id) for id in contracts)]
            if tested.is_green
            else list(external)
        )
        for path in released:
            written |= _archived(bench, path, written[path])
        origins = _origins(one.project.files, bench.take(f"products/{product}"), product)
        return Planned(
            product,
            one.shown,
            one.project,
            written,
            tuple(notes),
            tested,
            ports,
            inputs.readings,
            origins,
            policies,
            one.answers.get("team"),
        )

    def _judged(self, external: frozenset[str]) -> tuple[tuple[Finding, ...], list[Finding]]:
        """What the policies find; a policy that cannot be read keeps no project out."""
        try:
            return self.bench.run(judge, self.one.product, external, self.today), []
        except InputError as error:
            return (), _said(error.findings)

    def _asked(self) -> list[str]:
        found = []
        for entry in self.options.port:
            product, dot, model = entry.partition(".")
            if not dot:
                found.append(entry)
            elif product in self.one.names:
                found.append(model)
        return found

    def _sources_of(self, cross: Mapping[str, set[str]]) -> dict[str, bytes]:
        """What was a ref to another project is a source that dbt has to know of."""
        entries = []
        for id, tables in sorted(cross.items()):
            provider = next(p for p in self.providers if p.id == id)
            entries.append(
                f"  - name: {source_name(provider.id)}\n    schema: {provider.contract.schema}\n  "
                "  tables:\n" + "".join(f"      - name: {table}\n" for table in sorted(tables))
            )
        return (
            {"models/_cross_refs.yml": ("version: 2\nsources:\n" + "".join(entries)).encode()}
            if entries
            else {}
        )

    def _not_built(self, moved: MovedPort, built: Tested) -> Finding:
        node = moved.port.node
        because = next(
            (f for f in built.findings if node.name in f.message or node.path in f.file), None
        )
        why = f": {because.message.splitlines()[0]}" if because else "."
        message = f"`{node.name}` is not a port yet, as no build yields it{why}"
        fix = "Correct what keeps it from being built, and run ./pants adopt again."
        note = left(f"{self.one.shown}/{node.path}", message, fix)
        return replace(note, details=tuple(because.message.splitlines()[1:6]) if because else ())

    def _contracts(
        self, project: ReadProject, moved: Sequence[MovedPort], of_ports: Collection[str]
    ) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
        product, answers = self.one.product, self.one.answers
        by_version: dict[int, list[MovedPort]] = {}
        for m in moved:
            by_version.setdefault(m.port.version, []).append(m)
        found: dict[str, dict[str, Any]] = {}
        notes: list[Finding] = []
        for version, of_version in sorted(by_version.items()):
            id = f"{product.replace('_', '-')}-v{version}"
            drafts = port_tables(project, of_version)
            contract = port_contract(id, f"{version}.0.0", product, answers, drafts)
            for path in sorted(of_ports):
                own = self.one.existing.contracts[path]
                if _has_all(own, [m.port for m in of_version]):
                    contract = taken_over(own, contract, id)
                    message = (
                        "The project's contract is that of the port:"
                        f" {_contract_path(product, id)}."
                    )
                    notes.append(done(f"{self.one.shown}/{path}", message))
            found[id] = contract
            notes += remarks(of_version, id, self.one.shown)
        return found, notes


def _contract_path(product: str, id: str) -> str:
    return f"products/{product}/models/output_ports/v{id.rpartition('-v')[2]}/{id}.odcs.yaml"


def _archived(bench: Bench, path: str, content: bytes) -> dict[str, bytes]:
    """The published file that the small repository got of a contract."""
    contract = read_contract(read_yaml(path, content))
    target = published_path(contract.id, contract.version)
    return {target.as_posix(): (bench.root / target).read_bytes()}


def _said(findings: Iterable[Finding]) -> list[Finding]:
    return [replace(f, severity=Severity.WARNING) for f in findings]


def _is_of_ports(own: Provided, ports: Iterable[Port], project: ReadProject) -> bool:
    """Whether a contract of the project's own promises its ports, and describes no source."""
    schema = (own.contract.schema or "").lower()
    is_source = any(
        source.relation[1].lower() == schema and has_table(own, source.relation[2])
        for source in project.sources.values()
    )
    return _has_all(own, ports) and not is_source


def _has_all(own: Provided, ports: Iterable[Port]) -> bool:
    tables = {o.physical_name.lower() for o in own.contract.objects}
    return bool(tables) and tables <= {port.table.lower() for port in ports}


def _origins(before: Files, after: Files, product: str) -> dict[str, str]:
    """Of each file of the product; one that moved and changed counts as edited."""
    by_content = {content: path for path, content in before.items()}
    names = {Path(path).name: path for path in before}
    found = {}
    for path, content in after.items():
        below = path.removeprefix(f"products/{product}/")
        if before.get(below) == content:
            found[path] = "kept"
        elif content in by_content and content.strip():
            found[path] = f"moved from {by_content[content]}"
        elif below in before:
            found[path] = "edited"
        elif Path(path).name in names and Path(path).name != "_models.yml":
            found[path] = f"edited, from {names[Path(path).name]}"
        else:
            found[path] = "new"
    return found
