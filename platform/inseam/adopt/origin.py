"""Where projects come from: folders, or git repositories that git can reach."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inseam.adopt.stage import Files
from inseam.report.finding import Finding, InputError, Severity
from inseam.vendor.address import Address, Kind, read_address
from inseam.vendor.fetch import fetch

_OPTION = "./pants adopt --adopt-from"
# What a project's folder may hold and nobody wrote for it.
_PASSED_OVER = frozenset(
    {".git", "target", "dbt_packages", "dbt_modules", "logs", "node_modules", "__pycache__"}
    | {".venv", "venv", "integration_tests"}
)
_MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Project:
    """A dbt project as it was found, with the packages that lie inside of its folder.

    ``address`` is what was given, ``folder`` the project's below it, ``commit`` is git's.
    """

    address: str
    folder: str
    commit: str
    files: Files
    nested: tuple[Project, ...] = ()


def find_projects(text: str, scratch: Path) -> list[Project]:
    """The projects below a folder, in an archive, or in a clone made in ``scratch``.

    Raises `InputError`.
    """
    try:
        address = read_address(text)
        if address.kind is Kind.GIT and not address.revision:
            address = replace(address, revision=_newest(address))
        fetched = fetch(address, Path(), scratch)
    except InputError as error:
        raise InputError(
            [replace(f, rule="adopt-not-found", file=_OPTION) for f in error.findings]
        ) from None
    root = fetched.folder
    places = sorted(path.parent for path in _walk(root) if path.name == "dbt_project.yml")
    tops = [p for p in places if not any(o != p and p.is_relative_to(o) for o in places)]
    if not tops:
        message = "There is no dbt_project.yml in the folder, or in a folder below it."
        raise InputError([_error(address.shown, message, "Name the folder of a dbt project.")])
    commit = fetched.commit or _commit(root)
    return [_read(address.shown, root, top, places, commit) for top in tops]


def _newest(address: Address) -> str:
    """The commit that the address has for its head. Raises `InputError`."""
    done = subprocess.run(
        ["git", "ls-remote", "--", address.text, "HEAD"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )
    if done.returncode or not done.stdout.split():
        said = done.stderr.strip().replace(address.text, address.shown).splitlines()
        message = f"git cannot read {address.shown}: {said[-1] if said else 'it has no commit'}"
        raise InputError([_error(_OPTION, message, "Try `git ls-remote` with it yourself.")])
    return done.stdout.split()[0]


def _read(address: str, root: Path, top: Path, places: list[Path], commit: str) -> Project:
    inside = [p for p in places if p != top and p.is_relative_to(top)]
    files = {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in _walk(top)
        if path.stat().st_size <= _MOST_BYTES and not any(path.is_relative_to(p) for p in inside)
    }
    # What lies beside it in the repository, such as contracts of the project's own.
    for path in _walk(root):
        is_contract = path.name.endswith((".odcs.yaml", ".odps.yaml", "contract.yaml"))
        if is_contract and not any(path.is_relative_to(place) for place in places):
            files.setdefault(f"contracts/{path.name}", path.read_bytes())
    return Project(
        address=address,
        folder=top.relative_to(root).as_posix(),
        commit=commit,
        files=dict(sorted(files.items())),
        nested=tuple(
            Project(
                address,
                place.relative_to(top).as_posix(),
                commit,
                {p.relative_to(place).as_posix(): p.read_bytes() for p in _walk(place)},
            )
            for place in inside
        ),
    )


def _walk(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in _PASSED_OVER)
        yield from (Path(folder, name) for name in sorted(names))


def _commit(root: Path) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), "log", "-1", "--format=%H", "--", "."],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def _error(file: str, message: str, fix: str) -> Finding:
    return Finding(
        rule="adopt-not-found", severity=Severity.ERROR, file=file, message=message, fix=fix
    )
