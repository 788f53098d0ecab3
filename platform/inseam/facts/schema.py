"""The tables of the facts: what each row and each column means, and where it comes from.

`VERSION` is raised with every change that a query could notice. docs/facts.md is made from this
module (``python -m inseam.facts.page``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from inseam.facts.tables import Column, Row, table

VERSION = 6

Product = Annotated[str, Column("the product: its folder's name")]
ProductOrNone = Annotated[str | None, Column("the product; null for what belongs to none")]

OUTPUT_PORT = "output_port"
SNAPSHOT = "snapshot"
EXTERNAL = "external"
PUBLISHED = "published"

_ODPS = "`<product>.odps.yaml`"
_ODCS = "`*.odcs.yaml`"
_DBT = "dbt's manifest"
_SQL = "the SQL that dbt compiles for DuckDB"


@table("products", _ODPS)
@dataclass(frozen=True, kw_only=True)
class ProductRow(Row):
    """A data product. A product whose ODPS file is missing or broken has its name and no more."""

    product: Product
    id: Annotated[str | None, Column("its id", "id")]
    name: Annotated[str | None, Column("its name for people", "name")]
    version: Annotated[str | None, Column("its version", "version")]
    status: Annotated[str | None, Column("proposed, draft, active, deprecated, retired", "status")]
    domain: Annotated[str | None, Column("the domain", "domain")]
    team: Annotated[str | None, Column("the owner's id in the team registry", "team.name")]
    archetype: Annotated[
        str | None, Column("source-aligned, aggregate or consumer-aligned", "customProperties")
    ]
    purpose: Annotated[str | None, Column("what it is for", "description.purpose")]
    limitations: Annotated[str | None, Column("what it is not for", "description.limitations")]
    usage: Annotated[str | None, Column("how to use it", "description.usage")]


@table("output_ports", _ODPS)
@dataclass(frozen=True, kw_only=True)
class OutputPortRow(Row):
    """An output port as the product's ODPS file declares it."""

    product: Product
    port: Annotated[str, Column("the port", "outputPorts[].name")]
    contract_id: Annotated[str | None, Column("its contract", "outputPorts[].contractId")]
    version: Annotated[str | None, Column("its version", "outputPorts[].version")]
    type: Annotated[str | None, Column("its type", "outputPorts[].type")]
    description: Annotated[str | None, Column("what it offers", "outputPorts[].description")]


@table("output_port_inputs", _ODPS)
@dataclass(frozen=True, kw_only=True)
class OutputPortInputRow(Row):
    """A contract that an output port names as its own."""

    product: Product
    port: Annotated[str, Column("the output port", "outputPorts[].name")]
    contract_id: Annotated[str, Column("the contract", "outputPorts[].inputContracts[].id")]
    version: Annotated[str | None, Column("its version", "outputPorts[].inputContracts[].version")]


@table("input_ports", _ODPS)
@dataclass(frozen=True, kw_only=True)
class InputPortRow(Row):
    """An input port as the product's ODPS file declares it. What dbt reads: `sources`."""

    product: Product
    port: Annotated[str, Column("the port", "inputPorts[].name")]
    contract_id: Annotated[str | None, Column("its contract", "inputPorts[].contractId")]
    version: Annotated[str | None, Column("its version", "inputPorts[].version")]


@dataclass(frozen=True, kw_only=True)
class ContractPart(Row):
    """A part of one contract file. `file` tells the parts of one file from those of another."""

    product: ProductOrNone
    contract_id: Annotated[str, Column("the contract", "id")]
    kind: Annotated[
        str,
        Column(
            "output_port, external, snapshot (of a contract that `product` reads) or published",
            "the file's place",
        ),
    ]
    version: Annotated[str, Column("the contract's version", "version")]


@table("contracts", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractRow(ContractPart):
    """A contract file: of an output port, of a system outside, a snapshot or a released version."""

    api_version: Annotated[str, Column("of the standard", "apiVersion")]
    name: Annotated[str | None, Column("its name for people", "name")]
    status: Annotated[str | None, Column("proposed, draft, active, deprecated, retired", "status")]
    domain: Annotated[str | None, Column("the domain", "domain")]
    data_product: Annotated[str | None, Column("the product it says it is of", "dataProduct")]
    team: Annotated[str | None, Column("the owner's id in the team registry", "team.name")]
    purpose: Annotated[str | None, Column("what it is for", "description.purpose")]
    limitations: Annotated[str | None, Column("what it is not for", "description.limitations")]
    usage: Annotated[str | None, Column("how to use it", "description.usage")]
    price: Annotated[float | None, Column("what reading costs", "price.priceAmount")]
    price_currency: Annotated[str | None, Column("in which currency", "price.priceCurrency")]
    price_unit: Annotated[str | None, Column("for how much of it", "price.priceUnit")]
    folder: Annotated[str, Column("its folder's name, such as `v1`", "the file's place")]
    canonical: Annotated[
        str,
        Column(
            "what decides what its data looks like: equal for contracts that differ in wording,"
            " comments and the order of keys only",
            "SHA-256 of the canonical form",
        ),
    ]


@table("contract_objects", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractObjectRow(ContractPart):
    """A table or view of a contract."""

    object: Annotated[str, Column("its name", "schema[].name")]
    physical_name: Annotated[str, Column("its name in the database", "schema[].physicalName")]
    physical_type: Annotated[str | None, Column("table, view, ...", "schema[].physicalType")]
    description: Annotated[str | None, Column("what it holds", "schema[].description")]
    granularity: Annotated[
        str | None, Column("what one row is", "schema[].dataGranularityDescription")
    ]
    position: Annotated[int, Column("its place among the objects, from 1", "schema[]")]
    element: Annotated[str, Column("its path in the contract", "schema[i]")]


@table("contract_columns", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractColumnRow(ContractPart):
    """A column, or a field of one: `address.city`, `tags[]`."""

    object: Annotated[str, Column("the object", "schema[].name")]
    column_name: Annotated[str, Column("its name, after those it is inside of", "name")]
    physical_name: Annotated[str, Column("its name in the database", "physicalName")]
    depth: Annotated[int, Column("0 for a column, 1 for a field of one, and so on", "its place")]
    position: Annotated[int, Column("its place among its neighbours, from 1", "properties[]")]
    logical_type: Annotated[str | None, Column("the standard's type", "logicalType")]
    physical_type: Annotated[str | None, Column("the database's type", "physicalType")]
    description: Annotated[str | None, Column("what it holds", "description")]
    is_required: Annotated[bool, Column("never null", "required, or part of the primary key")]
    is_unique: Annotated[bool, Column("no value twice", "unique")]
    key_position: Annotated[
        int | None, Column("its place in the primary key, from 1", "primaryKeyPosition")
    ]
    classification: Annotated[str | None, Column("how sensitive it is", "classification")]
    is_personal: Annotated[
        bool | None,
        Column(
            "it says that it holds personal data, or none; null if it says nothing",
            "tags, classification, customProperties, else the format `email`",
        ),
    ]
    is_critical: Annotated[bool, Column("a critical data element", "criticalDataElement")]
    element: Annotated[str, Column("its path in the contract", "schema[i].properties[j]")]


@table("contract_column_options", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractColumnOptionRow(ContractPart):
    """A statement about the values of a column: a limit, a pattern, a time zone, an example."""

    object: Annotated[str, Column("the object", "schema[].name")]
    column_name: Annotated[str, Column("the column", "name")]
    option: Annotated[
        str,
        Column("`maximum`, `pattern`, ..., `enum` or `example`", "logicalTypeOptions, examples"),
    ]
    value: Annotated[str, Column("its value, as JSON")]


@table("relationships", _ODCS)
@dataclass(frozen=True, kw_only=True)
class RelationshipRow(ContractPart):
    """A foreign key of a contract, a row for each of its columns."""

    object: Annotated[str, Column("the object that refers", "schema[].name")]
    column_name: Annotated[str, Column("the column that refers", "the property, or `from`")]
    target: Annotated[str, Column("what it refers to, as written", "relationships[].to")]
    position: Annotated[int, Column("the column's place in the key, from 1", "from, to")]


@table("quality_rules", _ODCS)
@dataclass(frozen=True, kw_only=True)
class QualityRuleRow(ContractPart):
    """A quality rule."""

    object: Annotated[str, Column("the object", "schema[].name")]
    column_name: Annotated[str | None, Column("the column; null for a rule of the object", "name")]
    rule: Annotated[str | None, Column("its id, else its name", "quality[].id, quality[].name")]
    type: Annotated[str, Column("library, sql, text or custom", "quality[].type")]
    metric: Annotated[str | None, Column("what is counted", "quality[].metric, quality[].rule")]
    query: Annotated[str | None, Column("the SQL", "quality[].query")]
    dimension: Annotated[str | None, Column("accuracy, completeness, ...", "quality[].dimension")]
    severity: Annotated[str | None, Column("as written", "quality[].severity")]
    description: Annotated[str | None, Column("what it demands", "quality[].description")]
    evaluated_in: Annotated[
        str | None,
        Column("`production` if only a real server can answer it", "customProperties"),
    ]
    element: Annotated[str, Column("its path in the contract", "schema[i].quality[j]")]


@table("sla", _ODCS)
@dataclass(frozen=True, kw_only=True)
class SlaRow(ContractPart):
    """A promise about the service."""

    property: Annotated[str, Column("freshness, retention, ...", "slaProperties[].property")]
    value: Annotated[str | None, Column("its value, as JSON", "slaProperties[].value")]
    unit: Annotated[str | None, Column("the value's unit", "slaProperties[].unit")]
    days: Annotated[
        float | None,
        Column("the value, where it is a length of time, in days", "its value and unit"),
    ]
    applies_to: Annotated[str | None, Column("`object.column`", "slaProperties[].element")]
    driver: Annotated[str | None, Column("why it matters", "slaProperties[].driver")]
    scheduler: Annotated[str | None, Column("`cron`, ...", "slaProperties[].scheduler")]
    schedule: Annotated[str | None, Column("when it is made", "slaProperties[].schedule")]
    description: Annotated[str | None, Column("in words", "slaProperties[].description")]


@table("servers", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ServerRow(ContractPart):
    """A place where the contract's data is served."""

    server: Annotated[str | None, Column("its name", "servers[].server")]
    type: Annotated[str | None, Column("databricks, duckdb, ...", "servers[].type")]
    environment: Annotated[str | None, Column("prod, test, ...", "servers[].environment")]
    host: Annotated[str | None, Column("the host", "servers[].host")]
    catalog: Annotated[str | None, Column("the catalog", "servers[].catalog, servers[].database")]
    schema: Annotated[str | None, Column("the schema", "servers[].schema")]


@table("roles", _ODCS)
@dataclass(frozen=True, kw_only=True)
class RoleRow(ContractPart):
    """A role that gives access."""

    role: Annotated[str | None, Column("its name", "roles[].role")]
    access: Annotated[str | None, Column("read, write, ...", "roles[].access")]
    first_approvers: Annotated[str | None, Column("as written", "roles[].firstLevelApprovers")]
    second_approvers: Annotated[str | None, Column("as written", "roles[].secondLevelApprovers")]
    description: Annotated[str | None, Column("what it is for", "roles[].description")]


@table("terms", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class TermRow(Row):
    """A link to where a word is defined, a licence or a runbook kept."""

    product: ProductOrNone
    element: Annotated[str, Column("the path of what is defined; empty for the whole file")]
    type: Annotated[str | None, Column("what is behind it", "authoritativeDefinitions[].type")]
    url: Annotated[str | None, Column("where", "authoritativeDefinitions[].url")]


@table("support_channels", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class SupportChannelRow(Row):
    """Where to ask."""

    product: ProductOrNone
    channel: Annotated[str | None, Column("its name", "support[].channel")]
    url: Annotated[str | None, Column("where it is", "support[].url")]
    tool: Annotated[str | None, Column("slack, email, ...", "support[].tool")]
    scope: Annotated[str | None, Column("interactive, issues, ...", "support[].scope")]


@table("tags", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class TagRow(Row):
    """A tag of a product, a contract or a part of one."""

    product: ProductOrNone
    element: Annotated[str, Column("the path of what is tagged; empty for the whole file")]
    tag: Annotated[str, Column("the tag", "tags[]")]


@table("custom_properties", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class CustomPropertyRow(Row):
    """A property that the standard does not have."""

    product: ProductOrNone
    element: Annotated[str, Column("the path of what has it; empty for the whole file")]
    property: Annotated[str, Column("its name", "customProperties[].property")]
    value: Annotated[str, Column("its value, as JSON", "customProperties[].value")]


@table("places", f"{_ODPS}, {_ODCS}, `agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class PlaceRow(Row):
    """The line of a key that describes the whole of a file: `status`, `team.name`."""

    product: ProductOrNone
    element: Annotated[str, Column("the key's path, at most two keys long")]


@table("agreements", "`agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class AgreementRow(Row):
    """One consumer's permission to read one port. Dates are ISO 8601."""

    product: Annotated[str, Column("the consumer in whose folder it is")]
    agreement: Annotated[str | None, Column("its id", "id")]
    provider: Annotated[str | None, Column("the product that is read", "provider.product")]
    port: Annotated[str | None, Column("the port that is read: a contract's id", "provider.port")]
    consumer: Annotated[str | None, Column("who reads", "consumer")]
    purpose: Annotated[str | None, Column("what for", "purpose")]
    start_date: Annotated[str | None, Column("the first day", "start")]
    end_date: Annotated[str | None, Column("the last day", "end")]
    reassess_date: Annotated[str | None, Column("when it is reviewed", "reassess")]


@table("agreement_roles", "`agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class AgreementRoleRow(Row):
    """A role of the port's contract that an agreement gives."""

    product: Annotated[str, Column("the consumer in whose folder it is")]
    agreement: Annotated[str | None, Column("the agreement", "id")]
    role: Annotated[str, Column("the role", "roles[]")]


@table("costs", "`costs.yaml`")
@dataclass(frozen=True, kw_only=True)
class CostRow(Row):
    """What a product cost in a month."""

    product: Product
    name: Annotated[str, Column("what cost", "name")]
    category: Annotated[str | None, Column("storage, compute, ...", "category")]
    amount: Annotated[float, Column("how much", "amount")]
    currency: Annotated[str, Column("ISO 4217", "currency")]
    month: Annotated[str, Column("`2026-01`", "month")]


@table("teams", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamRow(Row):
    """A team of the registry."""

    team: Annotated[str, Column("its id", "id")]
    name: Annotated[str | None, Column("its name for people", "name")]
    type: Annotated[str | None, Column("Team, Platform Team", "type")]
    domain: Annotated[str | None, Column("the domain", "domain")]
    github: Annotated[str | None, Column("how CODEOWNERS names it", "contact.github")]
    email: Annotated[str | None, Column("its address", "contact.email")]


@table("team_members", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamMemberRow(Row):
    """A person in a team."""

    team: Annotated[str, Column("the team", "id")]
    member: Annotated[str, Column("the person", "members[]")]


@table("environments", "`platform/environments.yaml`")
@dataclass(frozen=True, kw_only=True)
class EnvironmentRow(Row):
    """An environment that products are released to."""

    environment: Annotated[str, Column("its name", "name")]
    target: Annotated[str, Column("the output of dbt's profile", "target")]
    database: Annotated[str | None, Column("the one database that has all schemas", "database")]
    as_of: Annotated[str | None, Column("the instant taken for now; null for the clock", "as_of")]
    production_rules: Annotated[str, Column("report or block", "production_rules")]
    keep: Annotated[int, Column("the earlier releases of a product that stay", "keep")]


@table("environment_hosts", "`platform/environments.yaml`")
@dataclass(frozen=True, kw_only=True)
class EnvironmentHostRow(Row):
    """A host that gets an environment's token."""

    environment: Annotated[str, Column("the environment", "name")]
    host: Annotated[str, Column("the host, in small letters", "hosts[]")]


@table("team_groups", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamGroupRow(Row):
    """A group of a team in an environment. Where a team names none, its group is its id."""

    team: Annotated[str, Column("the team", "id")]
    environment: Annotated[str, Column("the environment", "groups")]
    group_name: Annotated[str, Column("the group, as the engine has it", "groups.<environment>[]")]


@table("readmes", "`README.md`")
@dataclass(frozen=True, kw_only=True)
class ReadmeRow(Row):
    """A heading of a product's README, with what stands below it."""

    product: Product
    heading: Annotated[str, Column("the heading")]
    level: Annotated[int, Column("1 for the title")]
    words: Annotated[int, Column("words from here to the next heading")]


@table("build_targets", "`BUILD`")
@dataclass(frozen=True, kw_only=True)
class BuildTargetRow(Row):
    """A target in a product's BUILD file."""

    product: Product
    alias: Annotated[str, Column("its type, such as `data_product`")]
    arguments: Annotated[str, Column("as written, in order of their names")]


@table("files", "the product's folder")
@dataclass(frozen=True, kw_only=True)
class FileRow(Row):
    """A file that a product's people wrote, of those that these facts are read from."""

    product: Product
    role: Annotated[str, Column("odps, contract, snapshot, agreement, costs, readme or build")]


@table("models", _DBT)
@dataclass(frozen=True, kw_only=True)
class ModelRow(Row):
    """A model, seed or snapshot of a product. `file` is where its rows come from."""

    product: Product
    model: Annotated[str, Column("its name, which is unique in its product", "name")]
    kind: Annotated[str, Column("model, seed or snapshot", "resource_type")]
    layer: Annotated[
        str | None,
        Column("staging, intermediate, output_ports, ...: the folder in `models/`", "path"),
    ]
    port_folder: Annotated[str | None, Column("`v1`, ... of an output port's model", "path")]
    relation: Annotated[str, Column("its name in the database", "database.schema.alias")]
    database: Annotated[str | None, Column("the catalog", "database")]
    schema: Annotated[str, Column("the schema", "schema")]
    alias: Annotated[str, Column("the table's name", "alias")]
    materialized: Annotated[str | None, Column("table, view, ...", "config.materialized")]
    access: Annotated[str | None, Column("private, protected or public", "access")]
    group_name: Annotated[str | None, Column("dbt's group", "group")]
    owner: Annotated[str | None, Column("the owner's id", "meta.owner")]
    contract_id: Annotated[str | None, Column("the contract it fulfils", "meta.data_contract.id")]
    contract_file: Annotated[
        str | None, Column("the contract's file, from the product", "meta.data_contract.file")
    ]
    is_enforced: Annotated[bool, Column("dbt compares its columns", "config.contract.enforced")]
    unique_key: Annotated[str | None, Column("of an incremental model, JSON", "config.unique_key")]
    grants: Annotated[str | None, Column("as JSON", "config.grants")]
    language: Annotated[str | None, Column("sql or python", "language")]
    description: Annotated[str | None, Column("what it holds", "description")]
    properties_file: Annotated[str | None, Column("the YAML that describes it", "patch_path")]
    properties_line: Annotated[int | None, Column("its line there")]
    code_lines: Annotated[int, Column("lines of its file", "raw_code")]
    code: Annotated[
        str | None,
        Column("a key of its text; layout and comments change nothing", "raw_code"),
    ]
    compiled: Annotated[
        str | None,
        Column("the same of its SQL for DuckDB; null if it does not compile", "compiled_code"),
    ]


@table("model_columns", "the YAML beside the models")
@dataclass(frozen=True, kw_only=True)
class ModelColumnRow(Row):
    """A column that a model's YAML describes."""

    product: Product
    model: Annotated[str, Column("the model", "models[].name")]
    column_name: Annotated[str, Column("its name", "columns[].name")]
    position: Annotated[int, Column("its place, from 1", "columns[]")]
    data_type: Annotated[str | None, Column("its type", "columns[].data_type")]
    description: Annotated[str | None, Column("what it holds", "columns[].description")]
    is_not_null: Annotated[bool, Column("a constraint says so", "columns[].constraints")]


@table("model_dependencies", _DBT)
@dataclass(frozen=True, kw_only=True)
class ModelDependencyRow(Row):
    """A model reads another one, or a table of a source."""

    product: Product
    model: Annotated[str, Column("the model that reads", "name")]
    depends_on: Annotated[str, Column("the model, or the source's table", "depends_on.nodes")]
    source: Annotated[str | None, Column("the source; null for a model", "depends_on.nodes")]
    contract_id: Annotated[str | None, Column("the source's contract", "meta.data_contract.id")]
    package: Annotated[
        str | None, Column("the dbt project whose model it is; null for an own one", "package_name")
    ]


@table("output_columns", _SQL)
@dataclass(frozen=True, kw_only=True)
class OutputColumnRow(Row):
    """A column that a model's SQL yields. One that is called `*` stands for those not known."""

    product: Product
    model: Annotated[str, Column("the model")]
    column_name: Annotated[str, Column("its name")]
    position: Annotated[int, Column("its place, from 1")]
    type: Annotated[str | None, Column("its type for DuckDB; null if it is not known")]
    type_unknown: Annotated[str | None, Column("why its type is not known; null if it is")]
    is_nullable: Annotated[bool | None, Column("it can be null; null if that is not known")]
    admits_null: Annotated[
        bool,
        Column(
            "a null that a source may have, or that is written, arrives here and nothing on the way"
            " looks at it; false also where it depends on the rows if there is one"
        ),
    ]
    is_constant: Annotated[
        bool,
        Column(
            "it is written in the SQL, the same in all rows: no column, count, row number, clock or"
            " chance is in it"
        ),
    ]
    unknown: Annotated[
        str | None, Column("why it may come from further columns; null if all are known")
    ]
    compiled_line: Annotated[int | None, Column("the line in the compiled SQL")]


@table("column_reads", _SQL)
@dataclass(frozen=True, kw_only=True)
class ColumnReadRow(Row):
    """A model reads a column of another one, or of a source's table, in whatever way."""

    product: Product
    model: Annotated[str, Column("the model that reads")]
    depends_on: Annotated[str, Column("the model, or the source's table, that is read")]
    source: Annotated[str | None, Column("the source; null for a model")]
    contract_id: Annotated[str | None, Column("the source's contract")]
    column_name: Annotated[str, Column("the column that is read; `*` for all of them")]
    exists: Annotated[
        bool | None, Column("what is read has such a column; null if that is not known")
    ]
    compiled_line: Annotated[
        int | None, Column("the line in the compiled SQL; null if only a star brings it")
    ]


@table("column_edges", _SQL)
@dataclass(frozen=True, kw_only=True)
class ColumnEdgeRow(Row):
    """A column of a model is made from a column of what the model reads."""

    product: Product
    model: Annotated[str, Column("the model")]
    column_name: Annotated[
        str | None, Column("its column; null where all of its rows depend on the other")
    ]
    depends_on: Annotated[str, Column("the model, or the source's table, that is read")]
    source: Annotated[str | None, Column("the source; null for a model")]
    contract_id: Annotated[str | None, Column("the source's contract")]
    from_column: Annotated[str, Column("the column that it is made from")]
    transformation: Annotated[str, Column("how, in OpenLineage's words")]
    is_direct: Annotated[bool, Column("the value itself, and not only which rows there are")]
    is_masked: Annotated[bool, Column("by something that hides the value, such as a hash")]
    compiled_line: Annotated[int | None, Column("the line in the compiled SQL")]


@table("sql_problems", _SQL)
@dataclass(frozen=True, kw_only=True)
class SqlProblemRow(Row):
    """What is wrong, or cannot be followed, in a model's SQL."""

    product: Product
    model: Annotated[str, Column("the model")]
    message: Annotated[str, Column("what it is")]
    kind: Annotated[
        str,
        Column(
            "`not_followed`; or a mistake that no engine lets pass: `syntax`, `no_such_column`,"
            " `ambiguous_column`, `types`; or `unknown_relation`"
        ),
    ]
    is_unread: Annotated[
        bool, Column("nothing is known of the model's columns: take it to read all that it can")
    ]
    compiled_line: Annotated[int | None, Column("the line in the compiled SQL")]
    unknown_name: Annotated[str | None, Column("the name that means nothing here")]
    near_names: Annotated[str | None, Column("those that it may stand for, as JSON")]


@table("clock_reads", "the text before Jinja; for what dbt's own macros bring, the compiled SQL")
@dataclass(frozen=True, kw_only=True)
class ClockReadRow(Row):
    """A model, snapshot, singular test or macro asks what time it is."""

    product: Product
    kind: Annotated[str, Column("model, snapshot, test or macro")]
    used_by: Annotated[str, Column("its name; a macro's after its package")]
    clock: Annotated[str, Column("what it asks, such as `now()`")]
    compiled_line: Annotated[
        int | None, Column("the line in the compiled SQL; null if the text itself has it")
    ]


@table("written_relations", "the text before Jinja")
@dataclass(frozen=True, kw_only=True)
class WrittenRelationRow(Row):
    """A model names a relation with its schema, without `ref` or `source`."""

    product: Product
    model: Annotated[str, Column("the model")]
    relation: Annotated[str, Column("the relation, as it is written")]


@table("sources", _DBT)
@dataclass(frozen=True, kw_only=True)
class SourceRow(Row):
    """A dbt source: an input port as dbt reads it."""

    product: Product
    source: Annotated[str, Column("its name", "sources[].name")]
    contract_id: Annotated[str | None, Column("the contract", "config.meta.data_contract.id")]
    contract_file: Annotated[
        str | None, Column("the snapshot, from the product", "config.meta.data_contract.file")
    ]
    database: Annotated[str | None, Column("the catalog", "database")]
    schema: Annotated[str, Column("the schema", "schema")]
    loader: Annotated[str | None, Column("who loads it", "loader")]
    description: Annotated[str | None, Column("what it is", "description")]


@table("source_tables", _DBT)
@dataclass(frozen=True, kw_only=True)
class SourceTableRow(Row):
    """A table of a source."""

    product: Product
    source: Annotated[str, Column("the source", "sources[].name")]
    table_name: Annotated[str, Column("its name in dbt", "tables[].name")]
    identifier: Annotated[str, Column("its name in the database", "tables[].identifier")]
    contract_id: Annotated[str | None, Column("the contract", "config.meta.data_contract.id")]
    description: Annotated[str | None, Column("what it holds", "tables[].description")]
    has_freshness: Annotated[bool, Column("dbt watches its age", "freshness")]
    loaded_at_field: Annotated[str | None, Column("the column for it", "loaded_at_field")]
    is_in_contract: Annotated[
        bool | None, Column("the contract has it; null if there is no such contract")
    ]


@table("source_columns", "the YAML files of dbt that have sources")
@dataclass(frozen=True, kw_only=True)
class SourceColumnRow(Row):
    """A column that a source's table declares: what the product uses of it."""

    product: Product
    source: Annotated[str, Column("the source", "sources[].name")]
    table_name: Annotated[str, Column("the table", "tables[].name")]
    contract_id: Annotated[str | None, Column("the contract", "config.meta.data_contract.id")]
    column_name: Annotated[str, Column("its name", "columns[].name")]
    description: Annotated[str | None, Column("what it holds", "columns[].description")]


@table("tests", _DBT)
@dataclass(frozen=True, kw_only=True)
class DataTestRow(Row):
    """A data test or unit test."""

    product: Product
    test: Annotated[str, Column("its name", "name")]
    kind: Annotated[str, Column("generic, singular or unit", "resource_type")]
    type: Annotated[str | None, Column("unique, not_null, ... of a generic one", "test_metadata")]
    model: Annotated[
        str | None, Column("the model it is written at; null for a source's", "attached_node")
    ]
    column_name: Annotated[str | None, Column("the column it is written at", "column_name")]
    severity: Annotated[str | None, Column("ERROR or WARN", "config.severity")]
    arguments: Annotated[str | None, Column("as JSON", "test_metadata.kwargs")]
    is_enabled: Annotated[bool, Column("false for one that is switched off", "config.enabled")]


@table("test_dependencies", _DBT)
@dataclass(frozen=True, kw_only=True)
class DataTestDependencyRow(Row):
    """A test reads a model, or a table of a source."""

    product: Product
    test: Annotated[str, Column("the test", "name")]
    depends_on: Annotated[str, Column("the model, or the source's table", "depends_on.nodes")]
    source: Annotated[str | None, Column("the source; null for a model", "depends_on.nodes")]


@table("macros", _DBT)
@dataclass(frozen=True, kw_only=True)
class MacroRow(Row):
    """A macro of a product or of a package in this repository."""

    product: Product
    package: Annotated[str, Column("where it is from", "package_name")]
    macro: Annotated[str, Column("its name", "name")]
    description: Annotated[str | None, Column("what it does", "description")]
    code: Annotated[str, Column("a key of its text, layout included", "macro_sql")]


@table("macro_uses", _DBT)
@dataclass(frozen=True, kw_only=True)
class MacroUseRow(Row):
    """A model, test or macro calls a macro of `macros`."""

    product: Product
    kind: Annotated[str, Column("model, seed, snapshot, test, unit_test or macro")]
    used_by: Annotated[str, Column("the name of what calls; a macro's after its package", "name")]
    package: Annotated[str, Column("the called macro's package", "depends_on.macros")]
    macro: Annotated[str, Column("the called macro", "depends_on.macros")]


@table("dbt_groups", _DBT)
@dataclass(frozen=True, kw_only=True)
class GroupRow(Row):
    """A dbt group."""

    product: Product
    group_name: Annotated[str, Column("its name", "groups[].name")]
    owner: Annotated[str | None, Column("the owner's name", "groups[].owner.name")]
    email: Annotated[str | None, Column("the owner's address", "groups[].owner.email")]


@table("exposures", _DBT)
@dataclass(frozen=True, kw_only=True)
class ExposureRow(Row):
    """A use of the product outside of dbt, such as a dashboard."""

    product: Product
    exposure: Annotated[str, Column("its name", "exposures[].name")]
    type: Annotated[str | None, Column("dashboard, notebook, analysis, ml or application", "type")]
    owner: Annotated[str | None, Column("the owner's name", "owner.name")]
    email: Annotated[str | None, Column("the owner's address", "owner.email")]
    url: Annotated[str | None, Column("where it is", "url")]
    description: Annotated[str | None, Column("what it is", "description")]


@table("exposure_reads", _DBT)
@dataclass(frozen=True, kw_only=True)
class ExposureReadRow(Row):
    """What an exposure reads. With a contract, it is a reader of that port."""

    product: Product
    exposure: Annotated[str, Column("the exposure", "exposures[].name")]
    depends_on: Annotated[str, Column("the model, seed or snapshot; or the table of a source")]
    source: Annotated[str | None, Column("the source; null for a model")]
    contract_id: Annotated[str | None, Column("the contract of the source, or of a port's model")]


@table("other_resources", _DBT)
@dataclass(frozen=True, kw_only=True)
class OtherResourceRow(Row):
    """What dbt reads of the project and nothing here builds, tests or follows."""

    product: Product
    kind: Annotated[str, Column("analysis, metric, semantic_model or saved_query")]
    name: Annotated[str, Column("its name")]
    description: Annotated[str | None, Column("what it is", "description")]


@table("findings", "the processes that read these facts")
@dataclass(frozen=True, kw_only=True)
class FindingRow(Row):
    """What could not be read, or makes no sense."""

    product: ProductOrNone
    rule: Annotated[str, Column("what kind of thing")]
    severity: Annotated[str, Column("error, warning or info")]
    message: Annotated[str, Column("what is wrong")]
    fix: Annotated[str, Column("what to do about it")]
    is_unread: Annotated[bool, Column("the rows of this file (or project) are missing")]


TABLES: tuple[type[Row], ...] = (
    ProductRow,
    OutputPortRow,
    OutputPortInputRow,
    InputPortRow,
    ContractRow,
    ContractObjectRow,
    ContractColumnRow,
    ContractColumnOptionRow,
    RelationshipRow,
    QualityRuleRow,
    SlaRow,
    ServerRow,
    RoleRow,
    TermRow,
    SupportChannelRow,
    TagRow,
    CustomPropertyRow,
    PlaceRow,
    AgreementRow,
    AgreementRoleRow,
    CostRow,
    TeamRow,
    TeamMemberRow,
    EnvironmentRow,
    EnvironmentHostRow,
    TeamGroupRow,
    ReadmeRow,
    BuildTargetRow,
    FileRow,
    ModelRow,
    ModelColumnRow,
    ModelDependencyRow,
    OutputColumnRow,
    ColumnReadRow,
    ColumnEdgeRow,
    SqlProblemRow,
    ClockReadRow,
    WrittenRelationRow,
    SourceRow,
    SourceTableRow,
    SourceColumnRow,
    DataTestRow,
    DataTestDependencyRow,
    MacroRow,
    MacroUseRow,
    GroupRow,
    ExposureRow,
    ExposureReadRow,
    OtherResourceRow,
    FindingRow,
)
