"""Writing packages into the repository: all of them or none, and nothing over a person's work."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inseam.report.finding import Finding, InputError
from inseam.vendor.address import refused
from inseam.vendor.plan import SHARED, Planned
from inseam.vendor.record import FILE, digest, read_files, read_record


@dataclass(frozen=True, slots=True)
class Change:
    """``files`` are what the package's folder will have; ``before`` its version until now."""

    planned: Planned
    files: dict[str, bytes]
    before: str | None
    is_same: bool


def changes(planned: Iterable[Planned], repository: Path) -> list[Change]:
    """Raises `InputError` with every folder that is not ours to replace."""
    found, faults = [], []
    for one in planned:
        match _change(one, repository):
            case Finding() as fault:
                faults.append(fault)
            case change:
                found.append(change)
    if faults:
        raise InputError(faults)
    return found


def edited(folder: Path) -> bool:
    """Whether a vendored package is other than what was brought in."""
    record = read_record(folder)
    return record is not None and record.sha256 != digest(read_files(folder))


def write(found: Sequence[Change], repository: Path) -> None:
    """Where one cannot be written, all are as they were."""
    new = [change for change in found if not change.is_same]
    shared = repository / SHARED
    shared.mkdir(exist_ok=True)
    replaced: list[tuple[Path, Path]] = []
    try:
        for change in new:
            _lay_out(change.files, _beside(shared, change, "new"))
        for change in new:
            target = repository / change.planned.folder
            old = _beside(shared, change, "old")
            if target.exists():
                target.rename(old)
            replaced.append((target, old))
            _beside(shared, change, "new").rename(target)
    except OSError:
        for target, old in replaced:
            shutil.rmtree(target, ignore_errors=True)
            with suppress(FileNotFoundError):
                old.rename(target)
        raise
    finally:
        for change in new:
            for state in ("new", "old"):
                shutil.rmtree(_beside(shared, change, state), ignore_errors=True)


def _change(planned: Planned, repository: Path) -> Change | Finding:
    folder = repository / planned.folder
    files = planned.files()
    if not folder.exists():
        return Change(planned, files, None, is_same=False)
    record = read_record(folder)
    if record is None:
        return refused(
            f"{planned.folder} is there already, and was not brought in by ./pants vendor.",
            "Rename or delete it first.",
        )
    there = read_files(folder)
    if digest(there) != record.sha256:
        return refused(
            f"{planned.folder} is not as it was brought in: somebody has edited it since.",
            f"Undo that, or delete {planned.folder}/{FILE} to keep it as your own package.",
        )
    # Its BUILD file may say more than ours.
    files |= {name: content for name, content in there.items() if name == "BUILD"}
    return Change(planned, files, record.version, is_same=files == there)


def _beside(shared: Path, change: Change, state: str) -> Path:
    return shared / f".{change.planned.package.name}.{state}"


def _lay_out(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
