"""Which models become output ports, and in which version of the port."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from inseam.adopt.reading import Node, ReadProject
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean

_FOLDERS = frozenset({"marts", "mart", "curated", "gold", "reporting", "presentation", "exposed"})


@dataclass(frozen=True, slots=True)
class Port:
    """A model that becomes a table of a port; ``why`` it was chosen."""

    node: Node
    version: int
    why: str

    @property
    def table(self) -> str:
        return self.node.name

    @property
    def model(self) -> str:
        """As dbt calls it afterwards: names are unique in a project."""
        return self.table if self.version == 1 else f"{self.table}_v{self.version}"

    @property
    def path(self) -> str:
        return f"models/output_ports/v{self.version}/{self.model}.sql"


def choose_ports(
    project: ReadProject, asked: Iterable[str], demanded: Mapping[str, str], shown: str
) -> list[Port]:
    """``asked`` are entries `model:v1`, and decide alone; ``demanded`` are models that others read,
    with who does. Raises `InputError` for entries that name no model.
    """
    models = [n for n in project.nodes.values() if n.kind == "model"]
    if wanted := list(asked):
        return _asked(models, wanted, shown)
    found = (
        _by_access(models) or _by_contract(models) or _by_folder(models) or _leaves(project, models)
    )
    ports = {node.id: Port(node, _version(node), why) for node, why in found}
    for node in models:
        if node.name in demanded:
            ports.setdefault(node.id, Port(node, _version(node), f"{demanded[node.name]} reads it"))
        # All versions of a model are offered together.
        if any(port.node.name == node.name for port in ports.values()) and node.version:
            ports.setdefault(node.id, Port(node, _version(node), "a version of it is a port"))
    return [port for _, port in sorted(ports.items())]


def _by_access(models: Iterable[Node]) -> list[tuple[Node, str]]:
    return [(n, "`access: public`") for n in models if n.access == "public"]


def _by_contract(models: Iterable[Node]) -> list[tuple[Node, str]]:
    return [
        (n, "its dbt contract is enforced")
        for n in models
        if (n.config.get("contract") or {}).get("enforced")
    ]


def _by_folder(models: Iterable[Node]) -> list[tuple[Node, str]]:
    found = []
    for node in models:
        folder = next((p for p in PurePosixPath(node.path).parts if p in _FOLDERS), None)
        if folder and node.materialized != "ephemeral":
            found.append((node, f"it is in the folder `{folder}`"))
    return found


def _leaves(project: ReadProject, models: Iterable[Node]) -> list[tuple[Node, str]]:
    return [
        (node, "no model reads it")
        for node in models
        if node.materialized != "ephemeral" and not project.children(node.id)
    ]


def _version(node: Node) -> int:
    digits = "".join(c for c in node.version if c.isdigit())
    return max(int(digits), 1) if digits else 1


def _asked(models: list[Node], wanted: Iterable[str], shown: str) -> list[Port]:
    found: list[Port] = []
    problems: list[Finding] = []
    for entry in wanted:
        name, _, version = entry.partition(":")
        having = [node for node in models if node.name == name]
        digits = version.removeprefix("v") or "1"
        if not having or not digits.isdigit():
            known = sorted({node.name for node in models})
            what = "has no version of the form `v1`" if having else "names no model"
            otherwise = "Write `model:v1`; the project has " + ", ".join(known) + "."
            problems.append(
                Finding(
                    rule="adopt-port-unknown",
                    severity=Severity.ERROR,
                    file=shown,
                    message=f"--adopt-port={entry} {what}.",
                    fix=otherwise if having else did_you_mean(name, known, otherwise),
                )
            )
            continue
        of_version = [n for n in having if not n.version or _version(n) == int(digits)]
        found.append(Port((of_version or having)[0], int(digits), "it was asked for"))
    if problems:
        raise InputError(problems)
    return found
