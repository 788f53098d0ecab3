"""Which packages come into the repository: those that are named, and those that they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbt.version import get_installed_version
from dbt_common.exceptions import SemverError
from dbt_common.semver import versions_compatible

from inseam.report.finding import Finding, InputError, Severity
from inseam.vendor.address import OPTION, Address, Kind, read_address, refused
from inseam.vendor.fetch import Fetched, fetch
from inseam.vendor.package import DbtPackage, Need, find_package
from inseam.vendor.record import FILE, Record, digest, read_record

SHARED = Path("shared")
_BUILD = b"dbt_package(vendored=True)\n"


@dataclass(frozen=True, slots=True)
class Planned:
    """``needs`` are the names of the packages that lie beside it."""

    package: DbtPackage
    address: Address
    commit: str
    needs: tuple[str, ...]

    @property
    def folder(self) -> Path:
        return SHARED / self.package.name

    def record(self) -> Record:
        return Record(
            name=self.package.name,
            version=self.package.version,
            address=self.address.shown,
            revision=self.address.revision,
            commit=self.commit,
            licence=self.package.licence,
            sha256=digest(self._theirs()),
            needs=self.needs,
        )

    def files(self) -> dict[str, bytes]:
        """By their path in the package's folder."""
        return {**self._theirs(), "BUILD": _BUILD, FILE: self.record().text().encode()}

    def _theirs(self) -> dict[str, bytes]:
        if not self.needs:
            return dict(self.package.files)
        local = "".join(f"  - local: ../{name}\n" for name in self.needs)
        return {**self.package.files, "packages.yml": f"packages:\n{local}".encode()}


def plan(
    addresses: Sequence[str], repository: Path, scratch: Path
) -> tuple[list[Planned], list[Finding]]:
    """In order of their names, with what is worth a warning.

    A package of the hub that another needs must be named too, or be in ``repository`` already: no
    other place is asked. Raises `InputError` with everything that is missing.
    """
    search = _Search(repository, scratch)
    for text in addresses:
        search.add(read_address(text))
    planned = [
        Planned(one.package, one.address, one.commit, tuple(sorted(set(one.needs))))
        for _, one in sorted(search.found.items())
    ]
    faults = list(search.faults)
    notes: list[Finding] = []
    for package, need in search.of_hub:
        there = search.found.get(need.name)
        record = read_record(repository / SHARED / need.name)
        if there is None and record is None:
            faults.append(_need_missing(package, need))
        else:
            version = there.package.version if there else record.version if record else ""
            notes += _other_version(package, need, version)
    if faults:
        raise InputError(faults)
    return planned, [*notes, *(note for one in planned for note in _other_dbt(one.package))]


@dataclass(slots=True)
class _Found:
    """``needs`` are names, as far as they are known."""

    package: DbtPackage
    address: Address
    commit: str
    needs: list[str]


class _Search:
    """Fetches packages, and what they say themselves about the places of others."""

    def __init__(self, repository: Path, scratch: Path) -> None:
        self._repository = repository
        self._scratch = scratch
        self._names: dict[Address, str] = {}
        self.found: dict[str, _Found] = {}
        self.of_hub: list[tuple[DbtPackage, Need]] = []
        self.faults: list[Finding] = []

    def add(self, address: Address) -> str:
        """The name of the package that lies there. Raises `InputError`."""
        if address in self._names:
            return self._names[address]
        fetched = fetch(address, self._repository, self._scratch / str(len(self._names)))
        package = find_package(fetched.folder, address.shown)
        self._names[address] = package.name
        if (same := self.found.get(package.name)) is not None:
            if same.package.files != package.files:
                self.faults.append(_two_of_one_name(package.name, same.address, address))
            return package.name
        self._add_needs(_Found(package, address, fetched.commit, []), fetched)
        return package.name

    def _add_needs(self, entry: _Found, fetched: Fetched) -> None:
        self.found[entry.package.name] = entry
        for need in entry.package.needs:
            if need.hub:
                self.of_hub.append((entry.package, need))
                entry.needs.append(need.name)
            elif need.git:
                entry.needs.append(self.add(Address(Kind.GIT, need.git, need.revision)))
            else:
                entry.needs.append(self._add_inner(need, fetched, entry.address))

    def _add_inner(self, need: Need, fetched: Fetched, outer: Address) -> str:
        """One that lies in the same folder or archive; it has that one's address and revision."""
        assert need.local is not None
        # What was cloned or unpacked has no neighbours.
        if outer.kind is not Kind.FOLDER and not need.local.is_relative_to(fetched.folder):
            self.faults.append(_outside(need, outer))
            return need.name
        package = find_package(need.local, f"{outer.shown}, {need.name}")
        if package.name not in self.found:
            self._add_needs(_Found(package, outer, fetched.commit, []), fetched)
        return package.name


def _two_of_one_name(name: str, one: Address, other: Address) -> Finding:
    return refused(
        f"{one.shown} and {other.shown} are two different packages with the name `{name}`.",
        "Name one of them.",
    )


def _need_missing(package: DbtPackage, need: Need) -> Finding:
    return refused(
        f"`{package.name}` needs the package {need.shown}, which is not in this repository.",
        f"Bring it in with it: {OPTION}=<its folder, archive or git address>, beside this one.",
    )


def _outside(need: Need, outer: Address) -> Finding:
    return refused(
        f"{outer.shown} needs a package that lies outside of it, `{need.name}`.",
        f"Bring it in with it: {OPTION}=<its folder, archive or git address>, beside this one.",
    )


def _other_version(package: DbtPackage, need: Need, version: str) -> Iterator[Finding]:
    if need.versions and not _is_allowed(version, need.versions):
        yield refused(
            f"`{package.name}` asks for {need.shown}; `{need.name}` is {version or 'of no version'}"
            " here.",
            f"Bring in a release that it allows, or test the products that use `{package.name}`.",
            Severity.WARNING,
        )


def _other_dbt(package: DbtPackage) -> Iterator[Finding]:
    installed = get_installed_version().to_version_string(skip_matcher=True)
    if package.requires_dbt and not _is_allowed(installed, package.requires_dbt):
        yield refused(
            f"`{package.name}` asks for dbt {', '.join(package.requires_dbt)}, and tests run with"
            f" {installed}: dbt will refuse it.",
            "Bring in a newer release.",
            Severity.WARNING,
        )


def _is_allowed(version: str, allowed: Sequence[str]) -> bool:
    """As dbt compares versions. What is written in another form is not judged."""
    try:
        return versions_compatible(f"={version}", *allowed)
    except SemverError:
        return True
