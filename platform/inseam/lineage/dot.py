"""A drawing for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.lineage.drawing import Arrow, Drawing

_COLOURS = {"added": "darkgreen", "removed": "firebrick"}


def to_dot(drawing: Drawing) -> str:
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "digraph lineage {"
    yield '  rankdir="LR"'
    yield '  node [shape="box" fontname="sans-serif"]'
    yield '  edge [fontname="sans-serif" fontsize="10"]'
    for place, (group, boxes) in enumerate(drawing.groups.items()):
        indent = "    " if group else "  "
        if group:
            yield f"  subgraph cluster_{place} {{"
            yield f"    label={_quoted(group)}"
        for key, box in boxes.items():
            shape = ' shape="cylinder"' if box.is_store else ""
            yield f"{indent}{_quoted(key)} [label={_quoted(box.label)}{shape}]"
        if group:
            yield "  }"
    for arrow in drawing.arrows:
        yield f"  {_quoted(arrow.source)} -> {_quoted(arrow.target)}{_attributes(arrow)}"
    yield "}"


def _attributes(arrow: Arrow) -> str:
    label = f"{_SIGNS[arrow.change]}{arrow.label}"
    found = {
        "label": label,
        "style": "dashed" if arrow.is_dashed else "",
        "color": _COLOURS.get(arrow.change, ""),
    }
    written = " ".join(f"{key}={_quoted(value)}" for key, value in found.items() if value)
    return f" [{written}]" if written else ""


_SIGNS = {"": "", "added": "+ ", "removed": "- "}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
