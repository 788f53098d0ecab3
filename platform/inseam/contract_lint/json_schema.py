"""What of a document a JSON schema does not allow.

A plain validator evaluates what lies below an `unevaluatedProperties`again at every level, which
for the schemas of ODCS is three times: a column nested ten deep takes a minute. Here each part is
validated with each definition once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft201909Validator, ValidationError, validators
from jsonschema._utils import find_evaluated_property_keys_by_schema

from inseam.documents.yaml_document import Path

# No more are reported in one run: somebody has put something else in the file's place.
MAX_VIOLATIONS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """What is at ``path``, ``has``, breaks what ``schema`` says with ``keyword``.

    ``wanted`` is the keyword's value; of `unevaluatedProperties`, the keys that nothing knows.
    ``branches`` are the violations of each alternative of an `anyOf` or `oneOf`; ``is_inner`` says
    that one of them is about a part of the value, and not the value itself.
    """

    keyword: str
    wanted: Any
    has: Any
    path: Path
    schema: Any
    is_inner: bool = False
    branches: tuple[tuple[Violation, ...], ...] = ()


def violations(value: Any, schema: Mapping[str, Any]) -> list[Violation]:
    """In the order of the schema, not more than `MAX_VIOLATIONS`."""
    seen: dict[tuple[str, int], list[ValidationError]] = {}

    def reference(
        validator: Any, target: str, instance: Any, _schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        found = validator._validate_reference(ref=target, instance=instance)
        if not isinstance(instance, (dict, list)):
            yield from found
            return
        # The document is alive meanwhile, so an id stands for one part of it.
        key = (target, id(instance))
        if key not in seen:
            seen[key] = list(islice(found, MAX_VIOLATIONS))
        # Errors are changed on their way out: each way gets its own.
        yield from (ValidationError.create_from(error) for error in seen[key])

    keywords = {
        "$ref": reference,
        "unevaluatedProperties": _unevaluated_properties,
        "uniqueItems": _unique_items,
    }
    validator = validators.extend(Draft201909Validator, keywords)  # type: ignore[no-untyped-call]
    errors = validator(schema).iter_errors(value)
    return [_violation(error, ()) for error in islice(errors, MAX_VIOLATIONS)]


def _violation(error: ValidationError, above: Path) -> Violation:
    path = (*above, *error.relative_path)
    branches: dict[Any, list[Violation]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(_violation(inner, path))
    return Violation(
        keyword=str(error.validator),
        wanted=error.validator_value,
        has=error.instance,
        path=path,
        schema=error.schema,
        is_inner=bool(error.relative_path),
        branches=tuple(tuple(branch) for branch in branches.values()),
    )


def _unevaluated_properties(
    validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """As jsonschema's own, for the value false; the error has the keys."""
    if isinstance(instance, dict) and wanted is False:
        evaluated = set(find_evaluated_property_keys_by_schema(validator, instance, schema))
        if keys := [key for key in instance if key not in evaluated]:
            yield ValidationError("has keys that nothing knows", validator_value=keys)


def _unique_items(
    _validator: Any, wanted: bool, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """jsonschema's own compares each with each."""
    if wanted and isinstance(instance, list):
        texts = {json.dumps(part, sort_keys=True) for part in instance}
        if len(texts) < len(instance):
            yield ValidationError("has a value twice")


def known_keys(schema: Any, root: Mapping[str, Any]) -> set[str]:
    """The keys that ``schema`` names for a mapping, whatever the conditions."""
    keys: set[str] = set()
    todo, seen = [schema], set()
    while todo:
        part = todo.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        keys.update(part.get("properties", ()))
        for key in ("allOf", "anyOf", "oneOf"):
            todo += part.get(key, ())
        todo += [part.get(key) for key in ("if", "then", "else", "$dynamicRef")]
        if isinstance(reference := part.get("$ref"), str):
            todo.append(_resolved(reference, root))
    return keys


def _resolved(reference: str, root: Mapping[str, Any]) -> Any:
    part: Any = root
    for step in reference.removeprefix("#/").split("/"):
        part = part.get(step) if isinstance(part, dict) else None
    return part
