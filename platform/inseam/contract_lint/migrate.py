"""A Data Contract Specification as a contract in ODCS v3.1.0.

``./pants run platform/inseam/contract_lint/migrate.py -- <file> [<new file>]`` writes the contract
to the new file, or prints it, and says on standard error what it could not carry over and what lint
has to say of the result. The old file stays as it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml
from pydantic import ValidationError

from inseam.contract_lint.lint_file import lint
from inseam.documents.yaml_document import Document, Path, read_file, read_yaml
from inseam.report.exit_code import ExitCode
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.text import render_text

API_VERSION = "v3.1.0"
# What says how the old file is written, and not what it promises.
_OF_THE_OLD_FORM = frozenset({"dataContractSpecification", "$ref"})


def migrated(document: Document) -> tuple[str, tuple[Finding, ...]]:
    """The contract's text, and a warning for each value that it has not.

    Raises `InputError` for what is not a Data Contract Specification.
    """
    contract = _converted(document)
    text = yaml.safe_dump(contract, sort_keys=False, allow_unicode=True, width=100)
    kept = frozenset(str(value).lower() for _, value in _leaves(contract, ()))
    lost = [
        (path, value)
        for path, value in _leaves(document.value, ())
        if _OF_THE_OLD_FORM.isdisjoint(path) and not _is_kept(path, value, kept)
    ]
    return text, tuple(_not_carried_over(document, path, value) for path, value in lost)


def _converted(document: Document) -> dict[str, Any]:
    value = document.value
    if not isinstance(value, dict) or "dataContractSpecification" not in value:
        what = "is not a Data Contract Specification: it has no `dataContractSpecification`"
        raise _error(document, (), what)
    # It takes a second to import, and only who migrates waits for it.
    from datacontract.imports.dcs_importer import convert_dcs_to_odcs, parse_dcs_from_dict

    try:
        converted = convert_dcs_to_odcs(parse_dcs_from_dict(value))
    except ValidationError as error:
        first = error.errors()[0]
        path: Path = tuple(first["loc"])
        what = f"cannot be converted: `{'.'.join(map(str, path))}`: {first['msg']}"
        raise _error(document, path, what) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # The converter takes the file to be right.
        raise _error(document, (), f"cannot be converted: {error}") from None
    contract: dict[str, Any] = yaml.safe_load(converted.to_yaml())
    head = {"apiVersion": API_VERSION, "kind": "DataContract", "id": contract.get("id")}
    body = {key: part for key, part in contract.items() if key not in head}
    return {**head, **_with_flags(body)}


def _with_flags(value: Any) -> Any:
    """The converter writes the flags of custom properties as texts."""
    if isinstance(value, dict):
        is_flag = value.get("value") in ("True", "False") and "property" in value
        parts = {key: _with_flags(part) for key, part in value.items()}
        return {**parts, "value": value["value"] == "True"} if is_flag else parts
    if isinstance(value, list):
        return [_with_flags(part) for part in value]
    return value


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path, value


def _is_kept(path: Path, value: Any, kept: frozenset[str]) -> bool:
    """Whether the contract has the value somewhere, or its parts: `25h` becomes 25 and h.

    A flag is not looked for: it has become a key, or a text of another name.
    """
    if value is None or isinstance(value, bool):
        return True
    wanted = str(value).lower()
    parts = re.findall(r"[0-9]+|[^\W\d_]+", wanted) if len(wanted) < 20 else [wanted]
    return wanted in kept or (bool(parts) and all(part in kept for part in parts))


def _not_carried_over(document: Document, path: Path, value: Any) -> Finding:
    return Finding(
        rule="migration-incomplete",
        severity=Severity.WARNING,
        file=document.file,
        line=document.line(path),
        message=f"`{'.'.join(map(str, path))}: {str(value)[:60]}` was not carried over.",
        fix="Write it into the new contract by hand, if it still holds.",
    )


def _error(document: Document, path: Path, what: str) -> InputError:
    return InputError(
        [
            Finding(
                rule="migration-impossible",
                severity=Severity.ERROR,
                file=document.file,
                line=document.line(path),
                message=f"The file {what}.",
                fix="Correct the file, or write the contract in ODCS v3.1.0 by hand.",
            )
        ]
    )


def main(file: str, target: str | None = None) -> ExitCode:
    if target is not None and FilePath(target).exists():
        print(f"{target} is there already. Name a new file, or delete it.", file=sys.stderr)
        return ExitCode.BAD_INPUT
    try:
        document = read_yaml(file, read_file(file))
        text, lost = migrated(document)
    except InputError as error:
        print(render_text(error.findings), file=sys.stderr)
        return ExitCode.BAD_INPUT
    if target is None:
        sys.stdout.write(text)
    else:
        FilePath(target).write_text(text, encoding="utf-8")
    named = target or f"{document.value.get('id')}.odcs.yaml"
    said = render_text([*lost, *lint(named, text.encode())])
    if said:
        print(said, file=sys.stderr)
    return ExitCode.CLEAN


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: migrate.py <file> [<new file>]")
    sys.exit(main(*sys.argv[1:]))
