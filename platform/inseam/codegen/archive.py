"""The published versions of contracts: `contracts/published/<contract-id>/<version>.odcs.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, InputError, Severity

PUBLISHED = Path("contracts", "published")
SUFFIX = ".odcs.yaml"
# What can be a file's name on every system, and does not lead out of the folder.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_file_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    version: Version
    path: Path


def published_path(contract_id: str, version: str) -> Path:
    return PUBLISHED / file_stem(contract_id) / f"{version}{SUFFIX}"


def is_version(text: str) -> bool:
    """Whether it has a place in the order of versions."""
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def published_versions(contract_id: str) -> list[PublishedVersion]:
    """Oldest first, none for what cannot be an id. Raises `InputError` for misnamed files."""
    stem = file_stem(contract_id)
    if not is_file_name(stem):
        return []
    paths = sorted((PUBLISHED / stem).glob(f"*{SUFFIX}"))
    if misnamed := [_misnamed(path) for path in paths if not is_version(_name(path))]:
        raise InputError(misnamed)
    found = (PublishedVersion(Version(_name(path)), path) for path in paths)
    return sorted(found, key=lambda published: (published.version, published.path))


def _name(path: Path) -> str:
    return path.name.removesuffix(SUFFIX)


def _misnamed(path: Path) -> Finding:
    return Finding(
        rule="published-version-invalid",
        severity=Severity.ERROR,
        file=str(path),
        message=f"The file's name `{_name(path)}` is not a version.",
        fix="Name it after the version of the contract in it, such as 1.0.0.odcs.yaml.",
    )
