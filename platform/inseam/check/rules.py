"""All rules of the static check, in the order of the documentation."""

from __future__ import annotations

from inseam.report.finding import Severity
from inseam.rules.rule import Rule

OBJECT_MISSING = Rule(
    "port-object-missing",
    "Every object of an output port's contract has a model of the same name in the port's folder.",
    "Consumers are promised a table that nobody builds.",
    "Add the model beside the contract, or take the object out of the contract.",
)
MODEL_UNKNOWN = Rule(
    "port-model-unknown",
    "Every model in `models/output_ports/v<N>/` is an object of a contract beside it.",
    "Otherwise consumers can read a table that has no contract.",
    "Describe it in a contract beside it, or move the model to `models/intermediate`.",
)
RELATION = Rule(
    "port-relation",
    "dbt builds a port's model where the contract's servers say that it is: in that catalog and"
    " schema.",
    "Consumers read the place that the contract names. dbt puts `<target schema>_` before a"
    " schema unless the project's `generate_schema_name` says otherwise, so the two differ easily.",
    "Write the contract's schema into the model's config (`./pants generate` does), or correct the"
    " server in the contract.",
)
COLUMN_MISSING = Rule(
    "port-column-missing",
    "The SQL of a port's model yields every column of its contract.",
    "dbt notices only when it builds the table, with the engine running.",
    "Select the column, or take it out of the contract: that is a breaking change.",
)
COLUMN_EXTRA = Rule(
    "port-column-extra",
    "It yields no other column. Their order does not matter: dbt builds the table in the order of"
    " the contract.",
    "Consumers will use the column although no contract has it.",
    "Leave it out, or add it to the contract.",
)
COLUMN_CASE = Rule(
    "port-column-case",
    "A port's column has the letter case of its contract.",
    "For SQL `kilos` and `Kilos` are the same, but for dbt's model contract one is missing and"
    " the other unknown, and it builds nothing.",
    "Give the column the name of the contract with `as`.",
)
COLUMN_TWICE = Rule(
    "port-column-twice",
    "It yields no two columns of the same name, whatever their letter case.",
    "Some engines refuse the table; with the others it is chance which column a consumer gets.",
    "Give one of them another name, or leave it out.",
)
COLUMNS_UNKNOWN = Rule(
    "port-columns-unknown",
    "What a port's model yields can be inferred from its SQL.",
    "Otherwise the check cannot judge its columns, and only the test finds mistakes.",
    "Name the columns instead of a star over a relation whose columns are not known; write the"
    " model in SQL.",
    Severity.WARNING,
)
COLUMN_TYPE = Rule(
    "port-column-type",
    "A port's column has the type of its contract: the `physicalType`, else the `logicalType`, as"
    " DuckDB has it in a test.",
    "On Databricks, dbt's model contract compares only the word before the first bracket: it lets"
    " DECIMAL(18, 2) become DECIMAL(4, 2), and a struct lose a field. Types are compared as"
    " Databricks has them: a sum of whole numbers is a BIGINT there, which DuckDB calls HUGEINT.",
    "Cast it in the model, or change the contract.",
)
TYPE_UNKNOWN = Rule(
    "port-column-type-unknown",
    "The type of a port's column can be inferred from its SQL.",
    "Otherwise only the test can compare it.",
    "Cast it to the type of the contract.",
    Severity.INFO,
)
NOT_ENFORCED = Rule(
    "port-contract-not-enforced",
    "A port's model is not ephemeral.",
    "dbt enforces the contract of a table or view. It neither builds nor checks an ephemeral"
    " model, without a warning, although its manifest says `enforced: true`.",
    "Set `materialized: table` or `view`.",
)
COLUMN_NULL = Rule(
    "port-column-null",
    "No NULL arrives in a required column. It is an error where a source column may hold NULL"
    " by its contract, or NULL is written, and no filter, join, condition or `coalesce` on the"
    " way handles it.",
    "The provider keeps its contract, but this product breaks its own.",
    "Filter the rows, replace NULL with `coalesce`, or let the contract allow it.",
)
NULL_POSSIBLE = Rule(
    "port-column-null-possible",
    "NULL is ruled out in a required column. Where it depends on the rows (a join without a"
    " partner, a condition without `else`, a division by zero) or on an unknown function, this"
    " is an info.",
    "Only the build's `not_null` constraint can decide it.",
    "If this is intended, do nothing; otherwise use an inner join, a `coalesce` or a filter.",
    Severity.INFO,
)
SOURCE_TABLE = Rule(
    "source-table-missing",
    "Every table of a source is an object of its provider's contract.",
    "The provider does not promise it: it may not exist, or be gone tomorrow.",
    "Correct its name (or `identifier`), or ask the provider for the table.",
)
SOURCE_UNKNOWN = Rule(
    "source-contract-unknown",
    "The contract of every source is known: the source names it in `meta.data_contract.id`, and it"
    " can be read.",
    "Otherwise the check cannot judge the columns that are read from it.",
    "Name the provider's contract. If it is broken, its owners have to fix it.",
    Severity.WARNING,
)
SOURCE_COLUMN = Rule(
    "source-column-missing",
    "Every column that is read from a source is in its provider's contract.",
    "What is not in the contract may be gone tomorrow, and here it is gone already.",
    "Read a column that the contract has, or ask the provider for this one.",
)
MODEL_COLUMN = Rule(
    "model-column-missing",
    "Every column that is read from another model is one that its SQL yields.",
    "The engine refuses it, but only when the model is built.",
    "Correct the name, or let the other model yield it.",
)
NAME_UNKNOWN = Rule(
    "name-unknown",
    "Every name in SQL is a column of a relation that the query reads.",
    "The engine refuses it, but only when the model is built.",
    "Correct the name.",
)
NAME_AMBIGUOUS = Rule(
    "name-ambiguous",
    "No name in SQL may mean columns of several relations.",
    "The engine refuses it, but only when the model is built.",
    "Write the relation before the name: `orders.id`.",
)
TYPES = Rule(
    "types-do-not-fit",
    "No comparison, cast or calculation uses types for which it always fails, whatever the"
    " values: a date with a number, text with `+`. Sources have the types of their contracts.",
    "It fails on the first row.",
    "Cast to the intended type, or use another column.",
)
SYNTAX = Rule(
    "sql-syntax",
    "The SQL of every model can be parsed. The place is in the model's file if the text is there;"
    " what follows from the mistake, in this model and in its readers, is not reported.",
    "The engine refuses it, but only when the model is built.",
    "Correct the SQL at this line.",
)
COMMA = Rule(
    "sql-comma-missing",
    "Columns are separated by commas. A comma seems to be missing where a column that the model"
    " lacks is at the end of a line, and the next line holds one name: SQL takes that name for"
    " an alias.",
    "The SQL stays valid, so the engine builds a table in which a column has the values of"
    " another one. What follows from it is not reported.",
    "Add the comma, or write `as` before the alias.",
)
NOT_FOLLOWED = Rule(
    "sql-not-followed",
    "The SQL of every model can be followed.",
    "What cannot be followed is not checked.",
    "There is nothing to do. Naming columns instead of a star helps.",
    Severity.INFO,
)
UNIQUE_KEY = Rule(
    "unique-key-unknown",
    "The `unique_key` of an incremental model or snapshot names columns that its SQL yields.",
    "The first run builds the table without looking at the key; the second one fails.",
    "Name a column of the model.",
)
SOURCE_LAYER = Rule(
    "source-outside-staging",
    "Only models in `models/staging` read an input port.",
    "Then a change by another team affects one place only.",
    "Read it in a staging model, and read that model with `ref`.",
)
PORT_READS_PORT = Rule(
    "port-reads-port",
    "An output port's model reads staging and intermediate models (or seeds and snapshots), not"
    " the model of an output port.",
    "Otherwise neither port can be changed or removed without the other.",
    "Move what both need into an intermediate model.",
)
OTHER_PRODUCT = Rule(
    "other-product-model",
    "No model reads a model of another dbt project with `ref`.",
    "The internals of another product may change any day. Its output ports may not.",
    "Read an output port of the other product, as a source with its contract in"
    " `models/input_ports`.",
)
BY_HAND = Rule(
    "relation-by-hand",
    "SQL reads relations with `ref` and `source` only, never by a name with its schema.",
    "Nothing sees such a dependency: the test has no such table, lineage has no edge, and the"
    " provider who changes it does not know.",
    "Write `ref('<model>')` or `source('<source>', '<table>')`.",
)
CURRENT_TIME = Rule(
    "current-time",
    "Only `dbt_common.as_of()` gives the current time: no `now()`, `current_date` or `age(x)`,"
    " and no `run_started_at` in Jinja. Macros and singular tests count too.",
    "A test pins `as_of()`. With any other clock a model yields something else every day, and"
    " its tests cannot be repeated.",
    "Write `{{ dbt_common.as_of() }}`; for a day, `cast({{ dbt_common.as_of() }} as date)`.",
)

STORED_TYPE = Rule(
    "type-not-stored",
    "No column of a table, an incremental model, a snapshot or a port's view is HUGEINT, UHUGEINT"
    " or TIME WITH TIME ZONE. Where dbt enforces a contract of a table, it casts to the contract's"
    " type.",
    "On DuckDB `sum` of whole numbers and `count_if` are HUGEINT. A lake stores it as DOUBLE,"
    " which silently loses digits beyond 2^53; a time loses its offset. Databricks has BIGINT.",
    "Cast the column: `cast(... as bigint)`.",
)

PORT_RULES = (
    OBJECT_MISSING,
    MODEL_UNKNOWN,
    NOT_ENFORCED,
    RELATION,
    COLUMN_MISSING,
    COLUMN_EXTRA,
    COLUMN_CASE,
    COLUMN_TWICE,
    COLUMNS_UNKNOWN,
    COLUMN_TYPE,
    TYPE_UNKNOWN,
    COLUMN_NULL,
    NULL_POSSIBLE,
)
SQL_RULES = (
    SOURCE_TABLE,
    SOURCE_UNKNOWN,
    SOURCE_COLUMN,
    MODEL_COLUMN,
    NAME_UNKNOWN,
    NAME_AMBIGUOUS,
    TYPES,
    SYNTAX,
    COMMA,
    UNIQUE_KEY,
    STORED_TYPE,
    NOT_FOLLOWED,
)
READING_RULES = (SOURCE_LAYER, PORT_READS_PORT, OTHER_PRODUCT, BY_HAND)
TIME_RULES = (CURRENT_TIME,)
ALL_RULES = (*PORT_RULES, *SQL_RULES, *READING_RULES, *TIME_RULES)
