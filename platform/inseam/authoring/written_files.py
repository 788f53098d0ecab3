"""Files that are planned first and then written, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inseam.report.finding import Finding, InputError, Severity


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """``path`` is relative to the repository's root. What is not text is there as bytes."""

    path: Path
    text: str | bytes

    @property
    def content(self) -> bytes:
        return self.text.encode() if isinstance(self.text, str) else self.text


def refuse_what_exists(plan: Iterable[PlannedFile], root: Path) -> None:
    """Raises `InputError` with each file that somebody has there already."""
    there = [file.path for file in plan if (root / file.path).exists()]
    if there:
        raise InputError(_exists(path) for path in there)


@contextmanager
def written(
    plan: Sequence[PlannedFile], root: Path, changed: Sequence[Path] = ()
) -> Iterator[tuple[Path, ...]]:
    """Writes the files, and takes them away again if what is done with them fails.

    ``changed`` are files that this may change or make beside them: then they are as they were.
    Gives the paths that were written. Raises `InputError` for a file that is there already.
    """
    refuse_what_exists(plan, root)
    before = {path: _content(root / path) for path in changed}
    tops = _tops((file.path for file in plan), root)
    try:
        for file in plan:
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
            (root / file.path).write_bytes(file.content)
        yield tuple(file.path for file in plan)
    except BaseException:
        # Also of somebody who interrupts: half a product is nobody's.
        for path, content in before.items():
            _put_back(root / path, content)
        for top in tops:
            _remove(root / top)
        raise


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _put_back(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)
    else:
        path.unlink(missing_ok=True)


def _tops(paths: Iterable[Path], root: Path) -> set[Path]:
    """The highest folders, or the files themselves, that are not there without the plan: what is
    made in a folder of ours goes with it.
    """
    tops = set()
    for path in paths:
        missing = [p for p in (path, *path.parents) if p.parts and not (root / p).exists()]
        if missing:
            tops.add(missing[-1])
    return tops


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for part in path.iterdir():
            _remove(part)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _exists(path: Path) -> Finding:
    return Finding(
        rule="file-exists",
        severity=Severity.ERROR,
        file=path.as_posix(),
        message="There is such a file, and nothing that a person wrote is overwritten.",
        fix="Take another name, or move the file away.",
    )
