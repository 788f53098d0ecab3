"""Writing a new repository, and bringing one to a newer release."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam import __version__
from inseam.new_repository.answers import Answers, Forge, Level
from inseam.new_repository.own_files import (
    ENVIRONMENTS,
    ORIGIN,
    TEAMS,
    own_files,
    platform_files,
)
from inseam.new_repository.rewriting import rewritten
from inseam.new_repository.samples import Samples, read_samples
from inseam.new_repository.selection import select

BRANCH = "inseam"
_POLICIES = "platform/policies/"


class Refused(Exception):
    """What is in the way, and what to do, in words for a person."""


@dataclass(frozen=True, slots=True)
class Made:
    """``platform`` are contents of files that are Inseam's, ``own`` of those that are theirs.

    ``executable`` are paths with that right.
    """

    platform: Mapping[str, bytes]
    own: Mapping[str, bytes]
    executable: frozenset[str]
    samples: Samples


def plan(answers: Answers, ours: Path) -> Made:
    """From the files of ``ours`` that git knows, as they are now."""
    tracked = {path: ours / path for path in _tracked(ours)}
    paths = [path for path, file in tracked.items() if file.is_file()]
    selected = select(paths, answers.forge, samples=answers.samples)
    policies = {
        Path(path).stem: tracked[path].read_text("utf-8")
        for path in paths
        if path.startswith(_POLICIES) and path.endswith(".sql")
    }
    environments, teams = (tracked[path].read_text("utf-8") for path in (ENVIRONMENTS, TEAMS))
    samples = read_samples(
        paths,
        profiles=tracked["platform/dbt/profiles.yml"].read_text("utf-8"),
        environments=environments,
        teams=teams,
        catalog=answers.catalog,
        owner=answers.owner,
    )
    made = platform_files(answers, __version__, _git(ours, "rev-parse", "HEAD"), selected)
    own = own_files(answers, __version__, environments, teams, policies)
    kept = frozenset((*selected, *made, *own))
    platform = {path: tracked[path].read_bytes() for path in selected if path not in own}
    if not answers.samples:
        platform = {
            path: _rewritten(path, content, kept, samples) for path, content in platform.items()
        }
    executable = {path for path in selected if tracked[path].stat().st_mode & 0o100}
    return Made(
        platform | {path: text.encode() for path, text in made.items()},
        {path: text.encode() for path, text in own.items()},
        frozenset({*executable, ".ci/integration", ".ci/run"}),
        samples,
    )


def make(answers: Answers, ours: Path) -> None:
    """The platform is a commit on the branch `inseam`, what is theirs one on main.

    Raises `Refused`.
    """
    folder = answers.folder
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise Refused(f"{folder} is there already. Name a folder that is not, or --update it.")
    made = plan(answers, ours)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
        _write(made.platform, made.executable, folder)
        _commit(folder, f"Take Inseam {__version__}")
        _git(folder, "switch", "--quiet", "--create", "main")
        _write(made.own, made.executable, folder)
        _commit(folder, f"Begin {answers.name}")
    except Refused:
        shutil.rmtree(folder)
        raise


def update(folder: Path, ours: Path) -> bool:
    """Commits the platform as it is in ``ours`` to the branch `inseam`; False if that has it.

    Nothing is checked out in ``folder``. Raises `Refused`.
    """
    try:
        origin = json.loads(_git(folder, "show", f"{BRANCH}:{ORIGIN}"))
    except (Refused, json.JSONDecodeError):
        raise Refused(
            f"{folder} has no branch `{BRANCH}` with {ORIGIN}: it was not made by this command."
        ) from None
    answers = Answers(
        folder,
        tuple(origin["teams"]),
        origin["catalog"],
        origin["owner"],
        origin["host"],
        Forge(origin["forge"]),
        Level(origin["policies"]),
        origin["samples"],
    )
    made = plan(answers, ours)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch, "inseam")
        _git(folder, "worktree", "add", "--quiet", str(tree), BRANCH)
        try:
            _git(tree, "rm", "-r", "--quiet", ".")
            _write(made.platform, made.executable, tree)
            _git(tree, "add", "--all", "--force")
            if not _git(tree, "status", "--porcelain"):
                return False
            _commit(tree, f"Take Inseam {__version__}")
        finally:
            _git(folder, "worktree", "remove", "--force", str(tree))
    return True


def _tracked(ours: Path) -> list[str]:
    listed = _git(ours, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [path for path in listed.split("\0") if path]


def _rewritten(path: str, content: bytes, kept: frozenset[str], samples: Samples) -> bytes:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return rewritten(path, text, kept, samples).encode()


def _write(files: Mapping[str, bytes], executable: frozenset[str], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if name in executable else 0o644)


def _commit(folder: Path, message: str) -> None:
    # What git ignores in their home may be a part of it.
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", "--no-verify", f"--message={message}")


def _git(folder: Path, *arguments: str) -> str:
    """Raises `Refused` with what git says."""
    done = subprocess.run(
        ("git", *arguments), cwd=folder, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Refused(f"git {arguments[0]} in {folder} says: {done.stderr.strip()}")
    return done.stdout.strip()
