"""What stays as it is and a person should know of, and what nothing can be done about here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from inseam.adopt.kept_files import PROJECT_FILE
from inseam.adopt.questions import Answers, unanswered_value
from inseam.adopt.reading import ReadProject
from inseam.adopt.stage import (
    Files,
    Stage,
    done,
    edit_yaml,
    left,
    line_of,
    refused,
    replaced,
    text,
)
from inseam.report.finding import Finding

_ENV_VAR = re.compile(r"\benv_var\s*\(\s*(?P<quote>['\"])(?P<name>\w+)(?P=quote)\s*\)")
_VAR = re.compile(r"\bvar\s*\(\s*(['\"])(?P<name>\w+)\1\s*\)")
# What would end the text that it is put into.
_IS_QUOTED = re.compile(r"['\"\\\n]").search
_AT_RUN_TIME = re.compile(
    r"\b(?:run_query|get_column_values|get_relations_by_\w+|get_columns_in_relation|union_relations|star|pivot)\s*\(|\{%-?\s*call\s+statement\b"
)
_STRATEGIES = frozenset(
    {"append", "delete+insert", "merge", "microbatch", "insert_overwrite", "replace_where", ""}
)


def with_values(
    files: Files, answers: Answers, settings: Mapping[str, object], shown: str
) -> Stage:
    """Variables that dbt would stop at get the value that was answered, or are asked for."""
    notes: list[Finding] = []
    changed: dict[str, str | None] = {}
    new_vars: dict[str, str | int | bool] = {}
    named = settings.get("vars")
    known = set(_keys(named)) if isinstance(named, dict) else set()
    for path in files:
        if not path.endswith((".sql", ".yml", ".yaml")):
            continue
        before = text(files, path)
        after = before
        for found in _ENV_VAR.finditer(before):
            name, line = found["name"], before.count("\n", 0, found.start()) + 1
            if name.startswith("INSEAM_"):
                continue
            value = answers.get(f"env.{name}")
            if not value:
                what = (
                    f"Which value has the variable `{name}` of the environment, where none is set?"
                )
                notes.append(unanswered_value(f"env.{name}", what, f"{shown}/{path}", line))
                continue
            quote = found["quote"]
            if _IS_QUOTED(value):
                message = f"`env.{name}` is answered by a value with a quote or a backslash."
                fix = "Write it into the file by hand: it stands in YAML or SQL there."
                notes.append(refused(f"{shown}/{path}", message, fix, line))
                continue
            after = after.replace(found[0], f"env_var({quote}{name}{quote}, {quote}{value}{quote})")
            message = (
                f"The variable `{name}` of the environment has a value for where none is"
                f" set: {value}."
            )
            notes.append(done(f"{shown}/{path}", message, line=line))
        for found in _VAR.finditer(before):
            name, line = found["name"], before.count("\n", 0, found.start()) + 1
            if name in known or name in new_vars or name == "as_of":
                continue
            if value := answers.get(f"var.{name}"):
                new_vars[name] = _scalar(value)
            else:
                what = f"Which value has the var `{name}`?"
                notes.append(unanswered_value(f"var.{name}", what, f"{shown}/{path}", line))
        if after != before:
            changed[path] = after
    files = replaced(files, changed)
    if new_vars:

        def change(project: object) -> bool:
            assert isinstance(project, dict)
            project.setdefault("vars", {}).update(new_vars)
            return True

        files = edit_yaml(files, PROJECT_FILE, change)
        message = f"The vars {', '.join(sorted(new_vars))} have values now."
        notes.append(done(f"{shown}/{PROJECT_FILE}", message))
    return Stage(files, tuple(notes))


def _scalar(value: str) -> str | int | bool:
    """As YAML has it: in Jinja the text `false` is true."""
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"-?(0|[1-9][0-9]*)", value) else value


def _keys(value: Mapping[object, object]) -> Iterator[str]:
    for key, part in value.items():
        yield str(key)
        if isinstance(part, dict):
            yield from _keys(part)


def listed(
    files: Files, project: ReadProject, ports: Collection[str], shown: str
) -> Iterator[Finding]:
    """``ports`` are the ids of the nodes that become ports."""
    yield from _run_time_queries(files, shown)
    for node in project.nodes.values():
        where = f"{shown}/{node.path}"
        config = node.config
        if node.language == "python":
            message = f"`{node.name}` is a Python model: nothing here runs it, nor what reads it."
            yield left(where, message, "Write it in SQL.")
        hooks = [*(config.get("pre-hook") or ()), *(config.get("post-hook") or ())]
        if hooks and node.kind == "model":
            what = "; ".join(str(h.get("sql", h) if isinstance(h, dict) else h) for h in hooks)
            message = f"`{node.name}` has hooks, which run in tests and releases: {what[:200]}"
            yield left(
                where, message, "Take out what is for one warehouse.", line_of(node.raw, "hook")
            )
        if config.get("grants"):
            message = f"`{node.name}` has grants: DuckDB does nothing with them."
            yield left(where, message, "Agreements say who reads a port: see docs/grants.md.")
        if node.materialized == "incremental":
            strategy = str(config.get("incremental_strategy") or "")
            if strategy not in _STRATEGIES:
                message = (
                    f"The incremental strategy `{strategy}` of `{node.name}` is not one of dbt's."
                )
                yield left(where, message, "Name one that both engines have, such as merge.")
            if not config.get("unique_key") and strategy not in ("append", "insert_overwrite"):
                message = (
                    f"The incremental model `{node.name}` has no `unique_key`: each run adds"
                    " rows again."
                )
                yield left(where, message, "Set `unique_key` in its config.")
    for exposure in project.exposures:
        where = f"{shown}/{exposure.path}"
        line = line_of(text(files, exposure.path), f"name: {exposure.name}")
        if any(read in ports or read in project.sources for read in exposure.depends):
            message = (
                f"The exposure `{exposure.name}` is a reader now: `./pants agreements` lists it."
            )
            yield done(where, message, line=line)
        else:
            message = f"The exposure `{exposure.name}` reads no port, so nothing here knows of it."
            fix = "Make what it reads a port, with --adopt-port=model:v1."
            yield left(where, message, fix, line)
    for path in sorted(set(project.metrics)):
        yield left(f"{shown}/{path}", "Its metrics stay; nothing here reads them.", "Nothing.")


def _run_time_queries(files: Files, shown: str) -> Iterator[Finding]:
    for path in files:
        if path.startswith(("models/", "macros/")) and path.endswith(".sql"):
            source = text(files, path)
            if found := _AT_RUN_TIME.search(source):
                line = source.count("\n", 0, found.start()) + 1
                what = found[0].strip("({% ").strip()
                message = (
                    f"`{what}` asks the database while dbt compiles: `check`, facts and"
                    " lineage stop there."
                )
                yield left(f"{shown}/{path}", message, "Write the list of values out.", line)
