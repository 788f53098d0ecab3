"""Events in the classes of `openlineage-python`, which are generated from the standard's schemas.

For tests: the schemas themselves come in no package.
"""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attr
from openlineage.client import generated
from openlineage.client.generated import base

from inseam.lineage.openlineage.entropy_data import DATASET_FACET, RUN_FACET

# Of these there is a schema of ours only.
_CUSTOM = (RUN_FACET, DATASET_FACET)


@cache
def facet_classes() -> dict[str, Any]:
    """Every facet of the standard, by the address of its schema."""
    modules = (
        importlib.import_module(f"{generated.__name__}.{module.name}")
        for module in pkgutil.iter_modules(generated.__path__)
    )
    classes: list[Any] = [
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, base.BaseFacet)
    ]
    return {found._get_schema(): found for found in classes}


def held_against_classes(event: dict[str, Any]) -> None:
    """Raises for what the classes do not have, or have otherwise."""
    class_ = getattr(base, event["schemaURL"].rpartition("/")[2])
    assert event["schemaURL"] == class_._get_schema()
    _held(class_, {key: value for key, value in event.items() if key != "schemaURL"})


def _held(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is list:
        assert isinstance(value, list), value
        return [_held(get_args(hint)[0], entry) for entry in value]
    if get_origin(hint) is dict or hint is dict:
        assert isinstance(value, dict), value
        inner = (get_args(hint) or (str, Any))[1]
        return {key: _held(inner, entry) for key, entry in value.items()}
    if hint is Any:
        return value
    if attr.has(hint):
        return _object(hint, value)
    if issubclass(hint, Enum):
        return hint(value)
    assert isinstance(value, hint), f"{value!r} is not a {hint.__name__}"
    return value


def _object(class_: Any, value: dict[str, Any]) -> Any:
    if issubclass(class_, base.BaseFacet):
        address = value["_schemaURL"]
        if address in _CUSTOM:
            return value
        found = facet_classes()[address]
        assert issubclass(found, class_), f"{found.__name__} is not a {class_.__name__}"
        class_ = found
        value = {key: entry for key, entry in value.items() if key != "_schemaURL"}
    hints = get_type_hints(class_)
    known = {field.name for field in attr.fields(class_) if field.init}
    assert value.keys() <= known, f"{class_.__name__} has no {sorted(value.keys() - known)}"
    return class_(**{key.lstrip("_"): _held(hints[key], entry) for key, entry in value.items()})
