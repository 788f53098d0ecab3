"""A product as somebody asked for it, held against the repository; or all that is against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inseam.authoring.agree import start_day, thin_purpose, unusable, without_agreement
from inseam.authoring.new_contract import (
    ContractHead,
    NamedColumn,
    contract_content,
    input_column,
    named_columns,
)
from inseam.authoring.options import listed, missing, option_error, refuse
from inseam.authoring.product import NewProduct
from inseam.authoring.repository import (
    EXTERNAL,
    PRODUCTS,
    Place,
    Provided,
    TeamEntry,
    place_in_production,
    provided,
    team_entries,
    unknown_contract,
)
from inseam.authoring.wiring import InputTable, wire
from inseam.authoring.yaml_text import yaml_text
from inseam.contract_lint.lint_file import lint
from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.odcs.contract import Contract, Property, read_contract
from inseam.odcs.lenient import entries, mapping, text
from inseam.odcs.names import is_snake_case
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean

GOAL = "new-product"
_ARCHETYPES = ("source-aligned", "aggregate", "consumer-aligned")
_TEXTS = ("purpose", "limitations", "usage")
_COMMON_DBT = Path("shared", "dbt_common", "dbt_project.yml")
_DESCRIBED = {
    "name": "its folder, its id and the name of its dbt project, in snake_case",
    "contract": "an ODCS file, or --new-product-columns=order_id:string:key,...",
    "team": "who owns it: an id of platform/teams.yaml",
    "purpose": "who does what with the data, in a sentence",
    "limitations": "what it is not for",
    "usage": "how to read it",
    "archetype": " or ".join(_ARCHETYPES),
    "support": "where to ask: an address",
    "catalog": "the catalog of its tables in production",
    "host": "the host of the warehouse in production",
}


@dataclass(frozen=True, slots=True)
class NewProductOptions:
    name: str = ""
    title: str = ""
    contract: str = ""
    columns: str = ""
    descriptions: dict[str, str] = field(default_factory=dict)
    classification: str = ""
    inputs: str = ""
    team: str = ""
    purpose: str = ""
    limitations: str = ""
    usage: str = ""
    archetype: str = ""
    support: str = ""
    catalog: str = ""
    host: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True)
class _Inputs:
    """``wanted`` are the tables of a contract that were named with it; all if there are none."""

    provided: tuple[Provided, ...]
    wanted: Mapping[str, frozenset[str]]

    def tables(self) -> Mapping[str, frozenset[str]]:
        return {
            one.contract.id: self.wanted[one.contract.id]
            or frozenset(object_.physical_name for object_ in one.contract.objects)
            for one in self.provided
        }


def planned_product(options: NewProductOptions, root: Path) -> NewProduct:
    """Raises `InputError` with everything that is missing or wrong, in one go."""
    problems = list(_wrong_name(options))
    inputs = _read_inputs(options, root, problems)
    document = _read_given_contract(options, problems)
    teams = team_entries(root)
    given = _given(options, document, inputs, root)
    columns = _read_columns(options, inputs, problems)
    absent = [(option, _DESCRIBED[option]) for option in _wanted(options) if not given[option]]
    if absent := [*absent, *_not_said(columns)]:
        problems.append(missing(GOAL, absent))
    problems += thin_purpose(GOAL, options.purpose)
    problems += [*_wrong_contract(options, document), *_wrong_team(given["team"], teams)]
    if options.archetype and options.archetype not in _ARCHETYPES:
        fix = did_you_mean(options.archetype, _ARCHETYPES, f"Write {' or '.join(_ARCHETYPES)}.")
        what = f"The archetype `{options.archetype}` is unknown."
        problems.append(option_error(GOAL, "archetype", what, fix))
    try:
        start = start_day(GOAL, options.start)
    except InputError as error:
        problems += error.findings
    refuse(problems)

    team = teams.get(given["team"]) or TeamEntry(given["team"], None, None, None)
    domain = team.domain
    description = {key: given[key] for key in _TEXTS if given[key]}
    support = _support(options, document)
    head = ContractHead(
        f"{options.name.replace('_', '-')}-v1",
        _title(options),
        options.name,
        options.name,
        team.id,
        domain,
        description,
        support,
        Place(given["host"], given["catalog"]),
    )
    if document is None:
        contract_text = yaml_text(contract_content(head, columns))
    else:
        contract_text = read_file(options.contract).decode("utf-8")
        domain = text(document.value, "domain") or domain
    contract = _contract(options, contract_text, root)
    tables = _tables(contract, inputs)
    objects = tuple(wire(contract, object_, tables) for object_ in contract.objects)
    if document is None and any(wired.to_be_written for wired in objects):
        # Nobody is promised a column that is still to be written.
        contract_text = yaml_text(contract_content(replace(head, is_draft=True), columns))
        contract = _contract(options, contract_text, root)
    read = {wired.reads.model for wired in objects if wired.reads}
    reading = {table.contract.id for table in tables if table.model in read}
    # Of a contract that gives no column all tables: somebody named it to join it.
    kept = tuple(
        t
        for t in tables
        if t.model in read or inputs.wanted[t.contract.id] or t.contract.id not in reading
    )
    return NewProduct(
        name=options.name,
        title=_title(options),
        team=team.id,
        domain=domain,
        email=team.email,
        archetype=given["archetype"] or None,
        description=description,
        support=support,
        contract=contract,
        contract_text=contract_text,
        inputs=inputs.provided,
        tables=kept,
        objects=objects,
        dbt_versions=_dbt_versions(root),
        start=start,
    )


def _wanted(options: NewProductOptions) -> Iterable[str]:
    """What has to be known; where tables are, a contract that is given says itself."""
    return [o for o in _DESCRIBED if not (options.contract and o in ("catalog", "host"))]


def _title(options: NewProductOptions) -> str:
    return options.title or options.name.replace("_", " ").title()


def _wrong_name(options: NewProductOptions) -> Iterable[Finding]:
    if options.name and not is_snake_case(options.name):
        what = f"`{options.name}` is not in snake_case."
        yield option_error(GOAL, "name", what, "Write it as in `shop_orders`.")
    if options.contract and options.columns:
        what = "A contract has its columns already."
        yield option_error(GOAL, "columns", what, "Give one of the two.")


def _read_inputs(options: NewProductOptions, root: Path, problems: list[Finding]) -> _Inputs:
    """Of `orders-v1,shop-v1/customers`: contracts, or a table of one each."""
    found: dict[str, Provided] = {}
    wanted: dict[str, frozenset[str]] = {}
    for part in listed(options.inputs):
        contract_id, table = part, ""
        try:
            one = provided(root, part)
            if one is None and "/" in part:
                contract_id, _, table = part.rpartition("/")
                one = provided(root, contract_id)
        except InputError as error:
            problems += error.findings
            continue
        if one is None:
            problems.append(option_error(GOAL, "inputs", *unknown_contract(root, contract_id)))
            continue
        id_ = one.contract.id
        tables = [object_.physical_name for object_ in one.contract.objects]
        if table and table not in tables:
            what = f"`{id_}` has no table `{table}`."
            fix = did_you_mean(table, tables, f"It has {', '.join(tables)}.")
            problems.append(option_error(GOAL, "inputs", what, fix))
        if one.contract.server is None:
            what = "names no server with a database and a schema"
            problems.append(unusable(one, what, "says where its tables are"))
        if not one.is_published:
            status = f"is `{one.contract.status or 'draft'}` and has no published version"
            fix = f"makes it `active` and runs ./pants generate {_target_of(one)}"
            problems.append(unusable(one, f"{status} to pin", fix))
        problems += without_agreement(one, root)
        found[id_] = one
        # Who names a contract and one of its tables names the contract.
        is_whole = not table or wanted.get(id_) == frozenset()
        wanted[id_] = frozenset() if is_whole else wanted.get(id_, frozenset()) | {table}
    return _Inputs(tuple(found.values()), wanted)


def _target_of(one: Provided) -> str:
    return f"{PRODUCTS / one.product}::" if one.product else f"{EXTERNAL}::"


def _read_given_contract(options: NewProductOptions, problems: list[Finding]) -> Document | None:
    if not options.contract:
        return None
    if not Path(options.contract).is_file():
        what = f"There is no file `{options.contract}`."
        problems.append(option_error(GOAL, "contract", what, "Name an ODCS file."))
        return None
    try:
        document = read_yaml(options.contract, read_file(options.contract))
        read_contract(document)
    except InputError as error:
        problems += error.findings
        return None
    return document


def _read_columns(
    options: NewProductOptions, inputs: _Inputs, problems: list[Finding]
) -> Sequence[tuple[NamedColumn, tuple[Provided, Property] | None]]:
    columns, wrong = named_columns(listed(options.columns))
    found = [
        (
            replace(
                column,
                description=options.descriptions.get(column.name, ""),
                classification=options.classification,
            ),
            input_column(column.name, inputs.provided, inputs.tables()),
        )
        for column in columns
    ]
    unknown = options.descriptions.keys() - {column.name for column in columns}
    if columns and not wrong and not any("key" in column.flags for column in columns):
        wrong = (*wrong, "no column is a `key`, which says what a row is")
    wrong = (*wrong, *(f"`{name}` is described, and no column" for name in sorted(unknown)))
    wrong = (
        *wrong,
        *(
            f"`{column.name}` has no type, and no input has a column of that name"
            for column, of in found
            if not column.type_text and of is None
        ),
    )
    if wrong:
        finding = option_error(
            GOAL,
            "columns",
            f"Not understood: {'; '.join(wrong)}.",
            "Write `name:type`, and behind it `:key`, `:required` or `:unique`.",
        )
        problems.append(finding)
    return found


def _not_said(
    columns: Sequence[tuple[NamedColumn, tuple[Provided, Property] | None]],
) -> Iterator[tuple[str, str]]:
    """What a contract has of each column, where no input's column of the name says it."""
    nameless = [
        column.name
        for column, found in columns
        if not column.description and not (found and found[1].description)
    ]
    if nameless:
        words = ", ".join(f"'{name}': '...'" for name in nameless)
        yield "descriptions", f'what is in them: "{{{words}}}"'
    unclassified = [
        column.name
        for column, found in columns
        if not column.classification and not (found and found[1].classification)
    ]
    if unclassified:
        yield "classification", f"who may read {', '.join(unclassified)}, such as internal"


def _given(
    options: NewProductOptions, document: Document | None, inputs: _Inputs, root: Path
) -> dict[str, str]:
    """By option, what was said or stands in the contract; empty where nobody said it."""
    value: Mapping[str, Any] = document.value if document else {}
    said = mapping(value, "description")
    place = place_in_production(root, inputs.provided)
    return {
        "name": options.name,
        "contract": options.contract or options.columns,
        "team": options.team or text(mapping(value, "team"), "name") or "",
        **{key: getattr(options, key) or _in_a_line(text(said, key)) for key in _TEXTS},
        "archetype": options.archetype,
        "support": options.support or ("contract" if entries(value, "support") else ""),
        "catalog": options.catalog or place.catalog,
        "host": options.host or place.host,
    }


def _in_a_line(said: str | None) -> str:
    return " ".join((said or "").split())


def _wrong_contract(options: NewProductOptions, document: Document | None) -> Iterator[Finding]:
    """Where the contract that is given says another thing of the product."""
    if document is None:
        return
    asked = {"name": (options.name, text(document.value, "dataProduct"))}
    asked["team"] = (options.team, text(mapping(document.value, "team"), "name"))
    for option, (given, stated) in asked.items():
        if given and stated and given != stated:
            yield Finding(
                rule="contract-says-otherwise",
                severity=Severity.ERROR,
                file=document.file,
                line=document.line(("dataProduct",) if option == "name" else ("team", "name")),
                message=f"The contract says `{stated}`, and --{GOAL}-{option} `{given}`.",
                fix="Make them one.",
            )


def _wrong_team(team: str, known: Mapping[str, TeamEntry]) -> Iterable[Finding]:
    if team and team not in known:
        what = f"The team `{team}` is not in platform/teams.yaml."
        yield option_error(GOAL, "team", what, did_you_mean(team, known, "Add it there first."))


def _support(
    options: NewProductOptions, document: Document | None
) -> tuple[Mapping[str, Any], ...]:
    if options.support:
        return ({"channel": options.support, "url": options.support},)
    return tuple(entry for entry, _ in entries(document.value if document else {}, "support"))


def _contract(options: NewProductOptions, contract_text: str, root: Path) -> Contract:
    """Raises `InputError` with what lint will say of it at its place in the product."""
    content = contract_text.encode()
    file = options.contract
    document = read_yaml(file or "--new-product-columns", content)
    contract = read_contract(document)
    major = contract.id.rpartition("-v")[2]
    place = f"products/{options.name}/models/output_ports/v{major}/{contract.id}.odcs.yaml"
    errors = [found for found in lint(place, content) if found.severity is Severity.ERROR]
    if errors:
        # A person looks for them in the file that was given.
        raise InputError(replace(found, file=file or place) for found in errors)
    if not contract.objects or not all(object_.properties for object_ in contract.objects):
        what = "The contract has no columns, or an object without any."
        fix = "Write them under `schema`, `properties`."
        raise InputError([option_error(GOAL, "contract", what, fix)])
    if (taken := provided(root, contract.id)) is not None:
        what = f"The id `{contract.id}` is that of {taken.contract.file}."
        option = "contract" if file else "name"
        raise InputError([option_error(GOAL, option, what, "Take another id.")])
    return contract


def _tables(contract: Contract, inputs: _Inputs) -> tuple[InputTable, ...]:
    """Of what it may read, with the names of their staging models: each is there once."""
    pairs = [
        (one.contract, object_)
        for one in inputs.provided
        for object_ in one.contract.objects
        if object_.physical_name in inputs.tables()[one.contract.id]
    ]
    names = [object_.physical_name.lower() for _, object_ in pairs]
    taken = {object_.physical_name.lower() for object_ in contract.objects}
    found = []
    for (of, object_), name in zip(pairs, names, strict=True):
        model = f"stg_{name}"
        if names.count(name) > 1 or model in taken:
            model = f"stg_{of.id.replace('-', '_').lower()}_{name}"
        found.append(InputTable(of, object_, model))
    return tuple(found)


def _dbt_versions(root: Path) -> Any:
    """Those that the package for all products asks for."""
    path = root / _COMMON_DBT
    if not path.is_file():
        return None
    value = read_yaml(_COMMON_DBT.as_posix(), path.read_bytes()).value
    return value.get("require-dbt-version") if isinstance(value, dict) else None
