"""What the text of a quality rule asks for, whatever its layout and its spelling.

Equal forms ask for the same; other forms may do so as well.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

from inseam.documents.yaml_document import read_yaml
from inseam.gate.values import identity
from inseam.report.finding import InputError
from inseam.sql.canonical import canonical

_LONGEST = 20_000
_PLACEHOLDER = re.compile(r"(?P<quote>\"?)\$?\{\s*(?P<name>\w+)\s*\}(?P=quote)")
# datacontract-cli puts in the same for each of a line.
_SAME = {
    **dict.fromkeys(("model", "object", "table"), "object"),
    **dict.fromkeys(("column", "field", "property"), "property"),
}


@lru_cache(maxsize=2_000)
def query_form(query: str, dialect: str) -> str:
    """Of SQL in which `{object}` stands for the table: names as the dialect folds them."""
    named = _PLACEHOLDER.sub(_as_name, query)
    if len(named) <= _LONGEST:
        try:
            statements = [one for one in sqlglot.parse(named, dialect=dialect) if one is not None]
            if statements and not any(isinstance(one, exp.Command) for one in statements):
                return "; ".join(_written(one, dialect) for one in statements)
        except (SqlglotError, RecursionError, ValueError):
            pass
    return canonical(named.rstrip().removesuffix(";").rstrip())


def _as_name(found: re.Match[str]) -> str:
    name = found["name"].lower()
    return f"placeholder_of_{_SAME.get(name, name)}"


def _written(statement: exp.Expr, dialect: str) -> str:
    folded = normalize_identifiers(statement, dialect=dialect)
    return folded.sql(dialect=dialect, comments=False, normalize_functions="upper")


def implementation_form(implementation: Any) -> str:
    """Of another tool's rule: as a mapping or list, or as a text of YAML or JSON with one."""
    if isinstance(implementation, str):
        try:
            value = read_yaml("implementation", implementation.encode("utf-8", "replace")).value
        except InputError:
            value = None
        if isinstance(value, (dict, list)):
            return identity(value)
        return identity(implementation.strip())
    return identity(implementation)
