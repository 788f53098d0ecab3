"""Where a package comes from, as a person writes it after `--vendor-from`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from inseam.report.finding import Finding, InputError, Severity

OPTION = "--vendor-from"
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tar.xz", ".zip", ".whl")
# git@host:owner/repository.git
_SCP = re.compile(r"[\w.-]+@[\w.-]+:[^@]+")
_HUB = re.compile(r"[\w-]+/[\w-]+")


class Kind(StrEnum):
    FOLDER = "folder"
    ARCHIVE = "archive"
    GIT = "git"


@dataclass(frozen=True, slots=True)
class Address:
    """``revision`` is the tag, branch or commit of a git address, as written; "" if none is."""

    kind: Kind
    text: str
    revision: str = ""

    @property
    def shown(self) -> str:
        """Without a user or a password, which nobody may commit."""
        if "://" not in self.text:
            return self.text
        parts = urlsplit(self.text)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def read_address(text: str) -> Address:
    """``<git address>@<revision>`` names a revision. Raises `InputError` if it is not one."""
    if not text or text.startswith("-"):
        raise InputError([refused(f"`{text}` is not an address.", _EXAMPLES)])
    address, revision = _split_revision(text.removeprefix("git+"))
    is_archive = urlsplit(address).path.lower().endswith(_ARCHIVES)
    if text.startswith("git+") or address.endswith(".git") or _SCP.fullmatch(address):
        return Address(Kind.GIT, address, revision)
    if is_archive:
        return Address(Kind.ARCHIVE, text)
    if address.startswith(("https://", "http://", "ssh://", "file://")):
        return Address(Kind.GIT, address, revision)
    return Address(Kind.FOLDER, text)


def is_hub_name(text: str) -> bool:
    """Whether it is how packages.yml names a package of the hub, such as ``owner/package``."""
    return _HUB.fullmatch(text) is not None


def refused(message: str, fix: str, severity: Severity = Severity.ERROR) -> Finding:
    """About what was typed: no file has it."""
    return Finding(
        rule="vendor-refused",
        severity=severity,
        file=f"./pants vendor {OPTION}",
        message=message,
        fix=fix,
    )


_EXAMPLES = (
    "Name a folder, an archive (../dbt_utils-1.3.0.tar.gz, a wheel), or a git address with a"
    " revision (https://git.example.com/somebody/dbt-utils.git@1.3.0)."
)


def _split_revision(text: str) -> tuple[str, str]:
    """At the last ``@``, if that stands after a path; before one it follows a user's name."""
    address, _, revision = text.rpartition("@")
    path = address.partition("://")[2] if "://" in address else address.partition(":")[2]
    if "/" not in path or ":" in revision:
        return text, ""
    return address, revision
