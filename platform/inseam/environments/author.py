"""Who works in an environment, and from which commit: as git and this machine have it."""

from __future__ import annotations

import getpass
import subprocess
from dataclasses import dataclass

_CHANGED = "+changed"


@dataclass(frozen=True, slots=True)
class Author:
    """``commit`` is the one that is checked out, with `+changed` behind it where files differ from
    it; empty outside of git."""

    who: str
    commit: str


def author() -> Author:
    commit = _git("rev-parse", "HEAD")
    changed = _CHANGED if commit and _git("status", "--porcelain") else ""
    return Author(_git("config", "user.email") or _user(), commit + changed)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
