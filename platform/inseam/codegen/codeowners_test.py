"""Who owns a path, by GitHub's rule: of the patterns that match, the last one decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CASE = Path(__file__).parent / "testdata" / "codeowners" / "whole"
CODEOWNERS = (CASE / "expected" / "CODEOWNERS").read_text()


def matches(pattern: str, path: str) -> bool:
    """As in .gitignore, for the patterns of this file: `*`, `/folder/` and `/file`."""
    assert re.fullmatch(r"\*|/[A-Za-z0-9_./-]+", pattern), pattern
    if pattern == "*":
        return True
    if pattern.endswith("/"):
        return f"/{path}".startswith(pattern)
    return f"/{path}" == pattern or f"/{path}".startswith(f"{pattern}/")


def owner(path: str) -> str:
    lines = [line.split() for line in CODEOWNERS.splitlines() if not line.startswith("#")]
    (*_, last) = (owners for pattern, *owners in lines if matches(pattern, path))
    (only,) = last
    return only


@pytest.mark.parametrize(
    "path, team",
    [
        ("README.md", "platform"),
        ("CODEOWNERS", "platform"),
        ("platform/teams.yaml", "platform"),
        ("contracts/external/BUILD", "platform"),
        ("contracts/external/shop-v1.odcs.yaml", "shop"),
        ("contracts/published/shop-v1/1.0.0.odcs.yaml", "shop"),
        ("contracts/published/orders-v1/1.0.0.odcs.yaml", "sales"),
        ("contracts/published/orders-v10/1.0.0.odcs.yaml", "platform"),
        ("products/new/new.odps.yaml", "platform"),
        ("products/orders/orders.odps.yaml", "sales"),
        ("products/orders/models/output_ports/v1/orders-v1.odcs.yaml", "sales"),
        ("products/invoices/models/input_ports/orders-v1.odcs.yaml", "platform"),
        # The provider approves it, and not the team whose folder it is in.
        ("products/orders/agreements/shop-v1.yaml", "shop"),
        ("products/invoices/agreements/orders-v1.yaml", "sales"),
    ],
)
def test_each_kind_of_file_has_the_owner_that_must_approve_it(path: str, team: str) -> None:
    assert owner(path) == f"@acme/{team}"


def test_every_agreement_of_the_case_comes_after_every_folder() -> None:
    patterns = [line.split()[0] for line in CODEOWNERS.splitlines() if line.startswith("/")]
    is_agreement = ["/agreements/" in pattern for pattern in patterns]
    assert is_agreement == sorted(is_agreement)
    assert sum(is_agreement) == 2
