"""What a new repository is to be: the command's arguments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CATALOG = re.compile(r"[a-z_][a-z0-9_]*")
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class Forge(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"


class Level(StrEnum):
    """``BASIC``: no policy blocks. ``RECOMMENDED``: as they are. ``STRICT``: warnings block too."""

    BASIC = "basic"
    RECOMMENDED = "recommended"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Answers:
    """The first of ``teams`` is the platform team. ``owner`` is the organisation on the forge.

    ``host`` is the warehouse's, "" where there is none yet.
    """

    folder: Path
    teams: tuple[str, ...]
    catalog: str
    owner: str
    host: str = ""
    forge: Forge = Forge.GITHUB
    level: Level = Level.RECOMMENDED
    samples: bool = False

    @property
    def name(self) -> str:
        return self.folder.name


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="./pants run platform/tools:new-repository --",
        description="Makes a repository of your own: the platform, CI, your names, no samples.",
    )
    made.add_argument("folder", type=Path, help="where it is to be; it must not be there yet")
    made.add_argument(
        "--teams",
        type=_listed,
        help="their ids, such as data-platform,sales,marketing; the first is the platform team",
    )
    made.add_argument("--catalog", type=_like(_CATALOG), help="in production, such as acme_prod")
    made.add_argument("--owner", type=_like(_OWNER), help="your organisation on the forge")
    made.add_argument("--host", type=_like(_HOST), help="of your Databricks workspace")
    made.add_argument("--forge", type=Forge, choices=list(Forge), default=Forge.GITHUB)
    made.add_argument(
        "--policies",
        type=Level,
        choices=list(Level),
        default=Level.RECOMMENDED,
        help="basic: what policies find are warnings; strict: their warnings are errors",
    )
    made.add_argument("--samples", action="store_true", help="with our products, and all tests")
    made.add_argument(
        "--update",
        action="store_true",
        help="bring the branch `inseam` of a repository that was made so to this release",
    )
    return made


def read_answers(arguments: Sequence[str] | None = None) -> tuple[Answers | Path, bool]:
    """The answers, or the folder to update; and whether it is to be updated. Exits as argparse."""
    made = parser()
    given = made.parse_args(arguments)
    if given.update:
        return given.folder, True
    missing = [f"--{name}" for name in ("teams", "catalog", "owner") if not getattr(given, name)]
    if missing:
        made.error(f"not given: {', '.join(missing)}")
    return (
        Answers(
            given.folder,
            given.teams,
            given.catalog,
            given.owner,
            given.host or "",
            given.forge,
            given.policies,
            given.samples,
        ),
        False,
    )


def _listed(text: str) -> tuple[str, ...]:
    teams = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not teams:
        raise argparse.ArgumentTypeError("no team is named")
    return tuple(map(_like(_ID), teams))


def _like(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def checked(text: str) -> str:
        if not pattern.fullmatch(text):
            raise argparse.ArgumentTypeError(f"{text!r} does not look like {pattern.pattern}")
        return text

    return checked
