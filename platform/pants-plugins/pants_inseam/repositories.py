"""Where data products are published: what `[data-products].repositories` and BUILD files name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from pants.engine.target import StringSequenceField
from pants.util.strutil import help_text

OPTION = "[data-products.repositories"
_ADDRESS = "ENTROPY_DATA_HOST"
_KEY = "ENTROPY_DATA_API_KEY"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# A name is a folder's as well, and part of an alias; a variable is an environment's.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SETTINGS = {"entropy-data": ("address", "key"), "directory": ("path",)}


class ProductRepositoriesField(StringSequenceField):
    alias = "repositories"
    help = help_text("""
        Where `publish` brings the data product: the names of repositories in
        `[data-products.repositories]`, each with an `@` before it, such as `["@entropy-data"]`.

        Without it, those with `default = true` there. An empty list keeps the product from being
        published.""")


class BadRepositories(Exception):
    """Repositories that cannot be used as they are named. Says all of them, and where."""


@dataclass(frozen=True)
class Repository:
    """``argv`` is for `inseam.publish`. ``variables`` are the names of those that it reads.

    Of a server, ``key`` is the name of the variable with its key; ``address`` is empty where the
    environment says it.
    """

    name: str
    argv: tuple[str, ...]
    variables: tuple[str, ...] = ()
    is_default: bool = False
    key: str = ""
    address: str = ""

    @property
    def alias(self) -> str:
        return f"@{self.name}"


def configured(option: Mapping[str, Any]) -> tuple[Repository, ...]:
    """By name. Raises `BadRepositories`."""
    found, problems = [], []
    for name, table in sorted(option.items()):
        try:
            found.append(_repository(name, table))
        except ValueError as error:
            problems.append(f"{OPTION}.{name}] {error}.")
    if problems:
        raise BadRepositories("\n".join(problems))
    return tuple(found)


def products_of(
    repositories: Iterable[Repository], aliases: Mapping[str, Optional[Iterable[str]]]
) -> dict[Repository, tuple[str, ...]]:
    """The products for each repository that gets any.

    ``aliases`` are what a product's BUILD file names, by its folder: None if it leaves that to
    pants.toml. Raises `BadRepositories`.
    """
    by_alias = {repository.alias: repository for repository in repositories}
    default = [alias for alias, repository in by_alias.items() if repository.is_default]
    found: dict[Repository, list[str]] = {}
    problems = []
    for folder, named in sorted(aliases.items()):
        for alias in dict.fromkeys(default if named is None else named):
            if alias in by_alias:
                found.setdefault(by_alias[alias], []).append(folder)
            else:
                problems.append(
                    f"{folder}/BUILD: there is no repository {alias!r}. {OPTION}] in pants.toml "
                    f"has: {', '.join(by_alias) or 'nothing'}."
                )
    if problems:
        raise BadRepositories("\n".join(problems))
    return {repository: tuple(folders) for repository, folders in found.items()}


def _repository(name: str, table: Any) -> Repository:
    """Raises `ValueError`."""
    if not _NAME.fullmatch(name):
        raise ValueError("is not a name: use a-z, 0-9, - and _")
    if not isinstance(table, Mapping):
        raise ValueError("is not a table")
    kind = table.get("kind")
    if kind not in _SETTINGS:
        raise ValueError(f"has no kind that there is: {', '.join(_SETTINGS)}")
    known = ("kind", "default", *_SETTINGS[kind])
    if unknown := sorted(set(table) - set(known)):
        raise ValueError(f"has {', '.join(unknown)}; there are: {', '.join(known)}")
    default = table.get("default", False)
    if not isinstance(default, bool):
        raise ValueError("has a default that is neither true nor false")
    settings = {setting: table.get(setting, "") for setting in _SETTINGS[kind]}
    for setting, value in settings.items():
        if not isinstance(value, str):
            raise ValueError(f"has no text for {setting}")
    make = _directory if kind == "directory" else _entropy_data
    return make(name, default, **settings)


def _directory(name: str, default: bool, path: str) -> Repository:
    if not path:
        raise ValueError("has no path")
    return Repository(name, (f"--directory={path}",), (), default)


def _entropy_data(name: str, default: bool, address: str, key: str) -> Repository:
    key = key or _KEY
    if not _VARIABLE.fullmatch(key):
        # Which may be a key itself, so it is not repeated.
        raise ValueError("has a key that is not a name of an environment variable")
    argv = (f"--key-variable={key}", *([f"--address={address}"] if address else ()))
    variables = (key, *(() if address else (_ADDRESS,)), *_PROXIES, *map(str.lower, _PROXIES))
    return Repository(name, argv, variables, default, key, address)
