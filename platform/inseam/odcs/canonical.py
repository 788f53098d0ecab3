"""The canonical form of a contract: what decides a test, without the wording.

Two contracts with the same canonical form are tested alike, so a test that is given this form is
not run again for a description, a comment, a team or the order of keys. Lists keep their order, so
an element has the same path here as in the file.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path as FilePath
from typing import Any

from inseam.documents.yaml_document import Document, Path, read_file, read_yaml
from inseam.odcs.contract import read_contract
from inseam.odcs.older_spellings import in_later_spelling
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report

TOP_LEVEL_KEYS = frozenset(
    {"apiVersion", "kind", "id", "version", "status", "schema", "servers", "slaProperties"}
)
WORDING_KEYS = frozenset(
    {
        "authoritativeDefinitions",
        "businessName",
        "context",
        "description",
        "synonyms",
        "tags",
        "transformDescription",
    }
)
# What stands below these is data or a tool's own language, where `description` may be a column.
VERBATIM_KEYS = frozenset(
    {"arguments", "enum", "examples", "implementation", "validValues", "value"}
)

# JSON may hold these as they are; in YAML they would be line ends, or nothing at all.
_NOT_AS_IT_IS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def canonical_form(contract: dict[str, Any]) -> dict[str, Any]:
    """The part of a contract's document that a test of data can depend on.

    What v3.0 spells otherwise is in the spelling of the versions after it.
    """
    form = {
        key: _without_wording(value) for key, value in contract.items() if key in TOP_LEVEL_KEYS
    }
    return in_later_spelling(form)


def _without_wording(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: part if key in VERBATIM_KEYS else _without_wording(part)
            for key, part in value.items()
            if key not in WORDING_KEYS
        }
    if isinstance(value, list):
        return [_without_wording(part) for part in value]
    return value


def canonical_text(document: Document) -> str:
    """The canonical form as JSON that is YAML too, so `read_yaml` reads it back.

    Raises `InputError` for a number that JSON cannot say.
    """
    form = canonical_form(document.value)
    if (path := _not_finite(form, ())) is not None:
        raise InputError(
            [
                Finding(
                    rule="contract-unreadable",
                    severity=Severity.ERROR,
                    file=document.file,
                    line=document.line(path),
                    message="The file has a number that is not finite.",
                    fix="Write a finite number, or leave the key out.",
                )
            ]
        )
    text = json.dumps(form, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return _NOT_AS_IT_IS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _not_finite(value: Any, path: Path) -> Path | None:
    if isinstance(value, float):
        return None if math.isfinite(value) else path
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    return next((bad for k, part in parts if (bad := _not_finite(part, (*path, k)))), None)


def main() -> Report:
    """``canonical <contract.odcs.yaml> <out.json>``"""
    source, target = sys.argv[1:]
    document = read_yaml(source, read_file(source))
    read_contract(document)
    FilePath(target).write_text(canonical_text(document), encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
