"""What contracts and their objects are called, and which version they say they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from inseam.contract_lint.outline import ColumnOutline, ContractOutline, ObjectOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import listed, shown
from inseam.documents.yaml_document import Path
from inseam.odcs.lenient import entries, text
from inseam.odcs.names import (
    contract_major,
    file_stem,
    is_identifier,
    is_outside_id,
    is_plain_id,
    is_snake_case,
    port_schema,
    version_major,
)
from inseam.report.near_names import nearest_name
from inseam.rules.rule import Rule

SUFFIX = ".odcs.yaml"
STATUSES = ("proposed", "draft", "active", "deprecated", "retired")

NAME_INVALID = Rule(
    id="contract-name-invalid",
    what="The id, the objects and the columns of an output port have names that need no quotes:"
    " letters, digits and underscores, in the id hyphens too. Nothing has an empty name.",
    why="They are written into SQL, YAML, file names and addresses. `../x` or `drop table` there is"
    " no name but an accident.",
    fix="Use letters, digits and underscores.",
)
ID_NOT_FILE_NAME = Rule(
    id="contract-id-not-file-name",
    what="A contract's file is called by its id: `<id>.odcs.yaml`. A hyphen stands for what cannot"
    " be in a file's name: `urn:acme:orders` is in `urn-acme-orders.odcs.yaml`.",
    why="Whoever reads the id finds the file, and two files with one id are noticed.",
    fix="Rename the file, or correct the id.",
)
ID_FORM = Rule(
    id="contract-id-form",
    what="The id of an output port's contract is in kebab-case and ends in the major version:"
    " `shop-orders-v1`. A contract of a system outside keeps the id that its owner gave it.",
    why="The id is also the port's name, and in snake_case its schema and dbt source. Two majors"
    " stand side by side while readers move, so the major is part of the name.",
    fix="Use lower-case letters, digits and hyphens, and end it with `-v1`.",
)
FOLDER_DIFFERS = Rule(
    id="contract-folder-differs",
    what="A contract of an output port whose id ends in `-v2` lies in the folder `v2`.",
    why="A new major has a folder of its own, beside the old one, with its SQL.",
    fix="Move the file, or correct the id.",
)
VERSION_INVALID = Rule(
    id="contract-version-invalid",
    what="The version is a semantic version: three numbers with dots, such as `1.2.0`.",
    why="Versions are put in order, and the first number says whether readers must act.",
    fix="Write three numbers with dots, such as `version: 1.0.0`.",
)
STATUS_UNKNOWN = Rule(
    id="contract-status-unknown",
    what=f"The status is one of {listed([f'`{s}`' for s in STATUSES])}.",
    why="Only `active` and `deprecated` contracts are published, and their promises kept. The"
    " standard takes any text here, so a slip of the pen would end the promise unseen.",
    fix=f"Write one of {listed([f'`{s}`' for s in STATUSES])}.",
)
OBJECT_FORM = Rule(
    id="contract-object-form",
    what="The objects of an output port are called in snake_case.",
    why="The model's file and the table have the object's name, and engines differ in what they"
    " make of capitals.",
    fix="Use lower-case letters, digits and underscores, beginning with a letter.",
)
SCHEMA_FORM = Rule(
    id="contract-schema-form",
    what="A server of an output port names the schema `op_` + the contract's id in snake_case.",
    why="That is where the port is built: one schema for a port and version, on which readers have"
    " their grants.",
    fix="Write that schema.",
)
RULES = (
    NAME_INVALID,
    ID_NOT_FILE_NAME,
    ID_FORM,
    FOLDER_DIFFERS,
    VERSION_INVALID,
    STATUS_UNKNOWN,
    OBJECT_FORM,
    SCHEMA_FORM,
)


def invalid_names(contract: ContractOutline) -> Iterator[Problem]:
    yield from invalid_id(contract)
    things: tuple[ObjectOutline | ColumnOutline, ...] = (*contract.tables, *contract.columns)
    for thing in things:
        if thing.entry.get("name") == "":
            message = f"The name of {shown(thing.label)} is empty."
            yield Problem(NAME_INVALID, (*thing.path, "name"), message, "Write a name.")
    for kind, name, label, path in _names_in_sql(contract):
        if not is_identifier(name):
            yield Problem(
                NAME_INVALID,
                path,
                f"The {kind} {shown(label)} has a name that is not a plain identifier.",
            )


def invalid_id(contract: ContractOutline) -> Iterator[Problem]:
    id_ = contract.value.get("id")
    is_valid = is_outside_id if contract.version_folder is None else is_plain_id
    if isinstance(id_, str) and not is_valid(id_):
        yield Problem(
            NAME_INVALID,
            ("id",),
            f"The contract's id {shown(id_)} is not a plain name.",
            "Use letters, digits and hyphens.",
        )


def id_not_file_name(contract: ContractOutline) -> Iterator[Problem]:
    name = PurePath(contract.document.file).name
    wanted = file_stem(contract.id or "") + SUFFIX
    if name == wanted or next(invalid_id(contract), None) or contract.id is None:
        return
    stem = name.removesuffix(SUFFIX)
    schemas = {text(server, "schema") for server, _ in entries(contract.value, "servers")}
    if port_schema(stem) in schemas:
        fix = f"Write `id: {stem}`."
    elif port_schema(contract.id) in schemas:
        fix = f"Rename the file to {wanted}."
    else:
        fix = f"Rename the file to {wanted}, or write `id: {stem}`."
    message = f"The contract's id is {shown(contract.id)}, and its file is called {shown(name)}."
    yield Problem(ID_NOT_FILE_NAME, ("id",), message, fix)


def id_form(contract: ContractOutline) -> Iterator[Problem]:
    id_ = contract.id if contract.version_folder is not None else None
    if id_ is not None and is_plain_id(id_) and contract_major(id_) is None:
        yield Problem(
            ID_FORM,
            ("id",),
            f"The contract's id {shown(id_)} is not in kebab-case with the major version at its"
            " end.",
        )


def folder_differs(contract: ContractOutline) -> Iterator[Problem]:
    major, folder = contract_major(contract.id or ""), contract.version_folder
    if major is not None and folder is not None and folder != f"v{major}":
        message = f"The contract {shown(contract.id)} lies in the folder {shown(folder)}."
        yield Problem(FOLDER_DIFFERS, ("id",), message)


def version_invalid(contract: ContractOutline) -> Iterator[Problem]:
    version = contract.value.get("version")
    if isinstance(version, str) and version_major(version) is None:
        message = f"The contract's version {shown(version)} is not a semantic version."
        yield Problem(VERSION_INVALID, ("version",), message)


def status_unknown(contract: ContractOutline) -> Iterator[Problem]:
    status = contract.value.get("status")
    if isinstance(status, str) and status.lower() not in STATUSES:
        close = nearest_name(status, STATUSES)
        yield Problem(
            STATUS_UNKNOWN,
            ("status",),
            f"The contract's status is {shown(status)}, which is not a status.",
            f"Write `{close}`." if close else None,
        )


def object_form(contract: ContractOutline) -> Iterator[Problem]:
    if contract.version_folder is None:
        return
    for table in contract.tables:
        name = text(table.entry, "physicalName") or table.name
        if name is not None and is_identifier(name) and not is_snake_case(name):
            key = "physicalName" if text(table.entry, "physicalName") else "name"
            message = f"The object {shown(name)} is not called in snake_case."
            yield Problem(OBJECT_FORM, (*table.path, key), message)


def schema_form(contract: ContractOutline) -> Iterator[Problem]:
    if contract.version_folder is None or contract.id is None or not is_plain_id(contract.id):
        return
    wanted = port_schema(contract.id)
    # The file's name and the schema agree: the id is what is wrong, and another rule reports it.
    of_file = port_schema(PurePath(contract.document.file).name.removesuffix(SUFFIX))
    for server, path in entries(contract.value, "servers"):
        schema = text(server, "schema")
        if schema is not None and schema not in (wanted, of_file):
            message = f"The server's schema is {shown(schema)}; the port is built in `{wanted}`."
            yield Problem(SCHEMA_FORM, (*path, "schema"), message, f"Write `schema: {wanted}`.")


def _names_in_sql(contract: ContractOutline) -> Iterator[tuple[str, str, str, Path]]:
    """Kind, name, how to call it, path. A system outside has the names that it has."""
    if contract.version_folder is None:
        return
    for table in contract.tables:
        table_name = text(table.entry, "physicalName") or table.name or ""
        if table_name:
            yield "object", table_name, table_name, table.path
        for column in table.columns:
            name = text(column.entry, "physicalName") or column.name or ""
            if name:
                yield "column", name, f"{table_name}.{name}", column.path


CHECKS = (
    invalid_names,
    id_not_file_name,
    id_form,
    folder_differs,
    version_invalid,
    status_unknown,
    object_form,
    schema_form,
)
