"""The files of the base, of which only those that have changed since are fetched from git."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape

from pants.engine.fs import EMPTY_DIGEST, Digest, DigestSubset, MergeDigests, PathGlobs
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

_WILDCARD = re.compile(r"[*?\[{\\]")


@dataclass(frozen=True)
class BaseTree:
    """The files of the base, for `BaseGlobs`. What is the same here is taken from here.

    ``was`` has what has changed since, as it was; ``differing`` are the paths at which there is
    another file here, or one that the base does not have.
    """

    was: Digest = EMPTY_DIGEST
    differing: tuple[str, ...] = ()


EMPTY_TREE = BaseTree()


@dataclass(frozen=True)
class BaseGlobs:
    """The files of the base that these globs name; the product is their digest."""

    tree: BaseTree
    globs: tuple[str, ...]


@rule
async def select_base_files(request: BaseGlobs) -> Digest:
    begins = tuple(_WILDCARD.split(glob, 1)[0] for glob in request.globs if glob[:1] != "!")
    others = [path for path in request.tree.differing if path.startswith(begins)]
    same, was = await MultiGet(
        Get(Digest, PathGlobs([*request.globs, *(f"!{escape(path)}" for path in others)])),
        Get(Digest, DigestSubset(request.tree.was, PathGlobs(request.globs))),
    )
    return await Get(Digest, MergeDigests((same, was)))


def rules() -> Iterable[Rule]:
    return collect_rules()
