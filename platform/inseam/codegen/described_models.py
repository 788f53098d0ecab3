"""What a project's other files say of the models of output ports."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError, Severity

_NOT_DBTS = (".odcs.yaml", ".odps.yaml")
_OF_TOOLS = frozenset({".inseam", "dbt_packages", "logs", "target"})
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_CONFIG = re.compile(r"\bconfig\s*\(")
# A text, or a bracket.
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[()]")
_ON_SCHEMA_CHANGE = re.compile(r"\bon_schema_change\s*=|(['\"])on_schema_change\1\s*:")
_INCREMENTAL = re.compile(
    r"(?:\bmaterialized\s*=|(['\"])materialized\1\s*:)\s*(['\"])incremental\2"
)


@dataclass(frozen=True, slots=True)
class DescribedModel:
    """An entry of `models` in a file of a person's own."""

    name: str
    file: Path
    line: int

    def twice(self, generated: Path) -> Finding:
        """``generated`` is the file that would describe it again."""
        return Finding(
            rule="model-described-elsewhere",
            severity=Severity.ERROR,
            file=str(self.file),
            line=self.line,
            message=f"`{self.name}` is the model of an output port and described here, so"
            f" {generated.name} cannot describe it: dbt reads no model that two files describe.",
            fix=f"Move what is yours of it (tests, config) to {generated}, delete the entry here,"
            " and run ./pants generate: it adds what the contract says.",
        )


def described_models(
    project: Path, besides: Collection[Path], is_read: Callable[[Path], bool]
) -> dict[str, DescribedModel]:
    """Those that the project's YAML files describe, but for the files ``besides``.

    ``is_read`` is whether dbt reads a file. Leaves out what cannot be read: dbt says that.
    """
    found: dict[str, DescribedModel] = {}
    for path in sorted(project.rglob("*.y*ml")):
        written_by_tools = not _OF_TOOLS.isdisjoint(path.relative_to(project).parts)
        if path in besides or path.name.endswith(_NOT_DBTS) or written_by_tools:
            continue
        if not is_read(path):
            continue
        try:
            document = read_yaml(str(path), path.read_bytes())
        except InputError:
            continue
        entries = document.value.get("models") if isinstance(document.value, dict) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            name = entry.get("name") if isinstance(entry, dict) else None
            if isinstance(name, str):
                line = document.line(("models", index))
                found.setdefault(name, DescribedModel(name, path, line))
    return found


def leaves_schema_changes_open(model: Path) -> bool:
    """Whether a model's own config makes it incremental and does not set `on_schema_change`.

    The config in the SQL outranks that of YAML files.
    """
    text = model.read_text("utf-8", "replace") if model.is_file() else ""
    configs = list(_configs(_COMMENT.sub("", text)))
    return any(map(_INCREMENTAL.search, configs)) and not any(
        map(_ON_SCHEMA_CHANGE.search, configs)
    )


def _configs(text: str) -> Iterator[str]:
    """The text in the brackets of each `config(...)`, other brackets included."""
    for call in _CONFIG.finditer(text):
        depth = 1
        for token in _TOKEN.finditer(text, call.end()):
            depth += {"(": 1, ")": -1}.get(token[0], 0)
            if not depth:
                yield text[call.end() : token.start()]
                break
