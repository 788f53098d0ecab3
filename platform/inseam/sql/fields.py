"""Fields of structs, and keys of JSON values."""

from __future__ import annotations

from dataclasses import replace

from inseam.sql.sql_type import struct_of
from inseam.sql.value import Value, combined, merged_direct


def field_of(value: Value, name: str) -> Value:
    """The field of a struct, or the key of a JSON value."""
    if value.fields is not None and (known := value.fields.get(name.lower())) is not None:
        return replace(
            known,
            direct=merged_direct([known], 1),
            indirect={**known.indirect, **value.indirect} if value.indirect else known.indirect,
        )
    kind = None
    if value.type is not None and value.type.name == "STRUCT":
        for key, member in value.type.members:
            if key.lower() == name.lower():
                kind = member
    elif value.type is not None and value.type.name in ("JSON", "VARIANT"):
        kind = value.type
    nullable = True if value.nullable else None
    return combined(
        [value], kind=kind, nullable=nullable, type_why=f"the type of field {name} is not known"
    )


def without_field(value: Value, path: tuple[str, ...]) -> Value:
    """A struct without one of its fields, however deep."""
    first, *rest = path
    kind, fields = value.type, value.fields
    if fields is not None:
        fields = {
            name: without_field(part, tuple(rest)) if name == first else part
            for name, part in fields.items()
            if name != first or rest
        }
    if kind is not None and kind.name == "STRUCT":
        parts = {name: Value(type=part) for name, part in kind.members}
        kept = [
            (name, without_field(part, tuple(rest)) if name.lower() == first else part)
            for name, part in parts.items()
            if name.lower() != first or rest
        ]
        kind = struct_of((name, part.type) for name, part in kept)
    return replace(value, type=kind, fields=fields)
