"""What the models read: columns that are there, in types that fit, and only what they may."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.check import rules
from inseam.check.checked_product import CheckedProduct, broken
from inseam.check.slips import Slips, near_of
from inseam.facts.schema import ColumnReadRow, ModelDependencyRow, ModelRow
from inseam.report.finding import Finding
from inseam.report.near_names import did_you_mean, near_names
from inseam.report.source_excerpt import place_of_name
from inseam.rules.rule import Rule

_MISTAKES = {
    "no_such_column": rules.NAME_UNKNOWN,
    "ambiguous_column": rules.NAME_AMBIGUOUS,
    "types": rules.TYPES,
    "not_followed": rules.NOT_FOLLOWED,
    "syntax": rules.SYNTAX,
}
_UNKNOWN_RELATION = "unknown_relation"


def check_sql(product: CheckedProduct, slips: Slips) -> Iterator[Finding]:
    """Names and types."""
    for table in product.source_tables:
        name = f"`{table.source}.{table.table_name}`"
        if table.is_in_contract is False:
            message = f"{name} is not an object of its contract `{table.contract_id}`."
            yield broken(rules.SOURCE_TABLE, table.file, table.line, message)
        elif table.is_in_contract is None:
            message = f"{name} names no contract."
            if table.contract_id:
                message = f"{name} is of the contract `{table.contract_id}`, which cannot be read."
            yield broken(rules.SOURCE_UNKNOWN, table.file, table.line, message)
    for model in product.models.values():
        yield from _names_and_types(product, slips, model)


def _names_and_types(product: CheckedProduct, slips: Slips, model: ModelRow) -> Iterator[Finding]:
    text = product.texts.get(model.file, "")
    problems = product.problems.get(model.model, ())
    near = {(problem.unknown_name or "").lower(): near_of(problem) for problem in problems}
    missing = [read for read in product.reads.get(model.model, ()) if read.exists is False]
    for read in missing:
        alike = near.get(read.column_name.lower(), [])
        if read.source is not None or not slips.explain(read.depends_on, read.column_name, alike):
            yield _missing(read, alike, text)
    said = {read.column_name.lower() for read in missing}
    for problem in problems:
        rule = _MISTAKES.get(problem.kind)
        name = problem.unknown_name
        if rule is None or (problem.is_unread and fails_to_compile(model)):
            continue  # dbt says that it cannot compile the model
        message, *details = problem.message.split("\n")
        fix = None
        if name is not None:
            if name.lower() in said or slips.explain_problem(problem):
                continue
            fix = did_you_mean(name, near_of(problem), rule.fix)
            details += place_of_name(text, problem.line, name)
        yield broken(
            rule, problem.file, problem.line, _in(model, message), fix=fix, details=details
        )


def check_keys(product: CheckedProduct, slips: Slips) -> Iterator[Finding]:
    """The keys of incremental models and snapshots."""
    for model in product.models.values():
        columns = [column.column_name for column in product.columns.get(model.model, ())]
        if not columns or "*" in columns:
            continue
        known = {column.lower() for column in columns}
        for part in product.key_of(model):
            near = near_names(part, columns)
            if part.lower() not in known and not slips.explain(model.model, part, near):
                message = (
                    f"The `unique_key` of `{model.model}` is `{part}`, which it does not yield."
                )
                fix = did_you_mean(part, columns, rules.UNIQUE_KEY.fix)
                yield broken(rules.UNIQUE_KEY, model.file, None, message, fix=fix)


def _in(model: ModelRow, message: str) -> str:
    said = message.removesuffix(".")
    return (
        f"In `{model.model}`: {said[:1].lower() if said.startswith('It ') else said[:1]}{said[1:]}."
    )


def fails_to_compile(model: ModelRow) -> bool:
    """As dbt says."""
    return model.compiled is None and model.language == "sql" and model.kind != "seed"


def _missing(read: ColumnReadRow, near: list[str], text: str) -> Finding:
    name = read.column_name
    if read.source is None:
        rule = rules.MODEL_COLUMN
        message = (
            f"`{read.model}` reads `{name}` of `{read.depends_on}`, which yields no such column."
        )
    else:
        rule = rules.SOURCE_COLUMN
        where = f"`{read.source}.{read.depends_on}`"
        contract = f"its contract `{read.contract_id}`" if read.contract_id else "its contract"
        message = f"`{read.model}` reads `{name}` of {where}, which {contract} does not have."
    fix = did_you_mean(name, near, rule.fix)
    details = place_of_name(text, read.line, name)
    return broken(rule, read.file, read.line, message, fix=fix, details=details)


def check_reading(product: CheckedProduct) -> Iterator[Finding]:
    """Which relations a model may read."""
    for model in product.models.values():
        for read in product.dependencies.get(model.model, ()):
            yield from _dependency(product, model, read)
        yield from _by_hand(product, model)


def _dependency(
    product: CheckedProduct, model: ModelRow, read: ModelDependencyRow
) -> Iterator[Finding]:
    def found(rule: Rule, message: str) -> Finding:
        return broken(rule, read.file, read.line, message)

    if read.source is not None:
        if model.layer != "staging" or model.kind != "model":
            what = f"`{read.source}.{read.depends_on}`"
            yield found(
                rules.SOURCE_LAYER,
                f"`{model.model}` is not a staging model, and reads the input port's table {what}.",
            )
    elif read.package is not None:
        message = f"`{model.model}` reads `{read.depends_on}` of the project `{read.package}`."
        yield found(rules.OTHER_PRODUCT, message)
    elif model.layer == "output_ports":
        other = product.models.get(read.depends_on)
        if other is not None and other.layer == "output_ports":
            message = f"`{model.model}` reads `{read.depends_on}`, which is an output port's model."
            yield found(rules.PORT_READS_PORT, message)


def _by_hand(product: CheckedProduct, model: ModelRow) -> Iterator[Finding]:
    written = product.written_relations.get(model.model, [])
    for relation in written:
        message = f"`{model.model}` reads `{relation.relation}` by its name."
        yield broken(rules.BY_HAND, relation.file, relation.line, message)
    if written:
        return  # what else is read so is one of them
    dependencies = product.dependencies.get(model.model, [])
    for problem in product.problems.get(model.model, ()):
        if problem.kind == _UNKNOWN_RELATION:
            yield broken(rules.BY_HAND, problem.file, problem.line, _in(model, problem.message))
    known = {(read.source, read.depends_on) for read in dependencies}
    others = {
        (read.source, read.depends_on): read
        for read in reversed(product.reads.get(model.model, []))
        if (read.source, read.depends_on) not in known
    }
    for read in others.values():
        name = ".".join(part for part in (read.source, read.depends_on) if part)
        message = f"`{model.model}` reads `{name}` without `ref` or `source`."
        yield broken(rules.BY_HAND, read.file, read.line, message)


def check_time(product: CheckedProduct) -> Iterator[Finding]:
    """Who asks the clock."""
    for clock in product.clocks:
        brings = ", which a macro brings," if clock.compiled_line is not None else ""
        message = (
            f"`{clock.clock}` in the {clock.kind} `{clock.used_by}`{brings} asks for the time."
        )
        yield broken(rules.CURRENT_TIME, clock.file, clock.line, message)
