"""What a file is for, by its place, and which goals read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeVar

from inseam.affected.result import Class

_Fact = TypeVar("_Fact")


class Comparison(StrEnum):
    """How the two versions of a file are compared."""

    WHOLE = "whole"
    CONTRACT = "contract"
    ODPS = "odps"
    PROPERTIES = "properties"  # dbt's YAML
    YAML = "yaml"
    SQL = "sql"


class Reach(StrEnum):
    """Whom a change of the file concerns, besides those who read a contract."""

    PRODUCT = "product"
    PACKAGE = "package"  # the products that use the package
    EVERY_PRODUCT = "every product"
    LIBRARY = "library"  # every product, by the modules that import it
    NOBODY = "nobody"


_ALL = ("lint", "check", "test", "facts")


@dataclass(frozen=True, slots=True)
class FileKind:
    class_: Class
    reach: Reach
    goals: tuple[str, ...]
    comparison: Comparison = Comparison.WHOLE
    note: str = ""


def _kind(
    class_: Class,
    reach: Reach,
    *goals: str,
    comparison: Comparison = Comparison.WHOLE,
    note: str = "",
) -> FileKind:
    return FileKind(class_, reach, goals, comparison, note)


_PRODUCT = Reach.PRODUCT
_NOBODY = Reach.NOBODY


class KnownKind(Enum):
    """Roles that more than one place gives, or that somebody asks for by name."""

    CONTRACT = _kind(
        Class.CONTRACT, _PRODUCT, "lint", "facts", "contract-gate", comparison=Comparison.CONTRACT
    )
    EXTERNAL = _kind(
        Class.CONTRACT, _NOBODY, "lint", "facts", "contract-gate", comparison=Comparison.CONTRACT
    )
    UNREAD = _kind(Class.OTHER, _PRODUCT, note="no goal reads it")
    ELSEWHERE = _kind(Class.OTHER, _NOBODY, note="no product depends on it")


# The first pattern that fits decides. Paths are from the product's folder.
_IN_PRODUCT: tuple[tuple[str, FileKind], ...] = (
    (r"(.+/)?output_ports/[^/]+/[^/]+\.odcs\.yaml", KnownKind.CONTRACT.value),
    (
        r"(.+/)?input_ports/[^/]+\.odcs\.yaml",
        _kind(
            Class.CONTRACT, _PRODUCT, "lint", "facts", "contract-gate", comparison=Comparison.YAML
        ),
    ),
    (r"README\.md", _kind(Class.DOCS, _PRODUCT, "facts")),
    (
        r"[^/]+\.odps\.yaml",
        _kind(Class.OTHER, _PRODUCT, "lint", "facts", comparison=Comparison.ODPS),
    ),
    (
        r"agreements/[^/]+\.yaml",
        _kind(Class.TERMS, _PRODUCT, "lint", "facts", comparison=Comparison.YAML),
    ),
    (r"costs\.yaml", _kind(Class.TERMS, _PRODUCT, "facts")),
    (r"BUILD(\..+)?", _kind(Class.TOOLCHAIN, _PRODUCT, *_ALL)),
    (r"\.sqlfluff", _kind(Class.TOOLCHAIN, _PRODUCT, "fmt", "lint")),
    (r"tests/inputs/.+", _kind(Class.TEST, _PRODUCT, "test")),
    (r"tests/.+", _kind(Class.TEST, _PRODUCT, *_ALL, comparison=Comparison.SQL)),
    (
        r"(models|macros|seeds|snapshots|analyses|functions)/.+\.ya?ml",
        _kind(Class.LOGIC, _PRODUCT, *_ALL, comparison=Comparison.PROPERTIES),
    ),
    (
        r"(models|macros|seeds|snapshots|analyses|functions)/.+",
        _kind(Class.LOGIC, _PRODUCT, *_ALL, comparison=Comparison.SQL),
    ),
    (
        r"(dbt_project|packages|dependencies)\.yml",
        _kind(Class.LOGIC, _PRODUCT, *_ALL, comparison=Comparison.YAML),
    ),
    (r"\.dbtignore", _kind(Class.LOGIC, _PRODUCT, *_ALL)),
    # dbt_project.yml may name other folders for dbt's files.
    (r".+/[^/]+\.ya?ml", _kind(Class.LOGIC, _PRODUCT, *_ALL, comparison=Comparison.PROPERTIES)),
    (r".+/[^/]+\.(sql|csv)", _kind(Class.LOGIC, _PRODUCT, *_ALL, comparison=Comparison.SQL)),
    (r".+", KnownKind.UNREAD.value),
)

_ELSEWHERE: tuple[tuple[str, FileKind], ...] = (
    (r"contracts/external/.+\.odcs\.yaml", KnownKind.EXTERNAL.value),
    (
        r"contracts/published/.+\.odcs\.yaml",
        _kind(Class.CONTRACT, _NOBODY, "lint", "facts", "contract-gate"),
    ),
    (
        r"shared/[^/]+/((macros|models|seeds)/.+\.ya?ml)",
        _kind(Class.LOGIC, Reach.PACKAGE, *_ALL, comparison=Comparison.PROPERTIES),
    ),
    (
        r"shared/[^/]+/(macros|models|tests|seeds)/.+",
        _kind(Class.LOGIC, Reach.PACKAGE, *_ALL, comparison=Comparison.SQL),
    ),
    (
        r"shared/[^/]+/dbt_project\.yml",
        _kind(Class.LOGIC, Reach.PACKAGE, *_ALL, comparison=Comparison.YAML),
    ),
    (
        r"platform/policies/.+",
        _kind(Class.POLICY, _NOBODY, "policies", note="no product is read again"),
    ),
    (r"contract-gate\.yaml", _kind(Class.POLICY, _NOBODY, "contract-gate")),
    (r"platform/teams\.yaml", _kind(Class.OWNER, _NOBODY, "generate", "lint", "facts")),
    (r"platform/environments\.yaml", _kind(Class.POLICY, _NOBODY, "policies", "facts")),
    (r"platform/dbt/profiles\.yml", _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, *_ALL)),
    (r"\.sqlfluff", _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, "fmt", "lint")),
    (
        r"platform/locks/databricks\.txt",
        _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, "check"),
    ),
    (
        r"platform/locks/sqlfluff\.txt",
        _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, "fmt", "lint"),
    ),
    (
        r"platform/locks/(testing|pants)\.txt|pants(\.ci)?\.toml",
        _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, "generate", "fmt", *_ALL),
    ),
    (
        r"platform/.+_test\.py|platform/.+/(testdata|conftest\.py).*|platform/(integration|testkit)/.+",
        _kind(Class.TEST, _NOBODY, note="a test of the platform's own"),
    ),
    (r"platform/inseam/.+", _kind(Class.TOOLCHAIN, Reach.LIBRARY)),
    (
        r"platform/pants-plugins/pants_inseam/.+\.py",
        _kind(Class.TOOLCHAIN, Reach.EVERY_PRODUCT, "generate", "fmt", *_ALL),
    ),
    (r"platform/.+|\.ci/.+|\.github/.+|\.gitlab-ci\.yml|pants", _kind(Class.TOOLCHAIN, _NOBODY)),
    (r"docs/.+|.+\.md", _kind(Class.DOCS, _NOBODY)),
    (r".+", KnownKind.ELSEWHERE.value),
)


# Whether the dependencies of Pants' targets tell what a file affects, or it affects nothing. Not of
# a file that no pattern fits: settings, locks, the plugin, CI.
_TOLD_BY_DEPENDENCIES: tuple[tuple[str, bool], ...] = (
    # Pants loses names with blanks, and those that git quotes.
    (r".*[^!#-\[\]-~].*", False),
    # No targets; what holds for them is reported with their products.
    (r"contracts/published/.+", False),
    (r"(products|shared|contracts|platform/inseam)/.+", True),
    (r"docs/.+|.+\.md|\.editorconfig|\.gitignore|\.vscode/.+", True),
    (r".+", False),
)


def is_told_by_dependencies(path: str) -> bool:
    """Of a file that is here; what depended on a deleted one no longer names it."""
    return _first(_TOLD_BY_DEPENDENCIES, path)


@dataclass(frozen=True, slots=True)
class FilePlace:
    """``folder`` is of the product that has the file; None for a file of none."""

    folder: str | None
    kind: FileKind


def place_of(path: str, folders: frozenset[str]) -> FilePlace:
    """``folders`` are those of all products, of base and head."""
    for end in (i for i, letter in enumerate(path) if letter == "/"):
        if path[:end] in folders:
            return FilePlace(path[:end], _first(_IN_PRODUCT, path[end + 1 :]))
    return FilePlace(None, _first(_ELSEWHERE, path))


def _first(table: Iterable[tuple[str, _Fact]], path: str) -> _Fact:
    return next(fact for pattern, fact in table if re.fullmatch(pattern, path, re.DOTALL))


# The entry modules of the library; the longest name that fits decides.
_GOALS_OF_MODULES: Mapping[str, tuple[str, ...]] = {
    "inseam": (),
    "inseam.check": ("check",),
    "inseam.odcs.canonical": ("test", "facts"),
    "inseam.contract_lint": ("lint",),
    "inseam.dbt_project": ("test",),
    "inseam.facts": ("facts",),
    "inseam.facts.load": (),
    "inseam.gate": ("contract-gate",),
    "inseam.codegen": ("generate", "lint"),
    "inseam.style.lint": ("lint",),
    "inseam.style.reformat": ("fmt", "lint"),
    "inseam.testing": ("test",),
    "inseam.testing.by_hand": (),
}


def goals_of_module(module: str) -> tuple[str, ...]:
    """The goals whose result for a product a module decides; showing it is none."""
    parts = module.split(".")
    names = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next(_GOALS_OF_MODULES[name] for name in names if name in _GOALS_OF_MODULES)
