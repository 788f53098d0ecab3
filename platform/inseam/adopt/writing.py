"""Writing a plan: all of it or nothing, and nothing over what a person wrote.

A product remembers how each file was when it was brought in (`adopted.yaml`). A second run replaces
the files that are still so. Of one that a person changed too, it shows what changed on both sides.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from inseam.adopt.kept_files import read_by_dbt
from inseam.adopt.origin import Project
from inseam.adopt.plan import Planned
from inseam.adopt.stage import Files, plain
from inseam.authoring.repository import EXTERNAL
from inseam.authoring.written_files import PlannedFile, written
from inseam.codegen.codeowners import FILE as CODEOWNERS
from inseam.codegen.codeowners import write_codeowners
from inseam.codegen.teams import FILE as TEAMS
from inseam.report.finding import Finding, InputError, Severity

RECORD = "adopted.yaml"


@dataclass(frozen=True, slots=True)
class Changes:
    """``new`` and ``replaced`` are to be written, ``removed`` taken away; of ``differing`` files
    the person's stays, and a finding shows both sides.
    """

    new: Files = field(default_factory=dict)
    replaced: Files = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    differing: tuple[Finding, ...] = ()


def blob(content: bytes) -> str:
    """The name that git has for a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def recorded(root: Path, product: str) -> dict[str, str] | None:
    """By path: how a file was when it was brought in. None for a product that was not."""
    path = root / "products" / product / RECORD
    if not path.is_file():
        return None
    value = yaml.safe_load(path.read_text("utf-8"))
    return dict(value.get("files") or {}) if isinstance(value, dict) else {}


def is_in_place(root: Path, product: str, project: Project) -> bool:
    """Whether the project lies where its product will: somebody copied it there first."""
    place = (root / project.address / project.folder).resolve()
    return place == (root / "products" / product).resolve()


def record(planned: Planned, before: Mapping[str, str]) -> Files:
    """The product's record: where it came from, and how its files were then."""
    files = {**before, **{path: blob(content) for path, content in planned.files.items()}}
    value = {
        "from": planned.project.address,
        **({"folder": planned.project.folder} if planned.project.folder != "." else {}),
        **({"commit": planned.project.commit} if planned.project.commit else {}),
        "files": {path: files[path] for path in sorted(files) if path in planned.files},
    }
    return {f"products/{planned.product}/{RECORD}": plain(value).encode()}


def changes(root: Path, planned: Planned) -> Changes:
    """Of a plan against what is in the repository."""
    base = recorded(root, planned.product)
    if base is None and is_in_place(root, planned.product, planned.project):
        folder = f"products/{planned.product}"
        own = planned.project.files
        # What dbt does not read is not ours to take away.
        base = {f"{folder}/{path}": blob(own[path]) for path in read_by_dbt(own)}
    new: dict[str, bytes] = {}
    over: dict[str, bytes] = {}
    differing: list[Finding] = []
    for path, content in planned.files.items():
        file = root / path
        if not file.is_file():
            # What a person deleted stays away.
            if base is None or base.get(path) != blob(content):
                new[path] = content
            continue
        current = file.read_bytes()
        if current == content:
            continue
        was = (base or {}).get(path)
        if was == blob(current):
            over[path] = content
        elif was != blob(content):
            differing.append(_differing(root, path, was, current, content))
    gone = [path for path in base or () if path not in planned.files and (root / path).is_file()]
    removed = [
        p for p in gone if blob((root / p).read_bytes()) == (base or {})[p] and not _is_archive(p)
    ]
    return Changes(new, over, tuple(removed), tuple(differing))


def _is_archive(path: str) -> bool:
    return path.startswith("contracts/published/")


def write(root: Path, new: Files, over: Files, removed: Sequence[str] = ()) -> None:
    """All files, or none: what cannot be written leaves everything as it was.

    ``new`` are not there yet, ``over`` are. Raises `InputError` and OSError.
    """
    plan = [PlannedFile(Path(path), content) for path, content in new.items()]
    beside = (CODEOWNERS, EXTERNAL / "BUILD")
    with written(plan, root, [*(Path(path) for path in (*over, *removed)), *beside]):
        for path, content in over.items():
            (root / path).write_bytes(content)
        for path in removed:
            (root / path).unlink()
        _add_targets(root, [*new, *over])
        if (root / TEAMS).is_file():
            # What is wrong in another product's files keeps nobody out: `generate` says it.
            with suppress(InputError):
                write_codeowners(root)


def _add_targets(root: Path, paths: Iterable[str]) -> None:
    """Each contract of a system outside is a target of its folder, as `tailor` has it."""
    file = root / EXTERNAL / "BUILD"
    targets = file.read_text("utf-8") if file.is_file() else ""
    for path in map(Path, paths):
        if path.parent == EXTERNAL and f'"{path.name}"' not in targets:
            name = path.name.removesuffix(".odcs.yaml")
            target = f'data_contract(\n    name="{name}",\n    source="{path.name}",\n)\n'
            targets += ("\n" if targets else "") + target
    if targets:
        file.write_text(targets, "utf-8")


def _differing(root: Path, path: str, was: str | None, current: bytes, content: bytes) -> Finding:
    base = _from_git(root, was) if was else None
    lines = _merged(current, base if base is not None else b"", content)
    is_known = was is not None
    return Finding(
        rule="adopt-differs",
        severity=Severity.WARNING,
        file=path,
        message=(
            "The file was changed here and in the project since it was brought in;"
            " it stays as it is here."
        )
        if is_known
        else "The file is here already, and was not brought in; it stays as it is.",
        fix="Take what is right from both sides.",
        details=tuple(lines[:60]),
    )


def _from_git(root: Path, name: str) -> bytes | None:
    done = subprocess.run(
        ["git", "-C", str(root), "cat-file", "blob", name], capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None


def _merged(current: bytes, base: bytes, content: bytes) -> list[str]:
    """Both sides in git's form of a three-way difference."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, part in (("here", current), ("base", base), ("project", content)):
            path = Path(folder, name)
            path.write_bytes(part)
            names.append(str(path))
        labels = [
            part for label in ("here", "as it was brought in", "project") for part in ("-L", label)
        ]
        done = subprocess.run(
            ["git", "merge-file", "-p", "--diff3", *labels, *names],
            capture_output=True,
            check=False,
        )
    text = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode == 0:
        return [f"merged: {line}" for line in text]
    inside, found = False, []
    for line in text:
        inside = inside or line.startswith("<<<<<<<")
        if inside:
            found.append(line)
        inside = inside and not line.startswith(">>>>>>>")
    return found
