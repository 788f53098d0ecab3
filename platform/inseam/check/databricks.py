"""Whether a project's SQL is Databricks SQL: compiled by dbt-databricks, offline, and parsed.

``python -m inseam.check.databricks <project folder> <profiles.yml> <as of> <out.json>``. Tests run
on DuckDB; this says, without a warehouse, that production can read the same models. What it
compiled of them is written, for `inseam.check.engines`.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.errors import ParseError, TokenError

from inseam.check.databricks_statements import write_statements
from inseam.check.incremental_strategies import strategy_findings
from inseam.check.shared_failures import fails_to_compile_on_both, fails_to_parse_on_both
from inseam.check.statements import is_read_by_sqlglot, unknown_statements
from inseam.check.varchar_length import length_findings
from inseam.dbt_project.folders import FILE as SETTINGS
from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.invocation import DbtFailed, as_of_option
from inseam.dbt_project.model_cycle import is_cycle
from inseam.dbt_project.offline import shut_off
from inseam.dbt_project.packages import stand_in_for_uncalled
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.dbt_project.unknown_macros import unknown_macro
from inseam.documents.yaml_document import read_yaml
from inseam.facts.source_lines import source_lines
from inseam.report.finding import Finding, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.source_excerpt import comma_missing_before, excerpt

TARGET_FOLDER = "_dbt_target"
_OTHER_CHECK = "product-check"
# Functions of DuckDB that people reach for. sqlglot reads a call of any function, known or not.
_DUCKDB_ONLY = frozenset(
    {
        "arg_max",
        "arg_min",
        "epoch_ms",
        "epoch_us",
        "list_aggregate",
        "list_filter",
        "list_transform",
        "list_value",
        "make_timestamptz",
        "read_csv",
        "read_csv_auto",
        "read_json",
        "read_parquet",
        "read_text",
        "regexp_full_match",
        "regexp_matches",
        "string_split",
        "strptime",
        "struct_pack",
        "today",
    }
)
_NO_QUERIES = (
    exp.Alter,
    exp.Attach,
    exp.Command,
    exp.Copy,
    exp.Create,
    exp.Delete,
    exp.Describe,
    exp.Detach,
    exp.Drop,
    exp.Insert,
    exp.Merge,
    exp.Pragma,
    exp.Set,
    exp.Update,
    exp.Use,
)


@dataclass(frozen=True, slots=True)
class CompiledProject:
    """The compiled nodes, and what dbt has to say if it cannot compile.

    ``manifest`` is dbt's, with what is not compiled, such as sources; None if it cannot be parsed.
    """

    manifest: Any
    nodes: list[Any]
    findings: list[Finding]


def compile_project(
    project: Path, profiles: Path, as_of: str, *, first_run: bool = False
) -> CompiledProject:
    """With ``first_run`` as if no table were there yet, else as in every run but the first."""
    shut_off("databricks", first_run=first_run)
    stand_in_for_uncalled(project)
    options = (
        f"--project-dir={project}",
        f"--profiles-dir={profiles.parent}",
        f"--target-path={Path(TARGET_FOLDER).absolute()}",
        f"--log-path={Path(TARGET_FOLDER, 'logs').absolute()}",
        *as_of_option(as_of),
    )
    try:
        manifest = invoke("databricks", "parse", "--no-write-json", *options)
    except DbtFailed as failure:
        other = _OTHER_CHECK if fails_to_parse_on_both(project, str(failure)) else ""
        found = parse_failure_findings(project, str(failure))
        found = [replace(finding, reported_by=other) for finding in found]
        return CompiledProject(None, [], found)
    try:
        offline = ("--no-populate-cache", "--no-introspect")
        result = invoke("databricks", "compile", *offline, *options, manifest=manifest)
    except DbtFailed as failure:
        found = parse_failure_findings(project, str(failure))
        found = [_with_reporter(project, finding, str(failure)) for finding in found]
        return CompiledProject(manifest, [], found)
    results: list[Any] = getattr(result, "results", [])
    failed = list(strategy_findings(project, manifest))
    failed += [
        _failed(project / r.node.original_file_path, f"`{r.node.name}`", (r.message or "").strip())
        for r in results
        if str(r.status) not in ("success", "pass")
    ]
    return CompiledProject(manifest, [result.node for result in results], failed)


def _with_reporter(project: Path, finding: Finding, message: str) -> Finding:
    unknown = unknown_macro(project, Path(finding.file), message)
    is_slip = unknown is not None and unknown.is_slip
    is_elsewhere = is_cycle(message) or is_slip or fails_to_compile_on_both(project, message)
    return replace(finding, reported_by=_OTHER_CHECK) if is_elsewhere else finding


def parse_findings(
    file: str, name: str, sql: str, source: str = "", *, is_query: bool = True
) -> list[Finding]:
    """What is not Databricks SQL in compiled statements, as far as sqlglot's dialect knows.

    ``source`` is the text that it was compiled from. With ``is_query`` it has to be a query, as
    that of a model is, which dbt makes a table of.
    """
    try:
        tokens = sqlglot.tokenize(sql, dialect="databricks")
        if not is_query and (unknown := list(unknown_statements(tokens))):
            return [
                _not_databricks(file, f"`{name}` has `{words}`, which Databricks does not have.")
                for words in dict.fromkeys(unknown)
            ]
        statements = (
            sqlglot.parse(sql, dialect="databricks")
            if is_query or is_read_by_sqlglot(tokens)
            else []
        )
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        where = f" near {first['highlight']!r}" if first.get("highlight") else ""
        # Without what only a developer of sqlglot can use.
        what = re.sub(r" (but got <Token|for <class) .*", "", first.get("description", str(error)))
        found = _not_databricks(
            file, f"`{name}` has SQL that Databricks cannot parse: {what}{where}"
        )
        return [_placed(found, first.get("line"), first.get("highlight") or "", sql, source)]
    except TokenError as error:
        what = str(error).splitlines()[0]
        return [_not_databricks(file, f"`{name}` has SQL that Databricks cannot parse: {what}")]
    parsed = [statement for statement in statements if statement]
    if is_query and any(statement.find(*_NO_QUERIES) for statement in parsed):
        return [_not_databricks(file, f"`{name}` holds a statement that is not a query.")]
    # A CTE's name may stand before a parenthesis too.
    aliases = {alias.name.lower() for s in parsed for alias in s.find_all(exp.TableAlias)}
    called = {
        token.text.lower()
        for token, following in pairwise(tokens)
        if following.token_type is TokenType.L_PAREN
    }
    return [
        _not_databricks(file, f"`{name}` calls `{function}`, which Databricks does not have.")
        for function in sorted((called - aliases) & _DUCKDB_ONLY)
    ]


def _placed(found: Finding, line: int | None, word: str, sql: str, source: str) -> Finding:
    """With the line of the source, and a caret at the word."""
    if not source or line is None or (written := source_lines(source, sql).get(line)) is None:
        return found
    text = source.split("\n")[written - 1]
    fix = found.fix
    column = text.index(word) + 1 if word and text.count(word) == 1 else 0
    if column and (before := comma_missing_before(source, written, column)) is not None:
        fix = f"Correct the SQL. A comma seems to be missing at the end of line {before}."
    details = excerpt(source, written, column) if column else ()
    other = _OTHER_CHECK if _fails_everywhere(line, text, sql, source) else ""
    return replace(found, line=written, details=details, fix=fix, reported_by=other)


def _fails_everywhere(line: int, text: str, sql: str, source: str) -> bool:
    """Whether DuckDB is given the same line, and its dialect fails at it too."""
    if text.strip() != sql.split("\n")[line - 1].strip() or "target." in source:
        return False
    try:
        sqlglot.parse(sql.replace("`", '"'), dialect="duckdb")
    except ParseError as error:
        return any(found["line"] == line for found in error.errors)
    except TokenError:
        pass
    return False


def _failed(file: Path, what: str, message: str) -> Finding:
    return _finding(
        str(file), "dbt-databricks-failed", f"dbt-databricks cannot compile {what}: {message}"
    )


def _not_databricks(file: str, message: str) -> Finding:
    return _finding(file, "not-databricks-sql", message)


def _finding(file: str, rule: str, message: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=file,
        message=message,
        fix="Write it so that both engines read it, or add a macro to shared/dbt_common that is"
        " dispatched for each.",
    )


def hook_findings(project: Path, node: Any) -> list[Finding]:
    """Of an entry of `on-run-start` or `on-run-end`; one of a package is not this project's."""
    settings = read_yaml(str(project / SETTINGS), (project / SETTINGS).read_bytes())
    if settings.value.get("name") != node.package_name:
        return []
    (key,) = (tag for tag in node.tags if tag in ("on-run-start", "on-run-end"))
    entries = settings.value.get(key)
    line = settings.line((key, node.index) if isinstance(entries, list) else (key,))
    found = parse_findings(settings.file, key, node.compiled_code, is_query=False)
    return [replace(finding, line=line) for finding in found]


def main() -> Report:
    project, profiles, as_of, out = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    done = compile_project(Path(project), Path(profiles), as_of)
    nodes, findings = done.nodes, done.findings
    compiled = [
        node for node in nodes if getattr(node, "compiled_code", None) and node.language != "python"
    ]
    statements: dict[str, str] = {}
    for node in compiled:
        if node.resource_type == "operation":
            findings += hook_findings(Path(project), node)
            continue
        file = str(Path(project, node.original_file_path))
        # Without the SQL of ephemeral models, which are compiled themselves.
        own = getattr(node, "_pre_injected_sql", None) or node.compiled_code
        is_query = node.resource_type != "analysis"
        if node.resource_type in ("model", "snapshot"):
            statements[node.name] = own
        findings += parse_findings(file, node.name, own, node.raw_code, is_query=is_query)
        findings += length_findings(file, node.name, own, node.raw_code)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(write_statements(statements), encoding="utf-8")
    return report(
        findings, f"{Path(project).name}: {len(compiled)} statements compiled for Databricks"
    )


if __name__ == "__main__":
    sys.exit(run_process(main))
