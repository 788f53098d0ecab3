"""The tables of the facts: what each row and each column means, and where it comes from.

`VERSION` is raised with every change that a query could notice. docs/facts.md is made from this
module (``python -m inseam.facts.page``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from inseam.facts.tables import Meaning, Row, table

VERSION = 8

Product = Annotated[str, Meaning("the product: its folder's name")]
ProductOrNone = Annotated[str | None, Meaning("the product; null for what belongs to none")]

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
    id: Annotated[str | None, Meaning("its id", "id")]
    name: Annotated[str | None, Meaning("its name for people", "name")]
    version: Annotated[str | None, Meaning("its version", "version")]
    status: Annotated[str | None, Meaning("proposed, draft, active, deprecated, retired", "status")]
    domain: Annotated[str | None, Meaning("the domain", "domain")]
    team: Annotated[str | None, Meaning("the owner's id in the team registry", "team.name")]
    archetype: Annotated[
        str | None, Meaning("source-aligned, aggregate or consumer-aligned", "customProperties")
    ]
    purpose: Annotated[str | None, Meaning("what it is for", "description.purpose")]
    limitations: Annotated[str | None, Meaning("what it is not for", "description.limitations")]
    usage: Annotated[str | None, Meaning("how to use it", "description.usage")]


@table("output_ports", _ODPS)
@dataclass(frozen=True, kw_only=True)
class OutputPortRow(Row):
    """An output port as the product's ODPS file declares it."""

    product: Product
    port: Annotated[str, Meaning("the port", "outputPorts[].name")]
    contract_id: Annotated[str | None, Meaning("its contract", "outputPorts[].contractId")]
    version: Annotated[str | None, Meaning("its version", "outputPorts[].version")]
    type: Annotated[str | None, Meaning("its type", "outputPorts[].type")]
    description: Annotated[str | None, Meaning("what it offers", "outputPorts[].description")]


@table("output_port_inputs", _ODPS)
@dataclass(frozen=True, kw_only=True)
class OutputPortInputRow(Row):
    """A contract that an output port names as its own."""

    product: Product
    port: Annotated[str, Meaning("the output port", "outputPorts[].name")]
    contract_id: Annotated[str, Meaning("the contract", "outputPorts[].inputContracts[].id")]
    version: Annotated[str | None, Meaning("its version", "outputPorts[].inputContracts[].version")]


@table("input_ports", _ODPS)
@dataclass(frozen=True, kw_only=True)
class InputPortRow(Row):
    """An input port as the product's ODPS file declares it. What dbt reads: `sources`."""

    product: Product
    port: Annotated[str, Meaning("the port", "inputPorts[].name")]
    contract_id: Annotated[str | None, Meaning("its contract", "inputPorts[].contractId")]
    version: Annotated[str | None, Meaning("its version", "inputPorts[].version")]


@dataclass(frozen=True, kw_only=True)
class ContractPart(Row):
    """A part of one contract file. `file` tells the parts of one file from those of another."""

    product: ProductOrNone
    contract_id: Annotated[str, Meaning("the contract", "id")]
    kind: Annotated[
        str,
        Meaning(
            "output_port, external, snapshot (of a contract that `product` reads) or published",
            "the file's place",
        ),
    ]
    version: Annotated[str, Meaning("the contract's version", "version")]


@table("contracts", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractRow(ContractPart):
    """A contract file: of an output port, of a system outside, a snapshot or a released version."""

    api_version: Annotated[str, Meaning("of the standard", "apiVersion")]
    name: Annotated[str | None, Meaning("its name for people", "name")]
    status: Annotated[str | None, Meaning("proposed, draft, active, deprecated, retired", "status")]
    domain: Annotated[str | None, Meaning("the domain", "domain")]
    data_product: Annotated[str | None, Meaning("the product it says it is of", "dataProduct")]
    team: Annotated[str | None, Meaning("the owner's id in the team registry", "team.name")]
    purpose: Annotated[str | None, Meaning("what it is for", "description.purpose")]
    limitations: Annotated[str | None, Meaning("what it is not for", "description.limitations")]
    usage: Annotated[str | None, Meaning("how to use it", "description.usage")]
    price: Annotated[float | None, Meaning("what reading costs", "price.priceAmount")]
    price_currency: Annotated[str | None, Meaning("in which currency", "price.priceCurrency")]
    price_unit: Annotated[str | None, Meaning("for how much of it", "price.priceUnit")]
    folder: Annotated[str, Meaning("its folder's name, such as `v1`", "the file's place")]
    canonical: Annotated[
        str,
        Meaning(
            "what decides what its data looks like: equal for contracts that differ in wording,"
            " comments and the order of keys only",
            "SHA-256 of the canonical form",
        ),
    ]


@table("contract_objects", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractObjectRow(ContractPart):
    """A table or view of a contract."""

    object: Annotated[str, Meaning("its name", "schema[].name")]
    physical_name: Annotated[str, Meaning("its name in the database", "schema[].physicalName")]
    physical_type: Annotated[str | None, Meaning("table, view, ...", "schema[].physicalType")]
    description: Annotated[str | None, Meaning("what it holds", "schema[].description")]
    granularity: Annotated[
        str | None, Meaning("what one row is", "schema[].dataGranularityDescription")
    ]
    position: Annotated[int, Meaning("its place among the objects, from 1", "schema[]")]
    element: Annotated[str, Meaning("its path in the contract", "schema[i]")]


@table("contract_columns", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractColumnRow(ContractPart):
    """A column, or a field of one: `address.city`, `tags[]`."""

    object: Annotated[str, Meaning("the object", "schema[].name")]
    column_name: Annotated[str, Meaning("its name, after those it is inside of", "name")]
    physical_name: Annotated[str, Meaning("its name in the database", "physicalName")]
    depth: Annotated[int, Meaning("0 for a column, 1 for a field of one, and so on", "its place")]
    position: Annotated[int, Meaning("its place among its neighbours, from 1", "properties[]")]
    logical_type: Annotated[str | None, Meaning("the standard's type", "logicalType")]
    physical_type: Annotated[str | None, Meaning("the database's type", "physicalType")]
    description: Annotated[str | None, Meaning("what it holds", "description")]
    is_required: Annotated[bool, Meaning("never null", "required, or part of the primary key")]
    is_unique: Annotated[bool, Meaning("no value twice", "unique")]
    key_position: Annotated[
        int | None, Meaning("its place in the primary key, from 1", "primaryKeyPosition")
    ]
    classification: Annotated[str | None, Meaning("how sensitive it is", "classification")]
    is_personal: Annotated[
        bool | None,
        Meaning(
            "it says that it holds personal data, or none; null if it says nothing",
            "tags, classification, customProperties, else the format `email`",
        ),
    ]
    is_critical: Annotated[bool, Meaning("a critical data element", "criticalDataElement")]
    element: Annotated[str, Meaning("its path in the contract", "schema[i].properties[j]")]


@table("contract_column_options", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ContractColumnOptionRow(ContractPart):
    """A statement about the values of a column: a limit, a pattern, a time zone, an example."""

    object: Annotated[str, Meaning("the object", "schema[].name")]
    column_name: Annotated[str, Meaning("the column", "name")]
    option: Annotated[
        str,
        Meaning("`maximum`, `pattern`, ..., `enum` or `example`", "logicalTypeOptions, examples"),
    ]
    value: Annotated[str, Meaning("its value, as JSON")]


@table("relationships", _ODCS)
@dataclass(frozen=True, kw_only=True)
class RelationshipRow(ContractPart):
    """A foreign key of a contract, a row for each of its columns."""

    object: Annotated[str, Meaning("the object that refers", "schema[].name")]
    column_name: Annotated[str, Meaning("the column that refers", "the property, or `from`")]
    target: Annotated[str, Meaning("what it refers to, as written", "relationships[].to")]
    position: Annotated[int, Meaning("the column's place in the key, from 1", "from, to")]


@table("quality_rules", _ODCS)
@dataclass(frozen=True, kw_only=True)
class QualityRuleRow(ContractPart):
    """A quality rule."""

    object: Annotated[str, Meaning("the object", "schema[].name")]
    column_name: Annotated[str | None, Meaning("the column; null for a rule of the object", "name")]
    rule: Annotated[str | None, Meaning("its id, else its name", "quality[].id, quality[].name")]
    type: Annotated[str, Meaning("library, sql, text or custom", "quality[].type")]
    metric: Annotated[str | None, Meaning("what is counted", "quality[].metric, quality[].rule")]
    query: Annotated[str | None, Meaning("the SQL", "quality[].query")]
    dimension: Annotated[str | None, Meaning("accuracy, completeness, ...", "quality[].dimension")]
    severity: Annotated[str | None, Meaning("as written", "quality[].severity")]
    description: Annotated[str | None, Meaning("what it demands", "quality[].description")]
    evaluated_in: Annotated[
        str | None,
        Meaning("`production` if only a real server can answer it", "customProperties"),
    ]
    element: Annotated[str, Meaning("its path in the contract", "schema[i].quality[j]")]


@table("sla", _ODCS)
@dataclass(frozen=True, kw_only=True)
class SlaRow(ContractPart):
    """A promise about the service."""

    property: Annotated[str, Meaning("freshness, retention, ...", "slaProperties[].property")]
    value: Annotated[str | None, Meaning("its value, as JSON", "slaProperties[].value")]
    unit: Annotated[str | None, Meaning("the value's unit", "slaProperties[].unit")]
    days: Annotated[
        float | None,
        Meaning("the value, where it is a length of time, in days", "its value and unit"),
    ]
    applies_to: Annotated[str | None, Meaning("`object.column`", "slaProperties[].element")]
    driver: Annotated[str | None, Meaning("why it matters", "slaProperties[].driver")]
    scheduler: Annotated[str | None, Meaning("`cron`, ...", "slaProperties[].scheduler")]
    schedule: Annotated[str | None, Meaning("when it is made", "slaProperties[].schedule")]
    description: Annotated[str | None, Meaning("in words", "slaProperties[].description")]


@table("feasibility", "the tables `sla`, `output_port_inputs`, `models` of all products")
@dataclass(frozen=True, kw_only=True)
class FeasibilityRow(Row):
    """A service level, the best that its inputs allow, and what bounds it: docs/service-levels.md.

    It is made when the facts of all products come together.
    """

    product: ProductOrNone
    contract_id: Annotated[str, Meaning("the contract", "id")]
    level: Annotated[
        str, Meaning("freshness, latency, frequency, availability, retention or support")
    ]
    promised: Annotated[str | None, Meaning("what is promised; null for nothing")]
    best: Annotated[str | None, Meaning("the best that can be kept; null if nothing bounds it")]
    weakest: Annotated[
        str | None, Meaning("the contract that bounds it; its own one for its own schedule")
    ]
    can_be_kept: Annotated[
        bool | None,
        Meaning("what is promised is not better than the best; null if nobody can say"),
    ]
    because: Annotated[str, Meaning("why it is no better, in words; empty without a bound")]


@table("servers", _ODCS)
@dataclass(frozen=True, kw_only=True)
class ServerRow(ContractPart):
    """A place where the contract's data is served."""

    server: Annotated[str | None, Meaning("its name", "servers[].server")]
    type: Annotated[str | None, Meaning("databricks, duckdb, ...", "servers[].type")]
    environment: Annotated[str | None, Meaning("prod, test, ...", "servers[].environment")]
    host: Annotated[str | None, Meaning("the host", "servers[].host")]
    catalog: Annotated[str | None, Meaning("the catalog", "servers[].catalog, servers[].database")]
    schema: Annotated[str | None, Meaning("the schema", "servers[].schema")]


@table("roles", _ODCS)
@dataclass(frozen=True, kw_only=True)
class RoleRow(ContractPart):
    """A role that gives access."""

    role: Annotated[str | None, Meaning("its name", "roles[].role")]
    access: Annotated[str | None, Meaning("read, write, ...", "roles[].access")]
    first_approvers: Annotated[str | None, Meaning("as written", "roles[].firstLevelApprovers")]
    second_approvers: Annotated[str | None, Meaning("as written", "roles[].secondLevelApprovers")]
    description: Annotated[str | None, Meaning("what it is for", "roles[].description")]


@table("terms", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class TermRow(Row):
    """A link to where a word is defined, a licence or a runbook kept."""

    product: ProductOrNone
    element: Annotated[str, Meaning("the path of what is defined; empty for the whole file")]
    type: Annotated[str | None, Meaning("what is behind it", "authoritativeDefinitions[].type")]
    url: Annotated[str | None, Meaning("where", "authoritativeDefinitions[].url")]


@table("support_channels", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class SupportChannelRow(Row):
    """Where to ask."""

    product: ProductOrNone
    channel: Annotated[str | None, Meaning("its name", "support[].channel")]
    url: Annotated[str | None, Meaning("where it is", "support[].url")]
    tool: Annotated[str | None, Meaning("slack, email, ...", "support[].tool")]
    scope: Annotated[str | None, Meaning("interactive, issues, ...", "support[].scope")]


@table("tags", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class TagRow(Row):
    """A tag of a product, a contract or a part of one."""

    product: ProductOrNone
    element: Annotated[str, Meaning("the path of what is tagged; empty for the whole file")]
    tag: Annotated[str, Meaning("the tag", "tags[]")]


@table("custom_properties", f"{_ODPS}, {_ODCS}")
@dataclass(frozen=True, kw_only=True)
class CustomPropertyRow(Row):
    """A property that the standard does not have."""

    product: ProductOrNone
    element: Annotated[str, Meaning("the path of what has it; empty for the whole file")]
    property: Annotated[str, Meaning("its name", "customProperties[].property")]
    value: Annotated[str, Meaning("its value, as JSON", "customProperties[].value")]


@table("places", f"{_ODPS}, {_ODCS}, `agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class PlaceRow(Row):
    """The line of a key that describes the whole of a file: `status`, `team.name`."""

    product: ProductOrNone
    element: Annotated[str, Meaning("the key's path, at most two keys long")]


@table("agreements", "`agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class AgreementRow(Row):
    """One consumer's permission to read one port. Dates are ISO 8601."""

    product: Annotated[str, Meaning("the consumer in whose folder it is")]
    agreement: Annotated[str | None, Meaning("its id", "id")]
    provider: Annotated[str | None, Meaning("the product that is read", "provider.product")]
    port: Annotated[str | None, Meaning("the port that is read: a contract's id", "provider.port")]
    consumer: Annotated[str | None, Meaning("who reads", "consumer")]
    purpose: Annotated[str | None, Meaning("what for", "purpose")]
    start_date: Annotated[str | None, Meaning("the first day", "start")]
    end_date: Annotated[str | None, Meaning("the last day", "end")]
    reassess_date: Annotated[str | None, Meaning("when it is reviewed", "reassess")]


@table("agreement_roles", "`agreements/<contract-id>.yaml`")
@dataclass(frozen=True, kw_only=True)
class AgreementRoleRow(Row):
    """A role of the port's contract that an agreement gives."""

    product: Annotated[str, Meaning("the consumer in whose folder it is")]
    agreement: Annotated[str | None, Meaning("the agreement", "id")]
    role: Annotated[str, Meaning("the role", "roles[]")]


@table("costs", "`costs.yaml`")
@dataclass(frozen=True, kw_only=True)
class CostRow(Row):
    """What a product cost in a month."""

    product: Product
    name: Annotated[str, Meaning("what cost", "name")]
    category: Annotated[str | None, Meaning("storage, compute, ...", "category")]
    amount: Annotated[float, Meaning("how much", "amount")]
    currency: Annotated[str, Meaning("ISO 4217", "currency")]
    month: Annotated[str, Meaning("`2026-01`", "month")]


@table("teams", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamRow(Row):
    """A team of the registry."""

    team: Annotated[str, Meaning("its id", "id")]
    name: Annotated[str | None, Meaning("its name for people", "name")]
    type: Annotated[str | None, Meaning("Team, Platform Team", "type")]
    domain: Annotated[str | None, Meaning("the domain", "domain")]
    github: Annotated[str | None, Meaning("how CODEOWNERS names it", "contact.github")]
    email: Annotated[str | None, Meaning("its address", "contact.email")]


@table("team_members", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamMemberRow(Row):
    """A person in a team."""

    team: Annotated[str, Meaning("the team", "id")]
    member: Annotated[str, Meaning("the person", "members[]")]


@table("environments", "`platform/environments.yaml`")
@dataclass(frozen=True, kw_only=True)
class EnvironmentRow(Row):
    """An environment that products are released to."""

    environment: Annotated[str, Meaning("its name", "name")]
    target: Annotated[str, Meaning("the output of dbt's profile", "target")]
    database: Annotated[str | None, Meaning("the one database that has all schemas", "database")]
    as_of: Annotated[str | None, Meaning("the instant taken for now; null for the clock", "as_of")]
    production_rules: Annotated[str, Meaning("report or block", "production_rules")]
    keep: Annotated[int, Meaning("the earlier releases of a product that stay", "keep")]


@table("environment_hosts", "`platform/environments.yaml`")
@dataclass(frozen=True, kw_only=True)
class EnvironmentHostRow(Row):
    """A host that gets an environment's token."""

    environment: Annotated[str, Meaning("the environment", "name")]
    host: Annotated[str, Meaning("the host, in small letters", "hosts[]")]


@table("team_groups", "`platform/teams.yaml`")
@dataclass(frozen=True, kw_only=True)
class TeamGroupRow(Row):
    """A group of a team in an environment. Where a team names none, its group is its id."""

    team: Annotated[str, Meaning("the team", "id")]
    environment: Annotated[str, Meaning("the environment", "groups")]
    group_name: Annotated[str, Meaning("the group, as the engine has it", "groups.<environment>[]")]


@table("readmes", "`README.md`")
@dataclass(frozen=True, kw_only=True)
class ReadmeRow(Row):
    """A heading of a product's README, with what stands below it."""

    product: Product
    heading: Annotated[str, Meaning("the heading")]
    level: Annotated[int, Meaning("1 for the title")]
    words: Annotated[int, Meaning("words from here to the next heading")]


@table("build_targets", "`BUILD`")
@dataclass(frozen=True, kw_only=True)
class BuildTargetRow(Row):
    """A target in a product's BUILD file."""

    product: Product
    alias: Annotated[str, Meaning("its type, such as `data_product`")]
    arguments: Annotated[str, Meaning("as written, in order of their names")]


@table("files", "the product's folder")
@dataclass(frozen=True, kw_only=True)
class FileRow(Row):
    """A file that a product's people wrote, of those that these facts are read from."""

    product: Product
    role: Annotated[
        str, Meaning("odps, contract, snapshot, agreement, costs, readme, build or ingest")
    ]


@table("models", _DBT)
@dataclass(frozen=True, kw_only=True)
class ModelRow(Row):
    """A model, seed or snapshot of a product. `file` is where its rows come from."""

    product: Product
    model: Annotated[str, Meaning("its name, which is unique in its product", "name")]
    kind: Annotated[str, Meaning("model, seed or snapshot", "resource_type")]
    layer: Annotated[
        str | None,
        Meaning("staging, intermediate, output_ports, ...: the folder in `models/`", "path"),
    ]
    port_folder: Annotated[str | None, Meaning("`v1`, ... of an output port's model", "path")]
    relation: Annotated[str, Meaning("its name in the database", "database.schema.alias")]
    database: Annotated[str | None, Meaning("the catalog", "database")]
    schema: Annotated[str, Meaning("the schema", "schema")]
    alias: Annotated[str, Meaning("the table's name", "alias")]
    materialized: Annotated[str | None, Meaning("table, view, ...", "config.materialized")]
    access: Annotated[str | None, Meaning("private, protected or public", "access")]
    group_name: Annotated[str | None, Meaning("dbt's group", "group")]
    owner: Annotated[str | None, Meaning("the owner's id", "meta.owner")]
    contract_id: Annotated[str | None, Meaning("the contract it fulfils", "meta.data_contract.id")]
    contract_file: Annotated[
        str | None, Meaning("the contract's file, from the product", "meta.data_contract.file")
    ]
    is_enforced: Annotated[bool, Meaning("dbt compares its columns", "config.contract.enforced")]
    unique_key: Annotated[str | None, Meaning("of an incremental model, JSON", "config.unique_key")]
    grants: Annotated[str | None, Meaning("as JSON", "config.grants")]
    language: Annotated[str | None, Meaning("sql or python", "language")]
    description: Annotated[str | None, Meaning("what it holds", "description")]
    properties_file: Annotated[str | None, Meaning("the YAML that describes it", "patch_path")]
    properties_line: Annotated[int | None, Meaning("its line there")]
    code_lines: Annotated[int, Meaning("lines of its file", "raw_code")]
    code: Annotated[
        str | None,
        Meaning("a key of its text; layout and comments change nothing", "raw_code"),
    ]
    compiled: Annotated[
        str | None,
        Meaning("the same of its SQL for DuckDB; null if it does not compile", "compiled_code"),
    ]


@table("model_columns", "the YAML beside the models")
@dataclass(frozen=True, kw_only=True)
class ModelColumnRow(Row):
    """A column that a model's YAML describes."""

    product: Product
    model: Annotated[str, Meaning("the model", "models[].name")]
    column_name: Annotated[str, Meaning("its name", "columns[].name")]
    position: Annotated[int, Meaning("its place, from 1", "columns[]")]
    data_type: Annotated[str | None, Meaning("its type", "columns[].data_type")]
    description: Annotated[str | None, Meaning("what it holds", "columns[].description")]
    is_not_null: Annotated[bool, Meaning("a constraint says so", "columns[].constraints")]


@table("model_dependencies", _DBT)
@dataclass(frozen=True, kw_only=True)
class ModelDependencyRow(Row):
    """A model reads another one, or a table of a source."""

    product: Product
    model: Annotated[str, Meaning("the model that reads", "name")]
    depends_on: Annotated[str, Meaning("the model, or the source's table", "depends_on.nodes")]
    source: Annotated[str | None, Meaning("the source; null for a model", "depends_on.nodes")]
    contract_id: Annotated[str | None, Meaning("the source's contract", "meta.data_contract.id")]
    package: Annotated[
        str | None,
        Meaning("the dbt project whose model it is; null for an own one", "package_name"),
    ]


@table("output_columns", _SQL)
@dataclass(frozen=True, kw_only=True)
class OutputColumnRow(Row):
    """A column that a model's SQL yields. One that is called `*` stands for those not known."""

    product: Product
    model: Annotated[str, Meaning("the model")]
    column_name: Annotated[str, Meaning("its name")]
    position: Annotated[int, Meaning("its place, from 1")]
    type: Annotated[str | None, Meaning("its type for DuckDB; null if it is not known")]
    type_unknown: Annotated[str | None, Meaning("why its type is not known; null if it is")]
    is_nullable: Annotated[bool | None, Meaning("it can be null; null if that is not known")]
    admits_null: Annotated[
        bool,
        Meaning(
            "a null that a source may have, or that is written, arrives here and nothing on the way"
            " looks at it; false also where it depends on the rows if there is one"
        ),
    ]
    is_constant: Annotated[
        bool,
        Meaning(
            "it is written in the SQL, the same in all rows: no column, count, row number, clock or"
            " chance is in it"
        ),
    ]
    unknown: Annotated[
        str | None, Meaning("why it may come from further columns; null if all are known")
    ]
    compiled_line: Annotated[int | None, Meaning("the line in the compiled SQL")]


@table("column_reads", _SQL)
@dataclass(frozen=True, kw_only=True)
class ColumnReadRow(Row):
    """A model reads a column of another one, or of a source's table, in whatever way."""

    product: Product
    model: Annotated[str, Meaning("the model that reads")]
    depends_on: Annotated[str, Meaning("the model, or the source's table, that is read")]
    source: Annotated[str | None, Meaning("the source; null for a model")]
    contract_id: Annotated[str | None, Meaning("the source's contract")]
    column_name: Annotated[str, Meaning("the column that is read; `*` for all of them")]
    exists: Annotated[
        bool | None, Meaning("what is read has such a column; null if that is not known")
    ]
    compiled_line: Annotated[
        int | None, Meaning("the line in the compiled SQL; null if only a star brings it")
    ]


@table("column_edges", _SQL)
@dataclass(frozen=True, kw_only=True)
class ColumnEdgeRow(Row):
    """A column of a model is made from a column of what the model reads."""

    product: Product
    model: Annotated[str, Meaning("the model")]
    column_name: Annotated[
        str | None, Meaning("its column; null where all of its rows depend on the other")
    ]
    depends_on: Annotated[str, Meaning("the model, or the source's table, that is read")]
    source: Annotated[str | None, Meaning("the source; null for a model")]
    contract_id: Annotated[str | None, Meaning("the source's contract")]
    from_column: Annotated[str, Meaning("the column that it is made from")]
    transformation: Annotated[str, Meaning("how, in OpenLineage's words")]
    is_direct: Annotated[bool, Meaning("the value itself, and not only which rows there are")]
    is_masked: Annotated[bool, Meaning("by something that hides the value, such as a hash")]
    compiled_line: Annotated[int | None, Meaning("the line in the compiled SQL")]


@table("sql_problems", _SQL)
@dataclass(frozen=True, kw_only=True)
class SqlProblemRow(Row):
    """What is wrong, or cannot be followed, in a model's SQL."""

    product: Product
    model: Annotated[str, Meaning("the model")]
    message: Annotated[str, Meaning("what it is")]
    kind: Annotated[
        str,
        Meaning(
            "`not_followed`; or a mistake that no engine lets pass: `syntax`, `no_such_column`,"
            " `ambiguous_column`, `types`; or `unknown_relation`"
        ),
    ]
    is_unread: Annotated[
        bool, Meaning("nothing is known of the model's columns: take it to read all that it can")
    ]
    compiled_line: Annotated[int | None, Meaning("the line in the compiled SQL")]
    unknown_name: Annotated[str | None, Meaning("the name that means nothing here")]
    near_names: Annotated[str | None, Meaning("those that it may stand for, as JSON")]


@table("engine_differences", _SQL)
@dataclass(frozen=True, kw_only=True)
class EngineDifferenceRow(Row):
    """An expression of a model of which DuckDB and Databricks make different things if both get it.

    A macro may be dispatched, and then what dbt compiles for Databricks has another one instead.
    """

    product: Product
    model: Annotated[str, Meaning("the model")]
    rule: Annotated[str, Meaning("the id of the rule in docs/check.md")]
    expression: Annotated[str, Meaning("what it is, in one line")]
    fingerprint: Annotated[
        str, Meaning("equal for the same expression in what is compiled for Databricks")
    ]
    is_dispatched: Annotated[
        bool, Meaning("dbt renders another expression for Databricks, which differs all the same")
    ]
    compiled_line: Annotated[int | None, Meaning("the line in the compiled SQL")]


@table("clock_reads", "the text before Jinja; for what dbt's own macros bring, the compiled SQL")
@dataclass(frozen=True, kw_only=True)
class ClockReadRow(Row):
    """A model, snapshot, singular test or macro asks what time it is."""

    product: Product
    kind: Annotated[str, Meaning("model, snapshot, test or macro")]
    used_by: Annotated[str, Meaning("its name; a macro's after its package")]
    clock: Annotated[str, Meaning("what it asks, such as `now()`")]
    compiled_line: Annotated[
        int | None, Meaning("the line in the compiled SQL; null if the text itself has it")
    ]


@table("written_relations", "the text before Jinja")
@dataclass(frozen=True, kw_only=True)
class WrittenRelationRow(Row):
    """A model names a relation with its schema, without `ref` or `source`."""

    product: Product
    model: Annotated[str, Meaning("the model")]
    relation: Annotated[str, Meaning("the relation, as it is written")]


@table("sources", _DBT)
@dataclass(frozen=True, kw_only=True)
class SourceRow(Row):
    """A dbt source: an input port as dbt reads it."""

    product: Product
    source: Annotated[str, Meaning("its name", "sources[].name")]
    contract_id: Annotated[str | None, Meaning("the contract", "config.meta.data_contract.id")]
    contract_file: Annotated[
        str | None, Meaning("the snapshot, from the product", "config.meta.data_contract.file")
    ]
    database: Annotated[str | None, Meaning("the catalog", "database")]
    schema: Annotated[str, Meaning("the schema", "schema")]
    loader: Annotated[str | None, Meaning("who loads it", "loader")]
    description: Annotated[str | None, Meaning("what it is", "description")]


@table("source_tables", _DBT)
@dataclass(frozen=True, kw_only=True)
class SourceTableRow(Row):
    """A table of a source."""

    product: Product
    source: Annotated[str, Meaning("the source", "sources[].name")]
    table_name: Annotated[str, Meaning("its name in dbt", "tables[].name")]
    identifier: Annotated[str, Meaning("its name in the database", "tables[].identifier")]
    contract_id: Annotated[str | None, Meaning("the contract", "config.meta.data_contract.id")]
    description: Annotated[str | None, Meaning("what it holds", "tables[].description")]
    has_freshness: Annotated[bool, Meaning("dbt watches its age", "freshness")]
    loaded_at_field: Annotated[str | None, Meaning("the column for it", "loaded_at_field")]
    is_in_contract: Annotated[
        bool | None, Meaning("the contract has it; null if there is no such contract")
    ]


@table("source_columns", "the YAML files of dbt that have sources")
@dataclass(frozen=True, kw_only=True)
class SourceColumnRow(Row):
    """A column that a source's table declares: what the product uses of it."""

    product: Product
    source: Annotated[str, Meaning("the source", "sources[].name")]
    table_name: Annotated[str, Meaning("the table", "tables[].name")]
    contract_id: Annotated[str | None, Meaning("the contract", "config.meta.data_contract.id")]
    column_name: Annotated[str, Meaning("its name", "columns[].name")]
    description: Annotated[str | None, Meaning("what it holds", "columns[].description")]


@table("tests", _DBT)
@dataclass(frozen=True, kw_only=True)
class DataTestRow(Row):
    """A data test or unit test."""

    product: Product
    test: Annotated[str, Meaning("its name", "name")]
    kind: Annotated[str, Meaning("generic, singular or unit", "resource_type")]
    type: Annotated[str | None, Meaning("unique, not_null, ... of a generic one", "test_metadata")]
    model: Annotated[
        str | None, Meaning("the model it is written at; null for a source's", "attached_node")
    ]
    column_name: Annotated[str | None, Meaning("the column it is written at", "column_name")]
    severity: Annotated[str | None, Meaning("ERROR or WARN", "config.severity")]
    arguments: Annotated[str | None, Meaning("as JSON", "test_metadata.kwargs")]
    is_enabled: Annotated[bool, Meaning("false for one that is switched off", "config.enabled")]


@table("test_dependencies", _DBT)
@dataclass(frozen=True, kw_only=True)
class DataTestDependencyRow(Row):
    """A test reads a model, or a table of a source."""

    product: Product
    test: Annotated[str, Meaning("the test", "name")]
    depends_on: Annotated[str, Meaning("the model, or the source's table", "depends_on.nodes")]
    source: Annotated[str | None, Meaning("the source; null for a model", "depends_on.nodes")]


@table("macros", _DBT)
@dataclass(frozen=True, kw_only=True)
class MacroRow(Row):
    """A macro of a product or of a package in this repository."""

    product: Product
    package: Annotated[str, Meaning("where it is from", "package_name")]
    macro: Annotated[str, Meaning("its name", "name")]
    description: Annotated[str | None, Meaning("what it does", "description")]
    code: Annotated[str, Meaning("a key of its text, layout included", "macro_sql")]


@table("macro_uses", _DBT)
@dataclass(frozen=True, kw_only=True)
class MacroUseRow(Row):
    """A model, test or macro calls a macro of `macros`."""

    product: Product
    kind: Annotated[str, Meaning("model, seed, snapshot, test, unit_test or macro")]
    used_by: Annotated[str, Meaning("the name of what calls; a macro's after its package", "name")]
    package: Annotated[str, Meaning("the called macro's package", "depends_on.macros")]
    macro: Annotated[str, Meaning("the called macro", "depends_on.macros")]


@table("dbt_groups", _DBT)
@dataclass(frozen=True, kw_only=True)
class GroupRow(Row):
    """A dbt group."""

    product: Product
    group_name: Annotated[str, Meaning("its name", "groups[].name")]
    owner: Annotated[str | None, Meaning("the owner's name", "groups[].owner.name")]
    email: Annotated[str | None, Meaning("the owner's address", "groups[].owner.email")]


@table("exposures", _DBT)
@dataclass(frozen=True, kw_only=True)
class ExposureRow(Row):
    """A use of the product outside of dbt, such as a dashboard."""

    product: Product
    exposure: Annotated[str, Meaning("its name", "exposures[].name")]
    type: Annotated[str | None, Meaning("dashboard, notebook, analysis, ml or application", "type")]
    owner: Annotated[str | None, Meaning("the owner's name", "owner.name")]
    email: Annotated[str | None, Meaning("the owner's address", "owner.email")]
    url: Annotated[str | None, Meaning("where it is", "url")]
    description: Annotated[str | None, Meaning("what it is", "description")]


@table("exposure_reads", _DBT)
@dataclass(frozen=True, kw_only=True)
class ExposureReadRow(Row):
    """What an exposure reads. With a contract, it is a reader of that port."""

    product: Product
    exposure: Annotated[str, Meaning("the exposure", "exposures[].name")]
    depends_on: Annotated[str, Meaning("the model, seed or snapshot; or the table of a source")]
    source: Annotated[str | None, Meaning("the source; null for a model")]
    contract_id: Annotated[str | None, Meaning("the contract of the source, or of a port's model")]


@table("other_resources", _DBT)
@dataclass(frozen=True, kw_only=True)
class OtherResourceRow(Row):
    """What dbt reads of the project and nothing here builds, tests or follows."""

    product: Product
    kind: Annotated[str, Meaning("analysis, metric, semantic_model or saved_query")]
    name: Annotated[str, Meaning("its name")]
    description: Annotated[str | None, Meaning("what it is", "description")]


@table("findings", "the processes that read these facts")
@dataclass(frozen=True, kw_only=True)
class FindingRow(Row):
    """What could not be read, or makes no sense."""

    product: ProductOrNone
    rule: Annotated[str, Meaning("what kind of thing")]
    severity: Annotated[str, Meaning("error, warning or info")]
    message: Annotated[str, Meaning("what is wrong")]
    fix: Annotated[str, Meaning("what to do about it")]
    is_unread: Annotated[bool, Meaning("the rows of this file (or project) are missing")]


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
    FeasibilityRow,
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
    EngineDifferenceRow,
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
