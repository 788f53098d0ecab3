"""The dbt models file of an output port, made from its contracts.

A project has one, ``models/output_ports/v<N>/_models.yml``, for every version with a contract.

dbt renders Jinja in YAML, so a contract's words are escaped; and it reads YAML 1.1, so what that
takes for something else than text is quoted. What a team adds to the file (data tests, config,
tags, comments) is kept; what comes from the contract is overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePath
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from inseam.codegen.described_models import (
    DescribedModel,
    described_models,
    leaves_schema_changes_open,
)
from inseam.codegen.existing_models import ExistingModels, read_existing, round_trip_yaml
from inseam.codegen.reserved_words import needs_quotes
from inseam.contract_lint.outline import ContractOutline as LintedContract
from inseam.contract_lint.rules.names import invalid_names
from inseam.dbt_project.letter_case import case_finding, columns_in_other_case
from inseam.documents.yaml_comments import add_comments
from inseam.documents.yaml_document import Document, read_yaml
from inseam.odcs.contract import Contract, Property, SchemaObject, read_contract
from inseam.odcs.names import port_schema
from inseam.odcs.places import PORT_CONTRACTS
from inseam.odcs.types import databricks_type, dialect_of, duckdb_type, is_common_type
from inseam.report.finding import Finding, InputError, Related, Severity

FILE_NAME = "_models.yml"
HEADER = (
    "# Made from the contracts beside it by `./pants generate`. What you add (data tests, config)"
    " is kept;\n"
    "# names, descriptions, types and constraints come from the contract.\n"
)
_JINJA = re.compile(r"\{[{%#]")
# What YAML 1.1 takes for something else than text, by its first character.
_NO_TEXT_IN_YAML_1_1 = yaml.SafeLoader.yaml_implicit_resolvers


def model_name(object_name: str, version_folder: str) -> str:
    """dbt wants model names to be unique in a project, so from v2 on they carry the version."""
    return object_name if version_folder == "v1" else f"{object_name}_{version_folder}"


def escape_jinja(text: str) -> str:
    """Text in one line that dbt renders back to ``text``, whatever braces are in it."""
    return _JINJA.sub(lambda match: "{{ '" + match.group() + "' }}", " ".join(text.split()))


def data_type(column: Property, dialect: str) -> str:
    """The column's type for dbt, which builds it on both engines."""
    databricks = databricks_type(column, dialect)
    if is_common_type(databricks):
        return databricks
    duckdb = duckdb_type(column, dialect)
    choice = f"{_literal(duckdb)} if target.type == 'duckdb' else {_literal(databricks)}"
    return "{{ " + choice + " }}"


def _in_sql(name: str) -> str:
    """A column's name where dbt writes it into SQL as it is; each engine has quotes of its own."""
    if not needs_quotes(name):
        return name
    duckdb = '"' + name.replace('"', '""') + '"'
    databricks = "`" + name.replace("`", "``") + "`"
    choice = f"{_literal(duckdb)} if target.type == 'duckdb' else {_literal(databricks)}"
    return "{{ " + choice + " }}"


def _literal(text: str) -> str:
    """As a text in Jinja."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def models_file(
    file: str,
    contracts: Iterable[Contract],
    version_folder: str,
    existing: ExistingModels,
    *,
    elsewhere: Collection[str] = (),
    incremental: Collection[str] = (),
    models_folder: str = "models",
) -> str:
    """The text of ``_models.yml``, which is ``existing`` brought up to date.

    ``elsewhere`` are models that another file describes: dbt reads no project that describes one
    twice. ``incremental`` are those whose SQL says so and leaves `on_schema_change` open.
    ``models_folder`` is that of the project's, relative to its own.
    """
    ports = f"{models_folder}/output_ports/{version_folder}"
    present = existing.models()
    models = CommentedSeq(
        _model(contract, described, ports, present, incremental)
        for contract in sorted(contracts, key=lambda contract: contract.id)
        for described in contract.objects
        if model_name(described.physical_name, version_folder) not in elsewhere
    )
    generated = CommentedMap(version=2, models=models)
    _keep(generated, existing.document)  # such as `unit_tests`
    out = StringIO()
    round_trip_yaml().dump(generated, out)
    return HEADER + add_comments(file, out.getvalue(), existing.comments)


def _model(
    contract: Contract,
    described: SchemaObject,
    ports: str,
    present: Mapping[str, CommentedMap],
    incremental: Collection[str],
) -> CommentedMap:
    version_folder = PurePath(ports).name
    name = model_name(described.physical_name, version_folder)
    kept = present.get(name, CommentedMap())
    is_view = (described.physical_type or "").lower() == "view"
    model = CommentedMap(name=_text(name))
    if described.description:
        model["description"] = _text(escape_jinja(described.description))
    config = _config(contract, described, ports, kept)
    if name in incremental or config["materialized"] == "incremental":
        # dbt wants one of two words beside an enforced contract. By this one a column that a new
        # version of the contract adds comes into the table that is there.
        config.setdefault("on_schema_change", "append_new_columns")
    model["config"] = config
    key = [_text(_in_sql(column.physical_name)) for column in described.primary_key]
    if key and not is_view:
        columns = CommentedSeq(key)
        columns.fa.set_flow_style()
        model["constraints"] = CommentedSeq([CommentedMap(type="primary_key", columns=columns)])
    kept_columns = {column["name"]: column for column in kept.get("columns") or ()}
    dialect = dialect_of(contract)
    model["columns"] = CommentedSeq(
        _column(column, dialect, is_view, kept_columns.get(column.physical_name, {}))
        for column in described.properties
    )
    return _keep(model, kept, owned=("description", "constraints", "meta"))


def _config(
    contract: Contract, described: SchemaObject, ports: str, model: Mapping[str, Any]
) -> CommentedMap:
    """``model`` is the entry that a person may have changed."""
    kept = model.get("config") or {}
    config = CommentedMap(schema=_text(port_schema(contract.id)))
    if PurePath(ports).name != "v1":
        config["alias"] = _text(described.physical_name)
    config["materialized"] = _materialized(described, kept.get("materialized"))
    config["contract"] = _keep(CommentedMap(enforced=True), kept.get("contract") or {})
    file = f"{ports}/{Path(contract.file).name}"
    meta = CommentedMap(data_contract=CommentedMap(id=_text(contract.id), file=_text(file)))
    if contract.owner:
        meta["owner"] = _text(escape_jinja(contract.owner))
    _keep(meta, kept.get("meta") or {}, owned=("owner",))
    # Beside `config.meta` dbt refuses the `meta` of older projects.
    config["meta"] = _keep(meta, model.get("meta") or {}, owned=("owner",))
    return _keep(config, kept, owned=("alias",))


def _materialized(described: SchemaObject, kept: Any) -> str:
    """A table may well be built incrementally: that is the provider's affair. A view is a view."""
    if (described.physical_type or "").lower() == "view":
        return "view"
    return "table" if kept in (None, "view") else kept


def _column(column: Property, dialect: str, is_view: bool, kept: Mapping[str, Any]) -> CommentedMap:
    entry = CommentedMap(name=_text(column.physical_name))
    if column.description:
        entry["description"] = _text(escape_jinja(column.description))
    if needs_quotes(column.physical_name):
        entry["quote"] = True
    entry["data_type"] = _text(data_type(column, dialect))
    if column.required and not is_view:
        entry["constraints"] = CommentedSeq([CommentedMap(type="not_null")])
    return _keep(entry, kept, owned=("description", "constraints"))


def _keep(
    generated: CommentedMap, kept: Mapping[str, Any], owned: tuple[str, ...] = ()
) -> CommentedMap:
    """Adds what a person wrote. ``owned`` keys come from the contract or not at all."""
    for key, value in kept.items():
        if key not in generated and key not in owned:
            generated[key] = value
    return generated


def _text(text: str) -> str:
    """In quotes if YAML 1.1 takes it for anything else than text, such as a column named `no`."""
    resolvers = _NO_TEXT_IN_YAML_1_1.get(text[:1], ())
    is_text = not any(pattern.match(text) for _, pattern in resolvers)
    return text if is_text else DoubleQuotedScalarString(text)


@dataclass(frozen=True, slots=True)
class ModelsFile:
    """A models file as it should be; ``made_from`` are the contracts, as they were read.

    ``findings`` are about models that are left out, since another file describes them, and about
    columns that dbt will not find, since their letter case is another.
    """

    path: Path
    text: str
    made_from: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()


def models_files(
    project: Path, is_read: Callable[[Path], bool] = lambda _: True
) -> list[ModelsFile]:
    """Each version's models file of ``project``. Raises `InputError` with all that is wrong.

    ``is_read`` is whether dbt reads a file of the project.
    """
    problems: list[Finding] = []
    contracts: dict[Path, list[tuple[Document, Contract]]] = {}
    models: dict[str, str] = {}
    for path in sorted(project.glob(PORT_CONTRACTS)):
        try:
            document = read_yaml(str(path), path.read_bytes())
            contract = read_contract(document)
        except InputError as error:
            problems += error.findings
            continue
        problems += [p.finding(document) for p in invalid_names(LintedContract(document))]
        problems += _name_clashes(contract, document, path.parent.name, models)
        contracts.setdefault(path.parent, []).append((document, contract))
    existing: dict[Path, ExistingModels] = {}
    for folder in contracts:
        try:
            existing[folder] = read_existing(folder / FILE_NAME, HEADER)
        except InputError as error:
            problems += error.findings
    if problems:
        raise InputError(problems)
    described = described_models(project, {folder / FILE_NAME for folder in contracts}, is_read)
    return [
        _models_file(project, folder, of_folder, existing[folder], described)
        for folder, of_folder in sorted(contracts.items())
    ]


def _models_file(
    project: Path,
    folder: Path,
    read: list[tuple[Document, Contract]],
    existing: ExistingModels,
    described: Mapping[str, DescribedModel],
) -> ModelsFile:
    path = folder / FILE_NAME
    contracts = [contract for _, contract in read]
    names = {
        model_name(described.physical_name, folder.name)
        for contract in contracts
        for described in contract.objects
    }
    elsewhere = [described[name] for name in sorted(names & described.keys())]
    text = models_file(
        str(path),
        contracts,
        folder.name,
        existing,
        # One that is here too stays as long as the other one is there: it may be a person's.
        elsewhere={model.name for model in elsewhere} - existing.models().keys(),
        incremental={name for name in names if leaves_schema_changes_open(folder / f"{name}.sql")},
        models_folder=folder.relative_to(project).parent.parent.as_posix(),
    )
    return ModelsFile(
        path,
        text,
        tuple(document for document, _ in read),
        (*(model.twice(path) for model in elsewhere), *_letter_cases(folder, contracts)),
    )


def _letter_cases(folder: Path, contracts: Iterable[Contract]) -> Iterator[Finding]:
    for contract in contracts:
        for described in contract.objects:
            name = model_name(described.physical_name, folder.name)
            model = folder / f"{name}.sql"
            text = model.read_text("utf-8", "replace") if model.is_file() else ""
            promised = [column.physical_name for column in described.properties]
            if columns := columns_in_other_case(text, promised):
                related = [Related("contract", contract.file)]
                yield case_finding(str(model), columns[0].line, name, columns, related)


def _name_clashes(
    contract: Contract, document: Document, version_folder: str, models: dict[str, str]
) -> list[Finding]:
    """Objects whose model has the name of another one's. ``models``: contract's file by model."""
    findings = []
    for described in contract.objects:
        name = model_name(described.physical_name, version_folder)
        if name in models:
            findings.append(
                Finding(
                    rule="contract-name-taken",
                    severity=Severity.ERROR,
                    file=contract.file,
                    line=document.line(described.path),
                    message=f"The object `{described.physical_name}` makes the dbt model `{name}`,"
                    f" as does an object of {models[name]}.",
                    fix="Give one of the two objects another name.",
                )
            )
        models.setdefault(name, contract.file)
    return findings
