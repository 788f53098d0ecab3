"""What a new repository is to be: the command's arguments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

# How each is written, and that in words.
_ID = (
    re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
    "small letters, digits and single hyphens, such as data-platform",
)
_CATALOG = (
    re.compile(r"[a-z_][a-z0-9_]*"),
    "small letters, digits and underscores, such as acme_prod",
)
_OWNER = (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*"), "letters, digits and hyphens, such as acme")
_HOST = (re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+"), "a host's name, such as dbc-1.cloud.example.com")


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
        help="their ids, such as data-platform,sales,marketing; the first is the platform team",
    )
    made.add_argument("--catalog", help="in production, such as acme_prod")
    made.add_argument("--owner", help="your organisation on the forge")
    made.add_argument("--host", help="of your Databricks workspace")
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
    """The answers, or the folder to update; and whether it is to be updated.

    Exits as argparse, with all that is missing or wrong.
    """
    made = parser()
    given = made.parse_args(arguments)
    if given.update:
        return given.folder, True
    teams = tuple(part.strip() for part in (given.teams or "").split(",") if part.strip())
    problems = [
        f"--{name} is not given"
        for name, value in (("teams", teams), ("catalog", given.catalog), ("owner", given.owner))
        if not value
    ]
    problems += [
        f"--{name}: {value!r} is not written as {words}"
        for name, values, (pattern, words) in (
            ("teams", teams, _ID),
            ("catalog", (given.catalog,), _CATALOG),
            ("owner", (given.owner,), _OWNER),
            ("host", (given.host,), _HOST),
        )
        for value in filter(None, values)
        if not pattern.fullmatch(value)
    ]
    problems += [
        f"--teams: {team!r} is there twice"
        for team in dict.fromkeys(teams)
        if teams.count(team) > 1
    ]
    if problems:
        made.error("\n  ".join(("", *problems)))
    return (
        Answers(
            given.folder,
            teams,
            given.catalog,
            given.owner,
            given.host or "",
            given.forge,
            given.policies,
            given.samples,
        ),
        False,
    )
