"""What keeps dbt from parsing a project, at the file and the line where a person corrects it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from inseam.dbt_project.model_cycle import cycle_finding
from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.dbt_project.unknown_macros import unknown_macro
from inseam.dbt_project.unknown_names import unknown_name
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError, Severity

# dbt's words. A file: "in model a (models/a.sql)", "Error reading shop: a.yml - ...", "at a.yml is
# invalid".
_FILE = re.compile(
    r"\(([^()\n]+\.(?:md|sql|ya?ml))\)|(?<=: )(\S+\.ya?ml)(?= - )|(?:\bat|\bin) (\S+\.ya?ml)\b"
    # A line of its own, of a list.
    r"|(?m:^ +(?:- )?(\S+\.(?:md|sql|ya?ml))$)"
)
_LINE = re.compile(r"^ *line (\d+)$", re.MULTILINE)
_ENV_VAR = re.compile(r"Env var required but not provided: '([^'\n]+)'")
_SCHEMA_CHANGE = "Invalid value for on_schema_change"
_MISSING = re.compile(r"named '(?:[^'\n]*\.)?([^'.\n]+)'[^\n]* which was not found")
# "depends on a node named 'orders' in package or project 'shop' which was not found".
_ELSEWHERE = re.compile(r"named '([^'\n]+)' in package or project '([^'\n]+)'")


def parse_failure_findings(
    project: Path, message: str, besides: Collection[Path] = ()
) -> list[Finding]:
    """``message`` is dbt's. It names the file in words, or not at all if that is not UTF-8.

    ``besides`` are files that a person does not correct.
    """
    if message.startswith("'utf-8' codec") and (found := list(_not_utf8(project))):
        return found
    if (cycle := cycle_finding(project, message)) is not None:
        return [cycle]
    file = _named_file(project, message, besides)
    if message.startswith(_SCHEMA_CHANGE) and (found := _open_to_schema_changes(project, message)):
        return found
    unset = _ENV_VAR.search(message)
    if file is None and unset:
        file = _file_with(project, unset[1])
    if file is None:
        fix = None if unset else "Correct the file that the message names."
        return [_finding(project / "dbt_project.yml", None, message, fix)]
    if file.suffix in (".yaml", ".yml"):
        try:
            read_yaml(str(file), file.read_bytes())
        except InputError as error:
            return list(error.findings)
    line = _line(file, message)
    if elsewhere := _ELSEWHERE.search(message):
        return [_of_other_project(project, file, line, *elsewhere.groups())]
    if (unknown := unknown_name(project, message)) is not None:
        return [_finding(file, line, unknown.message, unknown.fix)]
    if (macro := unknown_macro(project, file, message)) is not None:
        return [_finding(macro.file, macro.line, macro.message, macro.fix)]
    return [_finding(file, line, message)]


def _of_other_project(
    project: Path, file: Path, line: int | None, model: str, other: str
) -> Finding:
    """`ref` with two arguments: what is not among its packages is another product here, if any.

    Has the name of the rule of `inseam.check` that says so of a project that dbt can parse.
    """
    return Finding(
        rule="other-product-model",
        severity=Severity.ERROR,
        file=str(file),
        line=line,
        message=f"`{file.stem}` reads `{model}` of the project `{other}`, which is not one of"
        " its packages.",
        fix=f"If {other} is a product, read its output port: write"
        f" `source('{other}_v1', '{model}')`,"
        f" and name the port's contract in {project}/models/input_ports. If it is a package, add it"
        " to packages.yml.",
    )


def _named_file(project: Path, message: str, besides: Collection[Path]) -> Path | None:
    names = [found for match in _FILE.finditer(message) for found in match.groups() if found]
    names = [name for name in names if project / name not in besides]
    # A macro of a package is named by its path in the package.
    if found := next((project / name for name in names if (project / name).is_file()), None):
        return found
    # Of some files dbt leaves out in which of its folders they are.
    paths = [path for path in texts_read_by_dbt(project) if path.suffix in (".yaml", ".yml")]
    ends = [path for name in names for path in paths if path.as_posix().endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None


def _line(file: Path, message: str) -> int | None:
    if said := _LINE.search(message):
        return int(said[1])
    if missing := _MISSING.search(message) or _ENV_VAR.search(message):
        quoted = re.compile(rf"""(['"]){re.escape(missing[1])}\1""")
        lines = file.read_text("utf-8", "replace").split("\n")
        return next((n for n, line in enumerate(lines, 1) if quoted.search(line)), None)
    return None


def _file_with(project: Path, variable: str) -> Path | None:
    """The first file that asks the environment for it."""
    asked = re.compile(rf"""env_var\(\s*(['"]){re.escape(variable)}\1""")
    return next(
        (
            path
            for path in texts_read_by_dbt(project)
            if asked.search(path.read_text("utf-8", "replace"))
        ),
        None,
    )


def _open_to_schema_changes(project: Path, message: str) -> list[Finding]:
    """dbt does not name the model: it is one whose SQL is incremental and sets no such value."""
    models = [
        path
        for path in texts_read_by_dbt(project)
        if path.suffix == ".sql" and _has_to_set_schema_change(path.read_text("utf-8", "replace"))
    ]
    if not models:
        return []
    also = "".join(f", or that of `{path.stem}`" for path in models[1:])
    fix = f"Set `on_schema_change='append_new_columns'` in the config of `{models[0].stem}`{also}."
    return [_finding(models[0], None, message, fix)]


def _has_to_set_schema_change(sql: str) -> bool:
    is_incremental = re.search(r"(['\"])incremental\1", sql)
    sets = re.search(r"\bon_schema_change\s*=\s*(['\"])(?:append_new_columns|fail)\1", sql)
    return bool(is_incremental and not sets)


def _not_utf8(project: Path) -> Iterator[Finding]:
    for path in texts_read_by_dbt(project):
        content = path.read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            what = f"The file is not UTF-8 text: it has the byte 0x{content[error.start]:02x}."
            yield _finding(path, line, what, "Save the file as UTF-8 text.")


def _finding(file: Path, line: int | None, message: str, fix: str | None = None) -> Finding:
    if fix is None:
        unset = _ENV_VAR.search(message)
        fix = (
            f"Give it a default: `env_var('{unset[1]}', '...')`. A test sees no variable of the"
            " machine, so that it means the same on each."
            if unset
            else "Correct it there."
        )
    return Finding(
        rule="dbt-parse-failed",
        severity=Severity.ERROR,
        file=str(file),
        line=line,
        message=message,
        fix=fix,
    )
