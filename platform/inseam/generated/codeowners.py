"""Who must approve a change of which file: `CODEOWNERS`, from the team registry.

``python -m inseam.generated.codeowners <out folder>`` reads the repository's ODPS files,
agreements, external contracts and `platform/teams.yaml`.

On GitHub the last pattern that matches decides, and it alone. So what lies inside of a product's
folder and is not its team's to approve comes after the folder.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.contracts.yaml_document import Document, read_yaml
from inseam.generated import teams
from inseam.generated.teams import Team, read_teams
from inseam.generated.wanted import WantedFile, write_stale
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report

# One of the places where GitHub and GitLab look.
FILE = Path("CODEOWNERS")
_HEADER = (
    f"# Made from {teams.FILE} by `./pants generate`. The last pattern that matches decides.\n"
)
# Patterns have no quoting that every forge understands.
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """``path`` begins at the repository's root; a folder ends in a slash."""

    path: str
    owner: str


@dataclass(slots=True)
class _Reader:
    """Reads files for owners, and gathers what is wrong with them."""

    teams: Mapping[str, Team]
    problems: list[Finding]

    def read(self, path: Path) -> Document | None:
        try:
            return read_yaml(str(path), path.read_bytes())
        except InputError as error:
            self.problems += error.findings
            return None

    def team_of(self, document: Document) -> Team | None:
        """The team that an ODPS or ODCS file names in `team.name`."""
        team = document.value.get("team") if isinstance(document.value, dict) else None
        name = team.get("name") if isinstance(team, dict) else None
        if isinstance(name, str) and name in self.teams:
            return self.teams[name]
        what = f"the team `{name}`, which {teams.FILE} does not have" if name else "no team"
        self.problems.append(
            Finding(
                rule="team-unknown",
                severity=Severity.ERROR,
                file=document.file,
                line=document.line(("team", "name")),
                message=f"The file names {what}.",
                fix=f"Write `team: {{name: <id>}}` with the id of a team in {teams.FILE},"
                " or add the team there.",
            )
        )
        return None

    def rule(self, path: Path, owner: Team | None, *, folder: bool = False) -> list[Rule]:
        if owner is None:
            return []
        if not _PLAIN.fullmatch(str(path)):
            self.problems.append(
                Finding(
                    rule="path-not-plain",
                    severity=Severity.ERROR,
                    file=str(path),
                    message="The path has characters that CODEOWNERS cannot name.",
                    fix="Rename it: letters, digits, underscores, hyphens and dots.",
                )
            )
            return []
        return [Rule(f"/{path}{'/' if folder else ''}", owner.owner)]


def codeowners(registry: Mapping[str, Team]) -> list[Rule]:
    """The rules in the order of the file. Raises `InputError` for what has no owner."""
    reader = _Reader(registry, [])
    by_product: dict[str, Team] = {}
    rules = [Rule("*", team.owner) for team in registry.values() if team.type == teams.PLATFORM]
    for path in sorted(Path("products").glob("*/*.odps.yaml")):
        if (document := reader.read(path)) and (team := reader.team_of(document)):
            by_product[path.parent.name] = team
            rules += reader.rule(path.parent, team, folder=True)
    by_contract = dict(_owners_of_contracts(reader, by_product))
    for file, (_, team) in sorted(by_contract.items()):
        if file.parts[0] == "contracts":
            rules += reader.rule(file, team)
    for contract_id, team in sorted(dict(by_contract.values()).items()):
        rules += reader.rule(Path("contracts", "published", contract_id), team, folder=True)
    rules += _agreements(reader, by_product, dict(by_contract.values()))
    if reader.problems:
        raise InputError(reader.problems)
    return rules


def _owners_of_contracts(
    reader: _Reader, by_product: Mapping[str, Team]
) -> Iterable[tuple[Path, tuple[str, Team]]]:
    """File -> the id that its name says, and the team. A port's contract is its product's."""
    for path in sorted(Path("products").glob("*/models/output_ports/*/*.odcs.yaml")):
        if team := by_product.get(path.parts[1]):
            yield path, (path.name.removesuffix(".odcs.yaml"), team)
    for path in sorted(Path("contracts", "external").glob("*.odcs.yaml")):
        if (document := reader.read(path)) and (team := reader.team_of(document)):
            yield path, (path.name.removesuffix(".odcs.yaml"), team)


def _agreements(
    reader: _Reader, by_product: Mapping[str, Team], by_contract: Mapping[str, Team]
) -> Iterable[Rule]:
    """The provider approves who reads it, in the consumer's folder."""
    for path in sorted(Path("products").glob("*/agreements/*.yaml")):
        if (document := reader.read(path)) is None:
            continue
        provider = document.value.get("provider") if isinstance(document.value, dict) else None
        product, port = (_text(provider, key) for key in ("product", "port"))
        owner = by_product.get(product or "") or by_contract.get(port or "")
        if owner is None and not reader.problems:
            reader.problems.append(
                Finding(
                    rule="agreement-without-provider",
                    severity=Severity.ERROR,
                    file=document.file,
                    line=document.line(("provider", "product")),
                    message=f"The agreement's provider is the product `{product}` with the port"
                    f" `{port}`; neither is in this repository.",
                    fix="Correct `provider: {product: <folder>, port: <contract-id>}`.",
                )
            )
        yield from reader.rule(path, owner)


def _text(mapping: Any, key: str) -> str | None:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else None


def codeowners_text(rules: Iterable[Rule]) -> str:
    listed = list(rules)
    width = max((len(rule.path) for rule in listed), default=0)
    return _HEADER + "".join(f"{rule.path:<{width}} {rule.owner}\n" for rule in listed)


def main() -> Report:
    (out,) = sys.argv[1:]
    rules = codeowners(read_teams())
    wanted = WantedFile(
        FILE, codeowners_text(rules).encode(), f"{teams.FILE} and the files it names"
    )
    return report(write_stale([wanted], Path(out), "./pants generate products::"))


if __name__ == "__main__":
    sys.exit(run_process(main))
