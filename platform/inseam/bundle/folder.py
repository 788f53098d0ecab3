"""Bundles as folders: written, read, verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inseam.bundle.manifest import NAME, BadManifest, Manifest, entry, from_json, manifest, to_json
from inseam.report.finding import Finding, InputError, Severity


def write(folder: Path, product: str, source_revision: str, files: Mapping[str, bytes]) -> None:
    """Into a new folder; `bundle.json` is last. Raises `BadManifest`, and OSError if the folder is
    there."""
    made = manifest(product, source_revision, files)
    folder.mkdir(parents=True)
    for one in made.entries:
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[one.path])
    (folder / NAME).write_bytes(to_json(made))


def read(folder: Path) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest and the files that it names. Raises `InputError` with all that is wrong."""
    if findings := verify(folder):
        raise InputError(findings)
    found = from_json((folder / NAME).read_bytes())
    return found, {one.path: (folder / one.path).read_bytes() for one in found.entries}


def verify(folder: Path) -> list[Finding]:
    """What of a bundle is not as its manifest says: missing, changed, extra, no regular
    file, out of the folder."""
    path = folder / NAME
    if not path.is_file() or path.is_symlink():
        what = "there is no bundle.json"
        return [_finding("bundle-manifest-missing", path, f"In {folder}, {what}.")]
    try:
        found = from_json(path.read_bytes())
    except BadManifest as error:
        rule = "bundle-manifest-invalid"
        return [_finding(rule, path, f"bundle.json cannot be used: {one}.") for one in error.faults]
    return list(_differences(folder, found))


def _differences(folder: Path, found: Manifest) -> Iterator[Finding]:
    there = set(_files(folder)) - {NAME}
    named = {one.path for one in found.entries}
    for one in found.entries:
        path = folder / one.path
        if one.path not in there:
            yield _finding("bundle-file-missing", path, f"{one.path} is missing.")
        elif _is_linked(folder, one.path):
            message = f"{one.path} is a link, which may lead out of the bundle."
            yield _finding("bundle-path-outside", path, message)
        elif not path.is_file():
            # A named pipe would be read for ever.
            message = f"{one.path} is not a regular file."
            yield _finding("bundle-file-irregular", path, message)
        elif (has := entry(one.path, path.read_bytes())) != one:
            message = f"{one.path} was changed: {has.bytes} bytes, sha256 {has.sha256[:12]}..."
            yield _finding("bundle-file-changed", path, message)
    for name in sorted(there - named):
        yield _finding("bundle-file-extra", folder / name, f"{name} is not in bundle.json.")


def _files(folder: Path) -> Iterator[str]:
    """All that is not a folder, links to folders included."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _is_linked(folder: Path, name: str) -> bool:
    parts = Path(name).parts
    return any((folder / Path(*parts[:n])).is_symlink() for n in range(1, len(parts) + 1))


def _finding(rule: str, path: Path, message: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=path.as_posix(),
        message=message,
        fix="Package the product again; a bundle is not changed by hand.",
    )
