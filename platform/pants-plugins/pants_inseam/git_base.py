"""Where a branch began: the commit, its files, and what has changed since, uncommitted included.

All that compares a branch with its base gets it from here. What git answers is asked for once in
each run; the files of a commit never change, so the process that fetches them is cached.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape
from pathlib import PurePath
from typing import Optional

from pants.base.build_root import BuildRoot
from pants.core.util_rules.archive import ExtractedArchive, MaybeExtractArchiveRequest
from pants.core.util_rules.system_binaries import MaybeGitBinary
from pants.engine.fs import EMPTY_DIGEST, CreateDigest, Digest, DigestContents, FileEntry
from pants.engine.process import FallibleProcessResult, Process, ProcessCacheScope
from pants.engine.rules import Get, MultiGet, rule
from pants.util.logging import LogLevel

from pants_inseam.engine import ContentsGet, DigestGet, ProcessGet, merge, read, subset

_WILDCARD = re.compile(r"[*?\[{\\]")


@dataclass(frozen=True)
class BaseTree:
    """The files of the base, for `BaseGlobs`. What is the same here is taken from here.

    ``was`` has what has changed since, as it was; ``differing`` are the paths at which there is
    another file here, or one that the base does not have.
    """

    was: Digest = EMPTY_DIGEST
    differing: tuple[str, ...] = ()


EMPTY_TREE = BaseTree()


@dataclass(frozen=True)
class BaseGlobs:
    """The files of the base that these globs name; the product is their digest."""

    tree: BaseTree
    globs: tuple[str, ...]


def read_base(tree: BaseTree, globs: Iterable[str]) -> DigestGet:
    """As `engine.read`, at the base."""
    return Get(Digest, BaseGlobs(tree, tuple(globs)))


def read_base_contents(tree: BaseTree, globs: Iterable[str]) -> ContentsGet:
    return Get(DigestContents, BaseGlobs(tree, tuple(globs)))


@rule
async def select_base_files(request: BaseGlobs) -> Digest:
    begins = tuple(_WILDCARD.split(glob, 1)[0] for glob in request.globs if glob[:1] != "!")
    others = [path for path in request.tree.differing if path.startswith(begins)]
    same, was = await MultiGet(
        read([*request.globs, *(f"!{escape(path)}" for path in others)]),
        subset(request.tree.was, request.globs),
    )
    return await merge((same, was))


_SUBMODULE = "160000"
_MOST_PATHS = 2_000
_SHALLOW = (
    "this clone is shallow, so where your branch began is not in it. Fetch the whole history:"
    " `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout."
)


@dataclass(frozen=True)
class BaseRequest:
    """``ref`` is a branch, tag or commit: what the branch is to be merged into."""

    ref: str
    option: str


@dataclass(frozen=True)
class ChangedPath:
    """A file's path at the base and here; None where it is not there."""

    base: Optional[str]
    here: Optional[str]


@dataclass(frozen=True)
class Branch:
    """Paths are from the build root. With a ``problem`` there is nothing to compare with.

    Only the files that have changed since are read with git.
    """

    commit: str = ""
    tree: BaseTree = EMPTY_TREE
    changes: tuple[ChangedPath, ...] = ()
    problem: str = ""

    @property
    def paths(self) -> frozenset[str]:
        """Of all changes, at the base and here."""
        both = (path for change in self.changes for path in (change.base, change.here))
        return frozenset(path for path in both if path)


@dataclass(frozen=True)
class GitProcess:
    """Git on the real repository, as its user would call it in the build root."""

    argv: tuple[str, ...]
    description: str
    is_pure: bool = False


@rule
async def run_git(
    request: GitProcess, git: MaybeGitBinary, root: BuildRoot
) -> FallibleProcessResult:
    assert git.git_binary is not None
    env = {
        # Else git refuses a repository that another user owns, as in many a container.
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
        "GIT_OPTIONAL_LOCKS": "0",
        "HOME": "/nonexistent",
        "LC_ALL": "C",
    }
    scope = ProcessCacheScope.SUCCESSFUL if request.is_pure else ProcessCacheScope.PER_SESSION
    return await Get(
        FallibleProcessResult,
        Process(
            (git.git_binary.path, "-C", root.path, *request.argv),
            env=env,
            description=request.description,
            level=LogLevel.DEBUG,
            cache_scope=scope,
        ),
    )


def _asked(*argv: str) -> ProcessGet:
    return Get(FallibleProcessResult, GitProcess(argv, f"Ask git for {argv[0]}"))


def _not_compared(commit: str, *processes: FallibleProcessResult) -> Branch:
    said = "; ".join(p.stderr.decode(errors="replace").strip() for p in processes)
    return Branch(problem=f"git cannot compare with {commit}: {said}")


@rule(desc="Find where the branch began", level=LogLevel.DEBUG)
async def find_branch(request: BaseRequest, git: MaybeGitBinary) -> Branch:
    if git.git_binary is None:
        return Branch(problem="git is not on the PATH, and the base is read with it.")
    # `merge-base` takes no `--end-of-options`, and no ref begins like an option.
    ref = f"refs/{request.ref}" if request.ref.startswith("-") else request.ref
    merge_base = await _asked("merge-base", ref, "HEAD")
    if merge_base.exit_code != 0:
        inside, head, named = await MultiGet(
            _asked("rev-parse", "--is-inside-work-tree", "--is-shallow-repository"),
            _asked("rev-parse", "--verify", "HEAD^{commit}"),
            _asked("rev-parse", "--verify", f"{ref}^{{commit}}"),
        )
        return Branch(
            problem=problem_of(
                request,
                is_repository=inside.exit_code == 0,
                is_shallow=inside.stdout.split() == [b"true", b"true"],
                has_head=head.exit_code == 0,
                has_ref=named.exit_code == 0,
            )
        )
    commit = merge_base.stdout.decode().strip()
    changed, untracked = await MultiGet(
        _asked("diff", "--raw", "-z", "-M", "--no-ext-diff", "--relative", commit, "--"),
        _asked("ls-files", "--others", "--exclude-standard", "-z"),
    )
    if failed := [process for process in (changed, untracked) if process.exit_code != 0]:
        return _not_compared(commit, *failed)
    changes, submodules = parse_changes(changed.stdout, untracked.stdout)
    if submodules:
        return Branch(
            problem=(
                f"{', '.join(submodules)}: a submodule has changed, and what was in it at the base"
                " is in another repository. Commit its files here, or compare with a commit since"
                " which it is the same."
            )
        )
    paths = sorted({change.base for change in changes if change.base})
    if not paths:
        return Branch(commit, BaseTree(EMPTY_DIGEST, differing_paths(changes)), changes)
    # A long list would be more than a command takes.
    few = ("--", *paths) if len(paths) <= _MOST_PATHS else ()
    # The process is keyed by the whole id of a commit, and what that has never changes.
    archive = await Get(
        FallibleProcessResult,
        GitProcess(
            ("--literal-pathspecs", "archive", "--format=tar", commit, *few),
            f"Read the files of {commit}",
            is_pure=True,
        ),
    )
    if archive.exit_code != 0:
        return _not_compared(commit, archive)
    tar = await Get(Digest, CreateDigest([FileEntry("base.tar", archive.stdout_digest)]))
    was = await Get(ExtractedArchive, MaybeExtractArchiveRequest(tar))
    return Branch(commit, BaseTree(was.digest, differing_paths(changes)), changes)


def problem_of(
    request: BaseRequest, *, is_repository: bool, is_shallow: bool, has_head: bool, has_ref: bool
) -> str:
    """Why there is no base, and what to do about it."""
    said = f"{request.option}={request.ref}: "
    if not is_repository:
        return f"{said}this folder is in no git repository."
    if not has_head:
        return f"{said}the branch has no commit yet. Commit first."
    if is_shallow:
        return said + _SHALLOW
    if not has_ref:
        remote, _, branch = request.ref.partition("/")
        remedy = f"Fetch it (`git fetch {remote} {branch}`), or name" if branch else "Name"
        return f"{said}there is no such branch, tag or commit. {remedy} another."
    return f"{said}it has no commit in common with yours. Name a branch that yours began at."


def differing_paths(changes: Iterable[ChangedPath]) -> tuple[str, ...]:
    """Where there is something here that the base does not have so."""
    changes = tuple(changes)
    files = {change.base for change in changes}
    here = {change.here for change in changes if change.here}
    # A folder here may have been a file.
    folders = {str(folder) for path in here for folder in PurePath(path).parents}
    return tuple(sorted(here | {path for path in folders if path in files}))


def parse_changes(raw: bytes, untracked: bytes) -> tuple[tuple[ChangedPath, ...], tuple[str, ...]]:
    """What `git diff --raw -z` and `git ls-files -z` say: changes, and submodules among them.

    A file that is no longer tracked and still there is as it is there.
    """
    fields = [os.fsdecode(field) for field in raw.split(b"\0")]
    base: dict[str, str] = {}
    here: dict[str, Optional[str]] = {}
    submodules = []
    at = 0
    while at < len(fields) and fields[at]:
        old_mode, new_mode, _, _, status = fields[at].lstrip(":").split(" ")
        old = fields[at + 1]
        is_moved = status[0] in "RC"
        new = fields[at + 2] if is_moved else old
        at += 3 if is_moved else 2
        if _SUBMODULE in (old_mode, new_mode):
            submodules.append(new)
        if status[0] != "D":
            here[new] = None if status[0] in "AC" else old
        if status[0] == "D":
            base[old] = old
    for path in map(os.fsdecode, filter(None, untracked.split(b"\0"))):
        here[path] = base.pop(path, here.get(path))
    changes = [
        *(ChangedPath(old, None) for old in base),
        *(ChangedPath(old, new) for new, old in here.items()),
    ]
    ordered = sorted(changes, key=lambda change: change.here or change.base or "")
    return tuple(ordered), tuple(sorted(submodules))
