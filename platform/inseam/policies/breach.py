"""What breaks a policy: a row of its query as a finding, and the product it is counted for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from inseam.report.finding import Finding


@dataclass(frozen=True, slots=True)
class Breach:
    """``product`` is None for what belongs to none, such as a team."""

    product: str | None
    finding: Finding


def fingerprint(rule: str, product: str | None, file: str, message: str) -> str:
    """The same when lines have moved, and when a policy's words on what to do have changed."""
    text = "\0".join((rule, product or "", file, message))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
