"""What must hold of a project before anything is built."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inseam.report.finding import Finding, Severity
from inseam.testing.located import Located
from inseam.testing.ports import port_findings
from inseam.testing.request import ProductRequest, Reading


def unmet_preconditions(request: ProductRequest) -> list[Located]:
    """What keeps the project from being built at all."""
    if not (request.project / "dbt_project.yml").is_file():
        return [Located(_project_missing(request.project))]
    return [
        *port_findings(request.own_contracts, request.claimed_twice),
        *(Located(finding) for finding in _cycle(request.cycle)),
    ]


def _project_missing(project: Path) -> Finding:
    return Finding(
        rule="project-missing",
        severity=Severity.ERROR,
        file=str(project),
        message="There is no dbt_project.yml in this folder.",
        fix="Write it, or delete the BUILD file.",
    )


def _cycle(cycle: Sequence[Reading]) -> list[Finding]:
    """A product that consumes itself: nothing could be built first."""
    if not cycle:
        return []
    first, *others = cycle
    way = "".join(
        f"\n{reading.file}:{reading.line} reads `{reading.contract}`" for reading in cycle
    )
    through = "through others" if others else "directly"
    return [
        Finding(
            rule="product-reads-itself",
            severity=Severity.ERROR,
            file=first.file,
            line=first.line,
            message=f"The product consumes its own output {through}:{way}",
            fix="Remove one of these input ports: nothing in the cycle can be built first.",
        )
    ]
