"""A rule in words: for the command line, and for its page in the documentation."""

from __future__ import annotations

from inseam.gate.catalogue import BY_ID
from inseam.gate.rule import Rule


def class_of(rule: Rule) -> str:
    return "follows from other changes" if rule.follows else rule.grade.value


def explained(rule: Rule) -> str:
    mirror = BY_ID[rule.mirror] if rule.mirror else None
    opposite = f"`{mirror.id}`" if mirror and mirror is not rule else None
    lines = [
        f"# {rule.id}",
        "",
        f"{rule.category.value}, {class_of(rule)}: severity {rule.grade.severity.value}, "
        f"asks for a {rule.needed_bump(rule.grade).name.lower()} version."
        + (" Off by default." if rule.opt_in else ""),
        "",
        rule.what,
        "",
        f"Why: {rule.why}",
        "",
        f"What to do: {rule.fix}",
    ]
    if opposite:
        lines += ["", f"The opposite change: {opposite}."]
    elif rule.alone:
        lines += ["", rule.alone]
    return "\n".join(lines)
