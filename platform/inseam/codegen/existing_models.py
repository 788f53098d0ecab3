"""The models file of an output port as a person left it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from inseam.documents.yaml_comments import Comments, split_comments
from inseam.documents.yaml_document import Document, Path, read_yaml
from inseam.report.finding import Finding, InputError, Severity


@dataclass(frozen=True, slots=True)
class ExistingModels:
    """``document`` keeps how its values are written, such as quotes; the comments are apart."""

    document: CommentedMap = field(default_factory=CommentedMap)
    comments: Comments = field(default_factory=Comments)

    def models(self) -> dict[str, CommentedMap]:
        return {model["name"]: model for model in self.document.get("models") or ()}


def round_trip_yaml() -> YAML:
    yaml = YAML()
    yaml.width = 2**31  # one line a description: folded ones move in every later diff
    yaml.preserve_quotes = True  # dbt reads YAML 1.1, in which an unquoted `yes` is not text
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def read_existing(path: FilePath, header: str) -> ExistingModels:
    """The file without its header; an empty one if there is none. Raises `InputError`."""
    if not path.is_file():
        return ExistingModels()
    return parse_existing(str(path), path.read_bytes(), header)


def parse_existing(file: str, content: bytes, header: str) -> ExistingModels:
    _refuse_other_shapes(read_yaml(file, content))
    text = content.decode("utf-8-sig").replace("\r\n", "\n").removeprefix(header)
    text, comments = split_comments(file, text)
    try:
        document = round_trip_yaml().load(text)
    except (YAMLError, ValueError) as error:
        message = f"The file is not valid YAML: {str(error).splitlines()[0]}"
        raise _error(file, None, message, "Correct the YAML.") from None
    return ExistingModels(document, comments)


def _refuse_other_shapes(document: Document) -> None:
    """What is kept must be where dbt looks for it; anything else would be lost without a word."""
    root = _mapping(document, document.value, (), "the file")
    for model, path in _named_entries(document, root, (), "models"):
        config = _mapping(document, model.get("config"), (*path, "config"), "`config`")
        for key in ("contract", "meta"):
            _mapping(document, config.get(key), (*path, "config", key), f"`{key}`")
        _named_entries(document, model, path, "columns")


def _named_entries(
    document: Document, parent: dict[str, Any], path: Path, key: str
) -> list[tuple[dict[str, Any], Path]]:
    entries = parent.get(key)
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise _shape_error(document, (*path, key), f"`{key}` is not a list")
    names: set[str] = set()
    for index, entry in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            what = f"an entry of `{key}` has no `name` that is text"
            raise _shape_error(document, (*path, key, index), what)
        if name in names:
            raise _shape_error(document, (*path, key, index), f"`{key}` has `{name}` twice")
        names.add(name)
    return [(entry, (*path, key, index)) for index, entry in enumerate(entries)]


def _mapping(document: Document, value: Any, path: Path, what: str) -> dict[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise _shape_error(document, path, f"{what} is not a mapping")
    return value or {}


def _shape_error(document: Document, path: Path, what: str) -> InputError:
    message = f"The file is not a models file of dbt: {what}."
    return _error(document.file, document.line(path), message, "Correct it, or delete the file.")


def _error(file: str, line: int | None, message: str, fix: str) -> InputError:
    return InputError(
        [
            Finding(
                rule="models-file-unreadable",
                severity=Severity.ERROR,
                file=file,
                line=line,
                message=message,
                fix=fix,
            )
        ]
    )
