"""What breaks a policy: a row of its query as a finding, and the product it is counted for."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.report.finding import Finding


@dataclass(frozen=True, slots=True)
class Violation:
    """``product`` is None for what belongs to none, such as a team."""

    product: str | None
    finding: Finding
