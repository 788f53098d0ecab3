"""Which revision of the repository a bundle names as its source."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.option.option_types import StrOption
from pants.option.subsystem import Subsystem
from pants.util.strutil import softwrap

from pants_inseam.git_base import BaseRequest, Branch

_OPTION = "--bundles-source-revision"
_HEAD = "HEAD"
_CHANGED = "+changed"


class Bundles(Subsystem):
    options_scope = "bundles"
    help = "The bundles of data products that `package` makes."

    source_revision = StrOption(
        default=None,
        help=softwrap(
            f"""
            What bundles name as the revision of their sources. Without it, the commit that is
            checked out, with `{_CHANGED}` behind it where files differ from the commit; those of
            other products do not count.
            """
        ),
    )


class NoSourceRevision(Exception):
    """Its name is what a user reads before the message."""


@dataclass(frozen=True)
class SourceRevisionRequest:
    """``contracts`` are the files of those that the product in ``folder`` has to do with."""

    folder: str
    contracts: tuple[str, ...]


@dataclass(frozen=True)
class SourceRevision:
    text: str


@rule
async def find_source_revision(request: SourceRevisionRequest, bundles: Bundles) -> SourceRevision:
    if bundles.source_revision:
        return SourceRevision(bundles.source_revision)
    head = await Get(Branch, BaseRequest(_HEAD, _OPTION))
    if head.problem:
        # Nobody gave this option, and nothing was to be compared.
        why = head.problem.removeprefix(f"{_OPTION}={_HEAD}: ").rstrip(".")
        raise NoSourceRevision(
            f"there is no commit that a bundle could name as its source: {why}. Name a revision"
            f" with {_OPTION}."
        )
    changed = concerning(head.paths, request.folder, request.contracts)
    return SourceRevision(f"{head.commit}{_CHANGED if changed else ''}")


def concerning(paths: Iterable[str], folder: str, contracts: Iterable[str]) -> tuple[str, ...]:
    """Of changed files, all but those of other products; contracts of theirs do concern it."""
    beside, known = f"{os.path.dirname(folder)}/", frozenset(contracts)
    return tuple(
        sorted(
            path
            for path in paths
            if path.startswith(f"{folder}/") or path in known or not path.startswith(beside)
        )
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
