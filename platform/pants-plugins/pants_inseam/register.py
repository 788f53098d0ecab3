"""The Pants backend for data products: the rules of all modules here, by their being here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from pants.engine.rules import Rule, collect_rules
from pants.engine.target import Target
from pants.engine.unions import UnionRule

import pants_inseam
from pants_inseam import target_types as targets
from pants_inseam.lint import fixers

fixers.extend()


def modules() -> Iterator[ModuleType]:
    """All but tests, what helps them, and this one."""
    for found in walk_packages(pants_inseam.__path__, f"{pants_inseam.__name__}."):
        name = found.name.rpartition(".")[2]
        if not (name.endswith("_test") or name.startswith("stub_") or found.name == __name__):
            yield import_module(found.name)


def target_types() -> Iterable[type[Target]]:
    return targets.target_types()


def rules() -> Iterable[Rule | UnionRule]:
    for module in modules():
        # What is a part of a goal of Pants says so itself.
        yield from module.rules() if hasattr(module, "rules") else collect_rules(module)
