"""Which files of this repository a new one gets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from inseam.new_repository.answers import Forge

# Our products and what belongs to them; what tests, measures and shows the platform itself.
_LEFT_OUT = (
    ".ci/integration",
    ".ci/nightly",
    ".ci/run",
    ".github/workflows/nightly.yml",
    "CHANGELOG.md",
    "CODEOWNERS",
    "README.md",
    "contracts",
    "docs/BUILD",
    "docs/contract-gate-walk.md",
    "docs/first-product.md",
    "docs/performance.md",
    "docs/pictures",
    "docs/your-own-repository.md",
    "findings",
    "platform/benchmarks",
    "platform/doubles",
    "platform/environments.yaml",
    "platform/inseam/new_repository",
    "platform/integration",
    "platform/locks/benchmark-peers",
    "platform/locks/buildgrid",
    "platform/locks/dbt-ol",
    "platform/locks/integration",
    "platform/locks/lineage-peers",
    "platform/policies/policies.yaml",
    "platform/teams.yaml",
    "platform/tools",
    "products",
)
# A policy is tested wherever it is written.
_TESTS_OF_POLICIES = frozenset(
    {
        "platform/inseam/policies/catalogue_test.py",
        "platform/testkit/BUILD",
        "platform/testkit/__init__.py",
        "platform/testkit/policy_cases.py",
    }
)
_OF_FORGES = {Forge.GITHUB: ".github", Forge.GITLAB: ".gitlab-ci.yml"}


def select(paths: Iterable[str], forge: Forge, *, samples: bool) -> list[str]:
    """In order. With ``samples`` all but what is for another forge."""
    others = [place for known, place in _OF_FORGES.items() if known is not forge]
    left_out = others if samples else [*others, *_LEFT_OUT]
    return [
        path
        for path in sorted(paths)
        if not any(_is_in(path, place) for place in left_out)
        and (samples or path in _TESTS_OF_POLICIES or not _is_of_tests(path))
    ]


def _is_in(path: str, place: str) -> bool:
    # A lock is the files of one name: buildgrid.in, buildgrid.txt.
    return path == place or path.startswith((f"{place}/", f"{place}."))


def _is_of_tests(path: str) -> bool:
    """Of the platform's own code: a company takes it as it is tested here."""
    place = PurePosixPath(path)
    return place.parts[0] == "platform" and (
        place.match("*_test.py")
        or place.match("stub_*.py")
        or place.name == "conftest.py"
        or "testdata" in place.parts
        or place.parts[1] == "testkit"
    )
