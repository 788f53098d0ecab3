"""The files that a company has for itself: its teams, its environments, its README, its levels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from inseam.codegen.codeowners import OwnersLine, codeowners_text
from inseam.new_repository.answers import Answers, Forge, Level

ORIGIN = "platform/origin.json"
TEAMS = "platform/teams.yaml"
ENVIRONMENTS = "platform/environments.yaml"
POLICIES = "platform/policies/policies.yaml"
_SEVERITY = re.compile(r"^-- severity: (\w+)$", re.MULTILINE)
_RUN = """\
#!/usr/bin/env bash
# Everything that must hold before a change lands. Needs what ./pants needs, and no preparation.
set -euo pipefail
exec "$(dirname "$0")/checks" ::
"""
_INTEGRATION = """\
#!/usr/bin/env bash
# Tests that start ./pants themselves have their place here. Those of the platform run where it
# is made.
set -euo pipefail
echo "No integration tests."
"""
_CHANGELOG = """\
# Changelog

What changes for the people who use this repository. The form follows
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## Unreleased
"""
_README = """\
# {title}

Data products, held together by data contracts. Each folder in `products/` is a dbt project that
one team owns: it reads other products' output ports, and offers ports of its own under contracts
(ODCS).

## Quick start

You need Linux or macOS (on Windows, WSL), bash, git, a Python with pip, and a Python package
index.

    ./pants test ::
    ./pants lint check ::

The first call installs Pants and the tools, hash-locked, into your user cache.

## Your first product

    ./pants help new-product

writes a whole one, from a contract or from columns. A dbt project that you have is one already:
copy it to `products/<name>`, run `./pants tailor` and `./pants test products/<name>::`. Then
`./pants generate ::`, and commit.

## Where things are

    products/<name>/       a data product: dbt project, ODPS file, contracts, agreements, input rows
    shared/                dbt packages that products use
    contracts/external/    contracts of systems outside of this repository
    contracts/published/   every released version of every contract, never changed
    platform/teams.yaml    the teams; `./pants generate ::` makes CODEOWNERS of it
    platform/environments.yaml  where products are released to
    platform/policies/     governance policies, their severities and waivers
    platform/              Inseam {version}, which builds and checks it all
    {ci}
    docs/                  how it is used, beginning with [docs/README.md](docs/README.md)

Before you push: `.ci/pull-request origin/main` checks what your branch affects, as CI does.

## Newer releases of the platform

The branch `inseam` has the platform as it was made, and nothing of yours. In a clone of Inseam at
the newer release,

    ./pants run platform/tools:new-repository -- <this folder> --update

commits the newer platform to that branch. Then, here:

    git switch -c newer-platform main
    git merge inseam
    .ci/checks ::

What you changed in `platform/` yourself stays, or is a conflict that git shows.
"""


def platform_files(
    answers: Answers, version: str, commit: str, kept: Iterable[str]
) -> dict[str, str]:
    """What belongs to the platform, and is written again with each of its releases."""
    files = {ORIGIN: _origin(answers, version, commit)}
    if not answers.samples:
        pages = [path for path in sorted(kept) if re.fullmatch(r"docs/[\w-]+\.md", path)]
        targets = (f'file(name="{page[5:-3]}", source="{page[5:]}")\n' for page in pages)
        files |= {
            ".ci/integration": _INTEGRATION,
            ".ci/run": _RUN,
            "docs/BUILD": "".join(targets),
        }
    return files


def own_files(
    answers: Answers, version: str, environments: str, teams: str, policies: Mapping[str, str]
) -> dict[str, str]:
    """What is theirs from the first day: no release of the platform touches it.

    ``environments`` and ``teams`` are our own files, ``policies`` the texts of policies by id.
    """
    files = {POLICIES: _policies(answers.level, policies)}
    if answers.samples:
        # Ours stay with their products, until somebody takes both out.
        return files | {TEAMS: teams + "".join(_team(answers, team) for team in answers.teams)}
    title = answers.name.replace("-", " ").replace("_", " ").capitalize()
    is_github = answers.forge is Forge.GITHUB
    forge = ".github/" if is_github else ".gitlab-ci.yml"
    ci = f"{f'.ci/, {forge}':<22} what CI runs, and you can"
    head = teams.partition("- id:")[0]
    platform_owner = f"@{answers.owner}/{answers.teams[0]}"
    return files | {
        "CHANGELOG.md": _CHANGELOG,
        "CODEOWNERS": codeowners_text([OwnersLine("*", (platform_owner,))]),
        ENVIRONMENTS: _environments(answers, environments),
        TEAMS: head + "".join(_team(answers, team) for team in answers.teams),
        "README.md": _README.format(title=title, version=version, ci=ci),
    }


def _origin(answers: Answers, version: str, commit: str) -> str:
    """From which release a repository was made, and how: what an update needs."""
    said = {
        "inseam": version,
        "commit": commit,
        "teams": answers.teams,
        "catalog": answers.catalog,
        "owner": answers.owner,
        "host": answers.host,
        "forge": answers.forge,
        "policies": answers.level,
        "samples": answers.samples,
    }
    return json.dumps(said, indent=2) + "\n"


def _team(answers: Answers, team: str) -> str:
    is_platform = not answers.samples and team == answers.teams[0]
    name = team.replace("-", " ").title()
    return (
        f"- id: {team}\n"
        f"  name: {name}\n"
        f"  type: {'Platform Team' if is_platform else 'Team'}\n"
        f"  domain: {'platform' if is_platform else team}\n"
        "  members: []\n"
        "  contact:\n"
        # CODEOWNERS has it, on either forge.
        f'    github: "@{answers.owner}/{team}"\n'
    )


def _environments(answers: Answers, ours: str) -> str:
    """The lake, and Databricks if there is a host."""
    lake, begin, databricks = ours.partition("- name: databricks\n")
    if not answers.host:
        return lake
    hosts = re.sub(r"hosts: \[[^\]]*\]", f"hosts: [{answers.host}]", databricks)
    return lake + begin + hosts


def _policies(level: Level, policies: Mapping[str, str]) -> str:
    """Severities that differ from those of the policies themselves."""
    of = {id: found[1] for id, text in policies.items() if (found := _SEVERITY.search(text))}
    before, after = ("error", "warning") if level is Level.BASIC else ("warning", "error")
    changed = [] if level is Level.RECOMMENDED else [id for id in sorted(of) if of[id] == before]
    severities = "".join(f"  - {{rule: {id}, severity: {after}}}\n" for id in changed)
    return (
        "# What this repository decides about its policies: docs/policies.md says how.\n"
        "parameters: {}\n"
        + (f"severities:\n{severities}" if severities else "severities: []\n")
        + "waivers: []\n"
    )
