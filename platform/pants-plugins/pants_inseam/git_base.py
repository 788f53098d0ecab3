"""Where a branch began: the commit, its files, and what has changed since, uncommitted included.

All that compares a branch with its base gets it from here. What git answers is asked for once in
each run; the files of a commit never change, so the process that fetches them is cached.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Optional

from pants.base.build_root import BuildRoot
from pants.core.util_rules.archive import ExtractedArchive, MaybeExtractArchiveRequest
from pants.core.util_rules.system_binaries import MaybeGitBinary
from pants.engine.fs import EMPTY_DIGEST, CreateDigest, Digest, FileEntry
from pants.engine.process import FallibleProcessResult, Process, ProcessCacheScope
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.logging import LogLevel

from pants_inseam.base_tree import EMPTY_TREE, BaseTree

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
class Base:
    """Paths are from the build root. With a ``problem`` there is nothing to compare with.

    ``digest`` has all files of the commit, which takes seconds for some ten thousand; who reads a
    few of them asks for a `Branch` instead.
    """

    commit: str = ""
    digest: Digest = EMPTY_DIGEST
    changes: tuple[ChangedPath, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Branch:
    """As `Base`; only the files that have changed since are read with git."""

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


@dataclass(frozen=True)
class BaseFilesRequest:
    """``paths`` are those to read; None stands for all."""

    commit: str
    paths: Optional[tuple[str, ...]] = None


@dataclass(frozen=True)
class BaseFiles:
    digest: Digest = EMPTY_DIGEST
    problem: str = ""


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


def _asked(*argv: str) -> GitProcess:
    return GitProcess(argv, f"Ask git for {argv[0]}")


@rule(desc="Find where the branch began", level=LogLevel.DEBUG)
async def find_branch(request: BaseRequest, git: MaybeGitBinary) -> Branch:
    if git.git_binary is None:
        return Branch(problem="git is not on the PATH, and the base is read with it.")
    # `merge-base` takes no `--end-of-options`, and no ref begins like an option.
    ref = f"refs/{request.ref}" if request.ref.startswith("-") else request.ref
    merge_base = await Get(FallibleProcessResult, GitProcess, _asked("merge-base", ref, "HEAD"))
    if merge_base.exit_code != 0:
        inside, head, named = await MultiGet(
            Get(
                FallibleProcessResult,
                GitProcess,
                _asked("rev-parse", "--is-inside-work-tree", "--is-shallow-repository"),
            ),
            Get(
                FallibleProcessResult, GitProcess, _asked("rev-parse", "--verify", "HEAD^{commit}")
            ),
            Get(
                FallibleProcessResult,
                GitProcess,
                _asked("rev-parse", "--verify", f"{ref}^{{commit}}"),
            ),
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
        Get(
            FallibleProcessResult,
            GitProcess,
            _asked("diff", "--raw", "-z", "-M", "--no-ext-diff", "--relative", commit, "--"),
        ),
        Get(
            FallibleProcessResult,
            GitProcess,
            _asked("ls-files", "--others", "--exclude-standard", "-z"),
        ),
    )
    failed = [process for process in (changed, untracked) if process.exit_code != 0]
    if failed:
        said = "; ".join(p.stderr.decode(errors="replace").strip() for p in failed)
        return Branch(problem=_not_compared(commit, said))
    changes, submodules = parse_changes(changed.stdout, untracked.stdout)
    if submodules:
        return Branch(
            problem=(
                f"{', '.join(submodules)}: a submodule has changed, and what was in it at the base"
                " is in another repository. Commit its files here, or compare with a commit since"
                " which it is the same."
            )
        )
    paths = tuple(sorted({change.base for change in changes if change.base}))
    # A long list would be more than a command takes.
    few = paths if len(paths) <= _MOST_PATHS else None
    was = BaseFiles() if not paths else await Get(BaseFiles, BaseFilesRequest(commit, few))
    if was.problem:
        return Branch(problem=_not_compared(commit, was.problem))
    return Branch(commit, BaseTree(was.digest, differing_paths(changes)), changes)


@rule
async def find_base(request: BaseRequest) -> Base:
    branch = await Get(Branch, BaseRequest, request)
    if branch.problem:
        return Base(problem=branch.problem)
    files = await Get(BaseFiles, BaseFilesRequest(branch.commit))
    if files.problem:
        return Base(problem=_not_compared(branch.commit, files.problem))
    return Base(branch.commit, files.digest, branch.changes)


def _not_compared(commit: str, said: str) -> str:
    return f"git cannot compare with {commit}: {said}"


@rule(desc="Read the files of the base", level=LogLevel.DEBUG)
async def read_base_files(request: BaseFilesRequest) -> BaseFiles:
    # The process is keyed by the whole id of a commit, and what that has never changes.
    paths = () if request.paths is None else ("--", *request.paths)
    archive = await Get(
        FallibleProcessResult,
        GitProcess(
            ("--literal-pathspecs", "archive", "--format=tar", request.commit, *paths),
            f"Read the files of {request.commit}",
            is_pure=True,
        ),
    )
    if archive.exit_code != 0:
        return BaseFiles(problem=archive.stderr.decode(errors="replace").strip())
    tar = await Get(Digest, CreateDigest([FileEntry("base.tar", archive.stdout_digest)]))
    files = await Get(ExtractedArchive, MaybeExtractArchiveRequest(tar))
    return BaseFiles(files.digest)


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


def rules() -> Iterable[Rule]:
    return collect_rules()
