"""How contracts, products and what is in them may be called."""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# Of a system outside: also a URN (RFC 8141), an address, a name with dots.
_OUTSIDE_ID = re.compile(r"[A-Za-z0-9]([._:/#-]{0,3}[A-Za-z0-9_])*")
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_CONTRACT_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-v(?P<major>0|[1-9][0-9]*)")
# https://semver.org/spec/v2.0.0.html, item 2, 9 and 10.
_SEMVER = re.compile(
    r"(?P<major>0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
    r"(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?"
    r"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)


def is_identifier(text: str) -> bool:
    """Whether SQL takes it as a name without quotes."""
    return _IDENTIFIER.fullmatch(text) is not None


def is_plain_id(text: str) -> bool:
    """Whether it can name a file, a folder and, after `op_`, a schema."""
    return _PLAIN_ID.fullmatch(text) is not None


def is_outside_id(text: str) -> bool:
    """Whether the owner of a system outside may call a contract so: `urn:acme:orders`."""
    return ".." not in text and _OUTSIDE_ID.fullmatch(text) is not None


def file_stem(contract_id: str) -> str:
    """What a contract's files and folders are called: its id, which may be a URN or an address.

    Letters, digits, underscores and hyphens stay; a hyphen stands for all between them.
    """
    return _OTHER.sub("-", contract_id).strip("-")


def is_snake_case(text: str) -> bool:
    return _SNAKE_CASE.fullmatch(text) is not None


def contract_major(contract_id: str) -> str | None:
    """The `1` of `shop-orders-v1`; None for an id that is not of this form."""
    matched = _CONTRACT_ID.fullmatch(contract_id)
    return matched["major"] if matched else None


def version_major(version: str) -> str | None:
    """The `1` of `1.2.0`; None for what is not a semantic version."""
    matched = _SEMVER.fullmatch(version)
    return matched["major"] if matched else None


def source_name(contract_id: str) -> str:
    """What dbt calls the source of an input port: the contract's id in snake_case."""
    return contract_id.replace("-", "_")


def port_schema(contract_id: str) -> str:
    """The physical schema of a port: ``op_`` and the contract's id in snake_case."""
    return "op_" + contract_id.replace("-", "_")
