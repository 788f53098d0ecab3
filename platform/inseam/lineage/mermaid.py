"""A drawing for Mermaid, which GitHub shows in a comment."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.lineage.drawing import Arrow, Drawing

# Colour alone tells nothing to some readers, so the label has a sign as well.
_COLOURS = {"added": "green", "removed": "red"}
_SIGNS = {"": "", "added": "+ ", "removed": "- "}


def to_mermaid(drawing: Drawing) -> str:
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "flowchart LR"
    names: dict[str, str] = {}
    for place, (group, boxes) in enumerate(drawing.groups.items()):
        indent = "    " if group else "  "
        if group:
            yield f"  subgraph g{place}[{_quoted(group)}]"
        for key, box in boxes.items():
            names[key] = f"n{len(names)}"
            label = _quoted(box.label)
            yield f"{indent}{names[key]}" + (f"[({label})]" if box.is_store else f"[{label}]")
        if group:
            yield "  end"
    for arrow in drawing.arrows:
        yield f"  {names[arrow.source]} {_line(arrow)} {names[arrow.target]}"
    for place, arrow in enumerate(drawing.arrows):
        if arrow.change:
            yield f"  linkStyle {place} stroke:{_COLOURS[arrow.change]}"


def _line(arrow: Arrow) -> str:
    label = f"{_SIGNS[arrow.change]}{arrow.label}"
    line = "-.->" if arrow.is_dashed else "-->"
    return f"{line}|{_quoted(label)}|" if label else line


def _quoted(text: str) -> str:
    """As Mermaid's entities, which have no ampersand, so that no text is markup."""
    written = "".join(
        character if character.isalnum() or character in " .,_-+/()%" else f"#{ord(character)};"
        for character in text
    )
    return f'"{written}"'
