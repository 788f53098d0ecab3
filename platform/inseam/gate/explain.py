"""A rule in words: for the command line, and for its page in the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.catalogue import BY_ID
from inseam.gate.rule import ChangeRule
from inseam.rules.rule import paragraphs


def class_of(rule: ChangeRule) -> str:
    return "follows from other changes" if rule.follows else rule.grade.value


def texts(rule: ChangeRule) -> Iterator[str]:
    """Paragraphs, without the title."""
    mirror = BY_ID[rule.mirror] if rule.mirror else None
    opposite = f"`{mirror.id}`" if mirror and mirror is not rule else None
    standing = (
        f"{rule.category.value}, {class_of(rule)}: severity {rule.grade.severity.value}, "
        f"asks for a {rule.needed_bump(rule.grade).name.lower()} version."
        + (" Off by default." if rule.opt_in else "")
    )
    mirrored = f"The opposite change: {opposite}." if opposite else rule.alone
    yield from paragraphs(rule.rule, before=[standing], after=[mirrored] if mirrored else [])


def explained(rule: ChangeRule) -> str:
    return "\n\n".join([f"# {rule.id}", *texts(rule)])
