"""The two trees of files that the command compares, from disk and from git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from inseam.documents.line_ends import as_git_keeps
from inseam.gate.trees import is_contract_file
from inseam.report.finding import Finding, InputError, Severity

_SUBMODULE = "160000 "


def files_against(root: Path, against: str, wanted: list[str]) -> tuple[str, dict[str, bytes]]:
    """What is compared with, in words, and its contracts.

    Raises `InputError` if that is nothing, or could be either of two.
    """
    if not is_there(root / against):
        commit, files = files_in_git(root, against, wanted)
        return f"{against} ({commit})", files
    if _is_commit(root, against):
        why = f"It is a path and a commit: write `./{against}`, or `refs/heads/{against}`."
        raise _no_base(against, why)
    return against, _files_beside(root / against, wanted)


def is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # a name that no file can have


def _files_beside(against: Path, wanted: list[str]) -> dict[str, bytes]:
    """Of an older folder of the same layout; or one older file, under the name of the new one."""
    if against.is_file():
        if len(wanted) != 1:
            raise _no_base(str(against), "One old file can be compared with one new file.")
        return {PurePosixPath(wanted[0]).as_posix(): as_git_keeps(against.read_bytes())}
    existing = [name for name in wanted if is_there(against / name)]
    if not existing:
        raise _no_base(str(against), "The folder has nothing to compare.")
    return files_on_disk(against, existing)


def files_on_disk(root: Path, wanted: Iterable[str]) -> dict[str, bytes]:
    """The contracts among ``wanted``, files and folders below ``root``."""
    found: dict[str, bytes] = {}
    for name in wanted:
        path = root / name
        if not is_there(path):
            continue
        files = path.rglob("*") if path.is_dir() else [path]
        for file in files:
            relative = file.relative_to(root).as_posix()
            if file.is_file() and (file == path or _is_wanted(relative)):
                found[relative] = as_git_keeps(file.read_bytes())
    return found


def _is_wanted(path: str) -> bool:
    hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    return is_contract_file(path) and not hidden


def files_in_git(root: Path, reference: str, wanted: Iterable[str]) -> tuple[str, dict[str, bytes]]:
    """Where the branch left ``reference``, as a short name, and the contracts at that commit.

    Raises `InputError` if there is no such place.
    """
    commit = _merge_base(root, reference)
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    entries = [
        entry.decode("utf-8", "replace").split("\t", 1) for entry in listed.split(b"\0")[:-1]
    ]
    below = [
        (name.removeprefix(prefix), about) for about, name in entries if name.startswith(prefix)
    ]
    folders = [PurePosixPath(name) for name in wanted]
    for name in (name for name, about in below if about.startswith(_SUBMODULE)):
        _refuse_submodule(root, name, folders)
    chosen = [
        name
        for name, _ in below
        if any(_is_below(PurePosixPath(name), folder) for folder in folders)
        and (_is_wanted(name) or PurePosixPath(name) in folders)
        and "\n" not in name
    ]
    contents = _contents(root, [f"{commit}:{prefix}{name}" for name in chosen])
    return commit[:12], dict(zip(chosen, contents, strict=True))


def _refuse_submodule(root: Path, name: str, folders: Iterable[PurePosixPath]) -> None:
    path = PurePosixPath(name)
    is_asked = any(_is_below(one, path) for one in folders)
    if is_asked or (any(_is_below(path, one) for one in folders) and files_on_disk(root, [name])):
        raise _no_base(name, "It is a submodule: compare its contracts in its own repository.")


def _is_below(name: PurePosixPath, folder: PurePosixPath) -> bool:
    return name == folder or folder == PurePosixPath(".") or folder in name.parents


def _merge_base(root: Path, reference: str) -> str:
    if reference.startswith("-"):
        raise _no_base(reference, "It is not a name of a commit.")
    commit = _ask(root, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    if commit is None:
        raise _no_base(reference, "It is not a file, a folder or a commit of this repository.")
    base = _ask(root, "merge-base", commit, "HEAD")
    if base is None:
        raise _no_base(reference, "It has no commit in common with this branch.")
    return base


def _is_commit(root: Path, name: str) -> bool:
    try:
        return _ask(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None
    except InputError:
        return False  # without git, there is none


def _ask(root: Path, *arguments: str) -> str | None:
    done = _run(root, arguments)
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _git(root: Path, *arguments: str) -> bytes:
    done = _run(root, arguments)
    if done.returncode:
        raise _no_base(arguments[0], done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _run(root: Path, arguments: Iterable[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise _no_base("git", "The command `git` is not there.") from None


def _contents(root: Path, objects: list[str]) -> Iterator[bytes]:
    if not objects:
        return
    asked = "".join(f"{name}\n" for name in objects).encode()
    # A link is the file that it points to, as on the disk.
    command = ["git", "cat-file", "--batch", "--follow-symlinks"]
    done = subprocess.run(command, cwd=root, input=asked, capture_output=True, check=False)
    if done.returncode:
        raise _no_base("git", done.stderr.decode("utf-8", "replace").strip())
    position = 0
    for name in objects:
        end = done.stdout.index(b"\n", position)
        header = done.stdout[position:end]
        if header.endswith(b" missing"):
            raise _no_base(name, "Git has lost it, or never fetched it.")
        size = int(header.split()[-1])
        yield as_git_keeps(done.stdout[end + 1 : end + 1 + size])
        position = end + size + 2


def _no_base(reference: str, why: str) -> InputError:
    return InputError(
        [
            Finding(
                rule="base-missing",
                severity=Severity.ERROR,
                file=reference,
                message=f"There is nothing to compare with. {why}",
                fix="Name a branch, a commit, a folder or a file. A shallow clone needs "
                "`fetch-depth: 0`.",
            )
        ]
    )
