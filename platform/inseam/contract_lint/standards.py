"""Which standard a document says that it follows: asked first, and nothing unknown is let by."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import listed, shown
from inseam.documents.yaml_document import Document
from inseam.report.finding import Finding
from inseam.rules.rule import Rule

MIGRATE = "./pants run platform/inseam/contract_lint/migrate.py --"
CONTRACT, PRODUCT = "DataContract", "DataProduct"

UNKNOWN = Rule(
    id="standard-unknown",
    what="The file says which standard it follows: `kind`, and an `apiVersion` that is known here.",
    why="What follows no known standard cannot be checked, and what cannot be checked must not"
    " look as if it had been. Later versions mean other things by the same words.",
    fix="Write `kind: DataContract` and `apiVersion: v3.1.0` in a contract, `kind: DataProduct`"
    " and `apiVersion: v1.0.0` in a product's file.",
)
NAME_NOT_SEEN = Rule(
    id="file-name-not-seen",
    what="A contract's file ends in `.odcs.yaml`, and a product's in `.odps.yaml`.",
    why="Goals find the files by these names. What another file promises is not built, tested or"
    " compared, and nobody notices.",
    fix="Rename the file. JSON is YAML as well, so that its content may stay as it is.",
)
OUTDATED = Rule(
    id="standard-outdated",
    what="A contract follows ODCS, not the Data Contract Specification before it.",
    why="That specification is retired. No tool here reads it.",
    fix=f"Run `{MIGRATE} <the file>`: it prints the contract in ODCS v3.1.0, and what it could not"
    " carry over.",
)


@dataclass(frozen=True, slots=True)
class Standard:
    """``schema`` is the JSON schema's file in an installed package."""

    name: str
    kind: str
    package: str
    schema: str


def _odcs(name: str, schema: str) -> Standard:
    return Standard(f"ODCS {name}", CONTRACT, "datacontract", f"schemas/odcs-{schema}.schema.json")


_ODCS_3_0 = _odcs("3.0", "3.0.2")
STANDARDS = {
    CONTRACT: {
        # Of 3.0 only its last patch has a schema in a package; the others differ in one server.
        "v3.0.0": _ODCS_3_0,
        "v3.0.1": _ODCS_3_0,
        "v3.0.2": _ODCS_3_0,
        "v3.1.0": _odcs("3.1", "3.1.0"),
        "v3.2.0": _odcs("3.2", "3.2.0"),
    },
    PRODUCT: {
        "v1.0.0": Standard("ODPS 1.0", PRODUCT, "dataproduct", "schemas/odps-1.0.0.schema.json"),
    },
}
_NAME = re.compile(r".*\.od[cp]s\.(yaml|yml|json)")
_NOT_SEEN = re.compile(r"(?P<name>.*\.od[cp]s)\.(?P<form>json|yml)")
_KIND_BY_SUFFIX = {".odcs.yaml": CONTRACT, ".odps.yaml": PRODUCT}


@cache
def schema_of(standard: Standard) -> dict[str, Any]:
    text = files(standard.package).joinpath(standard.schema).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def is_named_as_one(name: str) -> bool:
    """Of a file's name, whether a goal would look at the file or not."""
    return _NAME.fullmatch(name) is not None


def name_not_seen(file: str) -> Finding | None:
    """Of a file that no goal would look at, whatever is in it."""
    other = _NOT_SEEN.fullmatch(PurePath(file).name)
    if other is None:
        return None
    of_json = ": JSON is YAML as well" if other["form"] == "json" else ""
    return Finding(
        rule=NAME_NOT_SEEN.id,
        severity=NAME_NOT_SEEN.severity,
        file=file,
        message=f"No goal looks at the file, as its name ends in `.{other['form']}`.",
        fix=f"Rename it to `{other['name']}.yaml`{of_json}.",
    )


def standard_of(document: Document) -> Standard | Problem:
    value = document.value
    if not isinstance(value, dict):
        what = "data contract" if _expected_kind(document) == CONTRACT else "data product"
        return Problem(UNKNOWN, (), f"The file is not a {what}: it is {shown(value)}.")
    if "dataContractSpecification" in value and "kind" not in value:
        old = shown(value["dataContractSpecification"])
        message = f"The file is a Data Contract Specification ({old}), which ODCS has replaced."
        fix = OUTDATED.fix.replace("<the file>", document.file)
        return Problem(OUTDATED, ("dataContractSpecification",), message, fix)
    expected = _expected_kind(document)
    if "kind" not in value:
        fix = f"Write `kind: {expected}` if it is one, else give the file another name."
        return Problem(UNKNOWN, (), "The file does not say what it is: it has no `kind`.", fix)
    if value["kind"] != expected:
        message = f"The file's kind is {shown(value['kind'])}; by its name it is a `{expected}`."
        fix = f"Write `kind: {expected}` if it is one, else give the file another name."
        return Problem(UNKNOWN, ("kind",), message, fix)
    known = STANDARDS[expected]
    version = value.get("apiVersion")
    if isinstance(version, str) and version in known:
        return known[version]
    has = f"has the apiVersion {shown(version)}" if "apiVersion" in value else "has no `apiVersion`"
    message = f"The file {has}; known are {listed(known, 'and')}."
    fix = "Write `apiVersion: v3.1.0`." if expected == CONTRACT else "Write `apiVersion: v1.0.0`."
    return Problem(UNKNOWN, ("apiVersion",), message, f"{fix} Then correct what lint reports.")


def _expected_kind(document: Document) -> str:
    kinds = (kind for suffix, kind in _KIND_BY_SUFFIX.items() if document.file.endswith(suffix))
    return next(kinds, CONTRACT)
