"""What ODPS and ODCS files have in common: tags, links, support channels, own properties."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.facts.parts import Part, json_text
from inseam.facts.schema import CustomPropertyRow, PlaceRow, SupportChannelRow, TagRow, TermRow
from inseam.facts.tables import Row


def common_rows(product: str | None, whole: Part) -> Iterator[Row]:
    """Of a document and of everything in it, however deep."""
    for channel in whole.each("support"):
        yield SupportChannelRow(
            product=product,
            channel=channel.text("channel"),
            url=channel.text("url"),
            tool=channel.text("tool"),
            scope=channel.text("scope"),
            file=channel.file,
            line=channel.line,
        )
    yield from place_rows(product, whole)
    stack = [whole]
    while stack:
        part = stack.pop()
        if isinstance(part.value, dict):
            yield from _of_mapping(product, part)
            stack += [part.at(key) for key in part.value if key not in _NOT_LOOKED_INTO]
        elif isinstance(part.value, list):
            stack += [part.at(index) for index in range(len(part.value))]


def place_rows(product: str | None, whole: Part) -> Iterator[Row]:
    """Of a document that is a mapping: its keys, and those of the mappings in it."""
    parts = [whole.at(key) for key in whole.value]
    for part in parts:
        if isinstance(part.value, dict):
            parts += [part.at(key) for key in part.value if len(part.path) == 1]
    for part in parts:
        yield PlaceRow(product=product, element=part.element, file=part.file, line=part.line)


# What is in these is data, or another tool's language.
_NOT_LOOKED_INTO = frozenset(
    {"arguments", "customProperties", "examples", "implementation", "logicalTypeOptions", "tags"}
)


def _of_mapping(product: str | None, part: Part) -> Iterator[Row]:
    for tag in part.each("tags"):
        if isinstance(tag.value, str):
            yield TagRow(
                product=product, element=part.element, tag=tag.value, file=tag.file, line=tag.line
            )
    for term in part.each("authoritativeDefinitions"):
        yield TermRow(
            product=product,
            element=part.element,
            type=term.text("type"),
            url=term.text("url"),
            file=term.file,
            line=term.line,
        )
    for custom in part.each("customProperties"):
        if name := custom.text("property"):
            yield CustomPropertyRow(
                product=product,
                element=part.element,
                property=name,
                value=json_text(custom.at("value").value),
                file=custom.file,
                line=custom.line,
            )
