"""A product's file: its name, its ports, its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from inseam.contract_lint.problem import Problem
from inseam.contract_lint.rules.names import STATUSES
from inseam.contract_lint.wording import listed, shown
from inseam.documents.yaml_document import Document, Path
from inseam.odcs.lenient import Entry, entries, text
from inseam.odcs.names import contract_major, is_snake_case, version_major
from inseam.report.near_names import nearest_name
from inseam.rules.rule import Rule

SUFFIX = ".odps.yaml"

ID_FORM = Rule(
    id="product-id-form",
    what="A product's id is in snake_case, and its folder and file have the same name:"
    " `products/shop_orders/shop_orders.odps.yaml`.",
    why="The id is also the dbt project's name, and so part of schemas and addresses.",
    fix="Rename the folder and the file, or correct the id.",
)
STATUS_UNKNOWN = Rule(
    id="product-status-unknown",
    what=f"The status is one of {listed([f'`{s}`' for s in STATUSES])}.",
    why="What is published, and what readers may rely on, follows from it.",
    fix=f"Write one of {listed([f'`{s}`' for s in STATUSES])}.",
)
VERSION_INVALID = Rule(
    id="product-version-invalid",
    what="The product's version, and those of its ports, are semantic versions: `1.2.0`.",
    why="Versions are put in order, and the first number says whether readers must act.",
    fix="Write three numbers with dots, such as `version: 1.0.0`.",
)
PORT_NAME_FORM = Rule(
    id="product-port-name-form",
    what="A port has the name of its contract: the contract's id, in kebab-case with the major"
    " version at its end.",
    why="Lineage, access and addresses go by the port's name, which is unique only if the id is.",
    fix="Write the contract's id as the port's name.",
)
PORT_TWICE = Rule(
    id="product-port-twice",
    what="A product has each port once.",
    why="Name and version are a port's key in the standard, whose schema cannot say so.",
    fix="Remove one of them.",
)
INPUT_UNKNOWN = Rule(
    id="product-input-unknown",
    what="The `inputContracts` of an output port are contracts of the product's input ports.",
    why="Otherwise the port claims to be made from something that the product does not read.",
    fix="Add the input port, or correct the id.",
)
RULES = (ID_FORM, STATUS_UNKNOWN, VERSION_INVALID, PORT_NAME_FORM, PORT_TWICE, INPUT_UNKNOWN)


@dataclass(frozen=True)
class Product:
    document: Document

    @property
    def value(self) -> Entry:
        return self.document.value if isinstance(self.document.value, dict) else {}


def id_form(product: Product) -> Iterator[Problem]:
    id_ = product.value.get("id")
    if not isinstance(id_, str):
        return
    file = PurePath(product.document.file)
    if not is_snake_case(id_):
        yield Problem(ID_FORM, ("id",), f"The product's id {shown(id_)} is not in snake_case.")
    elif file.name != id_ + SUFFIX:
        message = f"The product's id is {shown(id_)}, and its file is called {shown(file.name)}."
        yield Problem(ID_FORM, ("id",), message)
    elif file.parent.name not in ("", id_):
        message = f"The product's id is {shown(id_)}, and its folder {shown(file.parent.name)}."
        yield Problem(ID_FORM, ("id",), message)


def status_unknown(product: Product) -> Iterator[Problem]:
    status = product.value.get("status")
    if isinstance(status, str) and status.lower() not in STATUSES:
        close = nearest_name(status, STATUSES)
        message = f"The product's status is {shown(status)}, which is not a status."
        yield Problem(STATUS_UNKNOWN, ("status",), message, f"Write `{close}`." if close else None)


def version_invalid(product: Product) -> Iterator[Problem]:
    versioned: list[tuple[str, Entry, Path]] = [("product", product.value, ())]
    for key, kind in (("inputPorts", "input port"), ("outputPorts", "output port")):
        for port, path in entries(product.value, key):
            versioned.append((f"{kind} {shown(port.get('name'))}", port, path))
            for used, used_path in entries(port, "inputContracts", path):
                versioned.append((f"input contract {shown(used.get('id'))}", used, used_path))
    for called, entry, path in versioned:
        version = entry.get("version")
        if isinstance(version, str) and version_major(version) is None:
            message = (
                f"The {called} has the version {shown(version)}, which is not a semantic version."
            )
            yield Problem(VERSION_INVALID, (*path, "version"), message)


def port_name_form(product: Product) -> Iterator[Problem]:
    for key, kind in (("inputPorts", "input"), ("outputPorts", "output")):
        for port, path in entries(product.value, key):
            name, contract = text(port, "name"), text(port, "contractId")
            if name is None:
                continue
            if contract is not None and name != contract:
                message = f"The {kind} port {shown(name)} has the contract {shown(contract)}."
                fix = f"Write `name: {contract}`." if contract_major(contract) else None
                yield Problem(PORT_NAME_FORM, (*path, "name"), message, fix)
            elif contract_major(name) is None:
                message = (
                    f"The {kind} port {shown(name)} is not called in kebab-case with the major"
                    " version at its end."
                )
                fix = "Give contract and port a name such as `shop-orders-v1`."
                yield Problem(PORT_NAME_FORM, (*path, "name"), message, fix)


def port_twice(product: Product) -> Iterator[Problem]:
    for key, kind in (("inputPorts", "input"), ("outputPorts", "output")):
        seen: set[tuple[str, str | None]] = set()
        for port, path in entries(product.value, key):
            name = text(port, "name")
            if name is not None and (name, text(port, "version")) in seen:
                message = f"The product has the {kind} port {shown(name)} twice."
                yield Problem(PORT_TWICE, path, message)
            elif name is not None:
                seen.add((name, text(port, "version")))


def input_unknown(product: Product) -> Iterator[Problem]:
    known = {text(port, "contractId") for port, _ in entries(product.value, "inputPorts")}
    for port, path in entries(product.value, "outputPorts"):
        for used, used_path in entries(port, "inputContracts", path):
            id_ = text(used, "id")
            if id_ is not None and id_ not in known:
                message = (
                    f"The output port {shown(port.get('name'))} is made from {shown(id_)}, and the"
                    " product has no such input port."
                )
                yield Problem(INPUT_UNKNOWN, (*used_path, "id"), message)


CHECKS = (id_form, status_unknown, version_invalid, port_name_form, port_twice, input_unknown)
