"""SQL files as sqlfluff renders them, for the engine of `.sqlfluff` or for Databricks."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta, nodes
from sqlfluff.core import FluffConfig, Linter
from sqlfluff.core.errors import SQLFluffSkipFile, SQLTemplaterError
from sqlfluff.core.linter.common import RenderedFile
from sqlfluff.core.templaters.jinja import JinjaTemplater
from sqlfluff.core.types import ConfigMappingType

# The file's own name in Jinja's tracebacks.
_TEMPLATE = "<template>"
_OWN_MACROS = ("templater", "jinja", "load_macros_from_path")
_TARGET = ("templater", "jinja", "context", "target")
# The folder, for dbt_context.
_PROJECT = ("templater", "jinja", "context", "dbt_project")
# Filters and tests of Jinja that an unknown name may be given to.
_FOR_UNKNOWN = frozenset({"d", "default", "defined", "undefined"})


_CORRECT = "Correct the template there, or the macro that it calls."
_NAME_IT = (
    "Call a package's macro by the package's name, as in `dbt_common.as_of()`. The project's own"
    " are those that `load_macros_from_path` in its .sqlfluff names."
)
_NO_SNAPSHOT_BLOCK = (
    "Define the snapshot in YAML, as dbt has it since 1.9; sqlfluff reads no such block."
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Why a file has no SQL to look at."""

    line: int
    message: str
    fix: str = _CORRECT


class NotRenderedError(Exception):
    """A file that cannot be rendered. Without problems, another file is to blame for it."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(sorted(set(problems)))


class NotEnabledError(Exception):
    """The file says of itself that it is not used on this engine."""


@dataclass(frozen=True, slots=True)
class Engine:
    """sqlfluff with one dialect. ``target`` is dbt's, if not the one that `.sqlfluff` names."""

    linter: Linter
    target: str | None = None

    @classmethod
    def of_configuration(cls, rules: Sequence[str] = ()) -> Engine:
        """What `.sqlfluff` in the current folder says, with these rules only, if there are any."""
        overrides: ConfigMappingType = {"rules": ",".join(rules)} if rules else {}
        return cls(Linter(config=FluffConfig.from_root(overrides=overrides)))

    @classmethod
    def named(cls, name: str) -> Engine:
        """Another engine: its dialect, and the macros that `adapter.dispatch` picks on it."""
        return cls(Linter(config=FluffConfig.from_root(overrides={"dialect": name})), name)

    def render(self, file: Path, text: str) -> RenderedFile:
        """The file's SQL, once for each way through its branches that sqlfluff finds.

        Raises NotRenderedError or NotEnabledError.
        """
        config = self._configuration(file, text)
        # sqlfluff gives line 1 to most failures, and an unknown name that is called renders as
        # nothing. So the file is rendered by Jinja alone first.
        if self._try_jinja(file, text, config):
            # Else sqlfluff takes a name that may be unknown for one that is known, and then blames
            # the file for it.
            config.set_value(("ignore",), "templating")
        rendered = self.linter.render_string(text, str(file), config, "utf-8")
        problems = [Problem(v.line_no, v.desc()) for v in rendered.templater_violations]
        if problems or not rendered.templated_variants:
            raise NotRenderedError(problems or [Problem(1, "sqlfluff cannot render this file.")])
        return rendered

    def _configuration(self, file: Path, text: str) -> FluffConfig:
        config = self.linter.config.make_child_from_path(str(file)).copy()
        if self.target is None:
            config.process_raw_file_for_config(text, str(file))
        else:
            config.set_value(_TARGET, repr({"type": self.target, "name": self.target}))
        if (project := _project_of(file)) is not None:
            config.set_value(_PROJECT, project.as_posix())
        return config

    def _try_jinja(self, file: Path, text: str, config: FluffConfig) -> bool:
        """Whether the file asks if a name is known. Raises NotRenderedError or NotEnabledError."""
        templater = self.linter.templater
        assert isinstance(templater, JinjaTemplater)
        bare = config.copy()
        bare.set_value(_OWN_MACROS, "")
        environment, _, _ = templater.construct_render_func(str(file), bare)
        try:
            environment.parse(text)
        except TemplateSyntaxError as error:
            message = str(error.message)
            fix = _NO_SNAPSHOT_BLOCK if "unknown tag 'snapshot'" in message else _CORRECT
            raise NotRenderedError([Problem(error.lineno, message, fix)]) from None
        try:
            environment, context, render = templater.construct_render_func(str(file), config)
        except SQLTemplaterError:
            raise NotRenderedError from None
        tree = environment.parse(text)
        asked = _asked_names(tree) - context.keys()
        unknown = list(_unknown_names(tree, context.keys() | asked))
        if unknown:
            raise NotRenderedError(unknown)
        try:
            render(text)
        except SQLFluffSkipFile:
            # dbt_context's, for `config(enabled=false)`.
            raise NotEnabledError from None
        except Exception as error:  # noqa: BLE001 macros can raise anything
            raise NotRenderedError([Problem(_line_of(error), str(error))]) from None
        return bool(asked)


def read(file: Path) -> str:
    """The text, with its line endings as they are. Raises NotRenderedError."""
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"Byte 0x{raw[error.start]:02x} is not UTF-8."
        raise NotRenderedError([Problem(line, message, "Save the file as UTF-8.")]) from None


def _project_of(file: Path) -> Path | None:
    """The nearest folder above with a dbt project in it."""
    return next((up for up in file.parents if (up / "dbt_project.yml").is_file()), None)


def _asked_names(tree: nodes.Template) -> set[str]:
    """Those that the template itself says may be unknown: `x is defined`, `x | default('y')`."""
    return {
        node.node.name
        for node in tree.find_all((nodes.Test, nodes.Filter))
        if node.name in _FOR_UNKNOWN and isinstance(node.node, nodes.Name)
    }


def _unknown_names(tree: nodes.Template, known: Set[str]) -> Iterator[Problem]:
    names = list(tree.find_all(nodes.Name))
    # Jinja counts a name as undeclared that is set in each branch of an `if`.
    known = known | {node.name for node in names if node.ctx != "load"}
    unknown = meta.find_undeclared_variables(tree) - known
    for node in names:
        if node.name in unknown:
            yield Problem(
                node.lineno, f"`{node.name}` is neither a macro nor a name of dbt's.", _NAME_IT
            )


def _line_of(error: Exception) -> int:
    """The line of the file itself, not of a macro that it calls."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 1 for f in frames if f.filename == _TEMPLATE), 1)
