"""Getting a package from its address into a folder. Nothing of it is run."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from inseam.report.finding import Finding, InputError
from inseam.vendor.address import Address, Kind, refused

# A package of macros takes a few hundred kilobytes.
_MOST_BYTES = 200_000_000
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """``commit`` is that of a git address."""

    folder: Path
    commit: str = ""


def fetch(address: Address, repository: Path, scratch: Path) -> Fetched:
    """What lies at the address; paths are relative to ``repository``. Raises `InputError`."""
    if address.kind is Kind.FOLDER:
        folder = repository / Path(address.text).expanduser()
        if not folder.is_dir():
            raise InputError([refused(f"There is no folder {address.text}.", _SPELLING)])
        return Fetched(folder)
    scratch.mkdir(parents=True)
    if address.kind is Kind.GIT:
        return _clone(address, scratch)
    archive = repository / Path(address.text).expanduser()
    if address.text.startswith(("https://", "http://", "file://")):
        archive = _download(address, scratch)
    if not archive.is_file():
        raise InputError([refused(f"There is no file {address.text}.", _SPELLING)])
    _unpack(archive, address, scratch / "unpacked")
    return Fetched(scratch / "unpacked")


_SPELLING = "Correct the path: it begins at the repository's root."


def _download(address: Address, scratch: Path) -> Path:
    archive = scratch / Path(urlsplit(address.text).path).name
    try:
        with urlopen(address.text, timeout=_SECONDS) as answer, archive.open("wb") as file:
            while chunk := answer.read(1 << 20):
                file.write(chunk)
                if file.tell() > _MOST_BYTES:
                    raise InputError([_too_large(address)])
    except (OSError, ValueError) as error:
        found = refused(f"{address.shown} cannot be read: {error}", "Look whether you reach it.")
        raise InputError([found]) from None
    return archive


def _unpack(archive: Path, address: Address, folder: Path) -> None:
    folder.mkdir()
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as opened:
                _refuse_large(sum(info.file_size for info in opened.infolist()), address)
                opened.extractall(folder)
        else:
            with tarfile.open(archive) as opened_tar:
                _refuse_large(sum(info.size for info in opened_tar), address)
                # Nothing outside of the folder, no device, nobody's rights.
                opened_tar.extractall(folder, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError) as error:
        found = refused(
            f"{address.shown} is not an archive that can be unpacked: {error}",
            "Take the archive of a release: .tar.gz, .zip or .whl.",
        )
        raise InputError([found]) from None


def _refuse_large(size: int, address: Address) -> None:
    if size > _MOST_BYTES:
        raise InputError([_too_large(address)])


def _too_large(address: Address) -> Finding:
    return refused(
        f"{address.shown} has more than {_MOST_BYTES:,} bytes, so it is not a dbt package.",
        "Name the archive of one.",
    )


def _clone(address: Address, scratch: Path) -> Fetched:
    if shutil.which("git") is None:
        raise InputError([refused("There is no git here.", "Install it, or name an archive.")])
    if not address.revision:
        tags = _git(address, "ls-remote", "--tags", "--refs", "--", address.text).splitlines()
        newest = [tag.rpartition("refs/tags/")[2] for tag in tags][-5:]
        raise InputError(
            [
                refused(
                    f"{address.shown} names no revision, and a branch moves on.",
                    f"Name one: {address.shown}@<revision>."
                    + (f" Its newest tags: {', '.join(reversed(newest))}." if newest else ""),
                )
            ]
        )
    folder = scratch / "cloned"
    _git(address, "clone", "--quiet", "--no-checkout", "--", address.text, str(folder))
    commit = _git(
        address,
        "-C",
        str(folder),
        "rev-parse",
        "--verify",
        "--end-of-options",
        f"{address.revision}^{{commit}}",
    ).strip()
    # Hooks and filters of the clone are not the package's to have.
    _git(
        address, "-C", str(folder), "-c", "core.hooksPath=/dev/null", "checkout", "--quiet", commit
    )
    shutil.rmtree(folder / ".git")
    return Fetched(folder, commit)


def _git(address: Address, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ("git", *arguments),
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            [refused(f"{address.shown} did not answer in {_SECONDS} seconds.", "Try again later.")]
        ) from None
    if done.returncode != 0:
        last = next(iter(reversed(done.stderr.strip().splitlines())), "")
        said = last.replace(address.text, address.shown)
        found = refused(
            f"git cannot read {address.shown}"
            + (f" at `{address.revision}`" if address.revision else "")
            + f": {said}",
            "Correct the address or the revision, or name an archive.",
        )
        raise InputError([found])
    return done.stdout
