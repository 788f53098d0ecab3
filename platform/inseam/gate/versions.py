"""Version numbers: what a change asks for, and what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inseam.gate.grade import Bump
from inseam.gate.settings import Majors

_VERSION = re.compile(
    r"v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Of semantic versioning. ``is_release`` is false for one with a suffix such as `-rc.1`."""

    major: int
    minor: int
    patch: int
    is_release: bool = True
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}{self.suffix}"

    @property
    def bare(self) -> Version:
        return Version(self.major, self.minor, self.patch)


def read_version(written: str) -> Version | None:
    """Of `1.2.0` or `v1.2.0`; None for what is not a semantic version."""
    found = _VERSION.fullmatch(written.strip())
    if found is None:
        return None
    major, minor, patch = (int(part) for part in found.groups()[:3])
    suffix = found.group(4) or ""
    return Version(major, minor, patch, not suffix, suffix)


def bump_between(old: Version, new: Version) -> Bump:
    """The step from one version to a later one. Below 1.0.0, a minor step is a major one."""
    before, now = old.bare, new.bare
    if now.major > before.major:
        return Bump.MAJOR
    if now.minor > before.minor:
        return Bump.MAJOR if before.major == 0 else Bump.MINOR
    if now.patch > before.patch:
        return Bump.MINOR if before.major == 0 else Bump.PATCH
    return Bump.PATCH if (old < new) else Bump.NONE


def needed_version(old: Version, bump: Bump) -> Version:
    """The lowest version after ``old`` that such a change may have."""
    old = old.bare
    if bump is Bump.NONE:
        return old
    if old.major == 0:
        if bump is Bump.MAJOR:
            return Version(0, old.minor + 1, 0)
        return Version(0, old.minor, old.patch + 1)
    if bump is Bump.MAJOR:
        return Version(old.major + 1, 0, 0)
    if bump is Bump.MINOR:
        return Version(old.major, old.minor + 1, 0)
    return Version(old.major, old.minor, old.patch + 1)


def version_to_set(old: Version, bump: Bump, majors: Majors) -> str:
    """What to do about a version that is still too low, in words."""
    wanted = needed_version(old, bump)
    if wanted.major > old.major and majors is Majors.BESIDE:
        return f"Set `version: {wanted}` in a new contract beside this one, or undo what breaks."
    return f"Set `version: {wanted}`."
