"""Who must approve a change of which file: `CODEOWNERS`, from the team registry.

``python -m inseam.codegen.codeowners <out folder>`` reads the repository's ODPS files,
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

from inseam.codegen import teams
from inseam.codegen.archive import PUBLISHED, SUFFIX
from inseam.codegen.expected_file import ExpectedFile, write_stale
from inseam.codegen.owned_files import OwnedFiles, read_owned_files
from inseam.codegen.root_causes import with_reporters
from inseam.codegen.teams import Team, read_teams
from inseam.documents.yaml_document import Document
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean
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
class OwnersLine:
    """``pattern`` begins at the repository's root; a folder ends in a slash."""

    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Port:
    """Something that can be read: an output port, or a contract of a system outside.

    ``product`` is the folder's name, None outside. ``owner`` is None if no file names a known team.
    """

    contract: Path
    product: str | None
    owner: Team | None

    @property
    def contract_id(self) -> str:
        return self.contract.name.removesuffix(SUFFIX)


def rules(files: OwnedFiles, registry: Mapping[str, Team]) -> list[OwnersLine]:
    """In the order of the file. Raises `InputError` with all that has no owner or no plain path."""
    problems = [*_unknown_teams(files, registry), *_unplain_paths(files)]
    of_products = _teams_of_products(files, registry)
    ports = _ports(files, registry, of_products)
    of_agreements: list[OwnersLine] = []
    for path in files.agreements:
        if document := files.documents.get(path):
            found = _provider_of(document, ports, files)
            if isinstance(found, Finding):
                problems.append(found)
            elif found.owner:
                of_agreements.append(OwnersLine(f"/{path}", (found.owner.owner,)))
    if problems:
        raise InputError(problems)
    owned = [(port, port.owner) for _, port in sorted(ports.items()) if port.owner]
    everything_else = tuple(t.owner for t in registry.values() if t.type == teams.PLATFORM)
    return [
        OwnersLine("*", everything_else),
        *(
            OwnersLine(f"/products/{name}/", (team.owner,))
            for name, team in sorted(of_products.items())
        ),
        *(OwnersLine(f"/{port.contract}", (t.owner,)) for port, t in owned if port.product is None),
        *(OwnersLine(f"/{PUBLISHED}/{port.contract_id}/", (team.owner,)) for port, team in owned),
        *of_agreements,
    ]


def _team_of(document: Document, registry: Mapping[str, Team]) -> Team | None:
    """The team that an ODPS or ODCS file names."""
    return registry.get(_text(_at(document.value, "team"), "name") or "")


def _teams_of_products(files: OwnedFiles, registry: Mapping[str, Team]) -> dict[str, Team]:
    """By the names of the products' folders."""
    named = (
        (path.parent.name, _team_of(files.documents[path], registry))
        for path in files.products
        if path in files.documents
    )
    return {name: team for name, team in named if team}


def _ports(
    files: OwnedFiles, registry: Mapping[str, Team], of_products: Mapping[str, Team]
) -> dict[str, Port]:
    """By contract id, which is the name of the contract's file. A port is its product's."""
    ports = [Port(path, path.parts[1], of_products.get(path.parts[1])) for path in files.ports]
    for path in files.external:
        document = files.documents.get(path)
        ports.append(Port(path, None, _team_of(document, registry) if document else None))
    return {port.contract_id: port for port in ports}


def _provider_of(
    agreement: Document, ports: Mapping[str, Port], files: OwnedFiles
) -> Port | Finding:
    """What an agreement lets somebody read; its team approves, in the consumer's folder.

    The port says who that is: a consumer that names another product beside it approves nothing.
    """
    provider = _at(agreement.value, "provider")
    contract_id, product = (_text(provider, key) for key in ("port", "product"))
    if contract_id is None:
        what = "names no port"
    elif (port := ports.get(contract_id)) is None:
        what = f"is about the port `{contract_id}`, and no contract in this repository has that id"
    elif port.product is not None and port.product != product:
        given = f"the product `{product}`" if product else "no product"
        what = f"is about the port `{contract_id}` of `{port.product}`, and names {given}"
    elif port.product is not None and not files.has_product_file(port.product):
        what = f"is about a port of `{port.product}`, which has no ODPS file that names its team"
    else:
        return port
    return Finding(
        rule="agreement-without-provider",
        severity=Severity.ERROR,
        file=agreement.file,
        line=agreement.line(("provider", "port")),
        message=f"The agreement {what}, so nobody can be asked to approve it.",
        fix="Write `provider: {product: <folder>, port: <contract-id>}` of what is read.",
    )


def _unknown_teams(files: OwnedFiles, registry: Mapping[str, Team]) -> Iterable[Finding]:
    for path in (*files.products, *files.external):
        document = files.documents.get(path)
        if document and _team_of(document, registry) is None:
            name = _at(_at(document.value, "team"), "name")
            what = f"the team `{name}`, which {teams.FILE} does not have" if name else "no team"
            otherwise = f"Write the id of a team in {teams.FILE}, or add the team there."
            yield Finding(
                rule="team-unknown",
                severity=Severity.ERROR,
                file=document.file,
                line=document.line(("team", "name")),
                message=f"The file names {what}.",
                fix=did_you_mean(name, registry, otherwise),
            )


def _unplain_paths(files: OwnedFiles) -> Iterable[Finding]:
    for path in (*files.products, *files.ports, *files.external, *files.agreements):
        if not _PLAIN.fullmatch(str(path)):
            yield Finding(
                rule="path-not-plain",
                severity=Severity.ERROR,
                file=str(path),
                message="The path has characters that CODEOWNERS cannot name.",
                fix="Rename it: letters, digits, underscores, hyphens and dots.",
            )


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(mapping: Any, key: str) -> str | None:
    value = _at(mapping, key)
    return value if isinstance(value, str) else None


def codeowners_text(listed: Iterable[OwnersLine]) -> str:
    listed = list(listed)
    width = max((len(rule.pattern) for rule in listed), default=0)
    lines = (f"{rule.pattern:<{width}} {' '.join(rule.owners)}\n" for rule in listed)
    return _HEADER + "".join(lines)


def write_codeowners(out: Path) -> list[Finding]:
    """Writes the file below ``out`` if it differs, with a finding.

    Raises `InputError` with everything that has no owner, or cannot be read.
    """
    files, problems = read_owned_files()
    try:
        listed = rules(files, read_teams())
    except InputError as error:
        raise InputError(with_reporters([*error.findings, *problems])) from None
    if problems:
        raise InputError(with_reporters(problems))
    made_from = f"{teams.FILE} and the files that name its teams"
    wanted = ExpectedFile(FILE, codeowners_text(listed).encode(), made_from)
    return write_stale([wanted], out, "./pants generate products::")


def main() -> Report:
    (out,) = sys.argv[1:]
    return report(write_codeowners(Path(out)))


if __name__ == "__main__":
    sys.exit(run_process(main))
