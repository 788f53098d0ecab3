from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pants.engine.fs import Digest, DigestContents
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.git_base import BaseGlobs, BaseRequest, Branch, ChangedPath, parse_changes
from pants_inseam.stub_repository import commit, git, make_repository, set_options

TEXT = "".join(f"line {i}\n" for i in range(20))


def branch(runner: RuleRunner, ref: str) -> Branch:
    set_options(runner)
    return runner.request(Branch, [BaseRequest(ref, "--affected-base")])


def files_at_base(runner: RuleRunner, found: Branch, *globs: str) -> dict[str, bytes]:
    digest = runner.request(Digest, [BaseGlobs(found.tree, globs)])
    return {file.path: file.content for file in runner.request(DigestContents, [digest])}


def changes(found: Branch) -> set[tuple[str | None, str | None]]:
    assert not found.problem
    return {(change.base, change.here) for change in found.changes}


def test_committed_edited_and_new_files_are_all_changes_since_the_branch_began() -> None:
    runner = make_repository({"a": "1", "b": "1", "c": "1", "moved": TEXT, ".gitignore": "*.log"})
    began = commit(runner)
    git(runner, "checkout", "--quiet", "-b", "branch")
    runner.write_files({"a": "2"})
    git(runner, "mv", "moved", "there")
    commit(runner)
    git(runner, "checkout", "--quiet", "main")
    runner.write_files({"of_main": "1"})
    commit(runner)
    git(runner, "checkout", "--quiet", "branch")
    runner.write_files({"b": "2", "new": "1", "x.log": "1"})
    Path(runner.build_root, "c").unlink()

    found = branch(runner, "main")

    assert found.commit == began
    assert changes(found) == {
        ("a", "a"),
        ("b", "b"),
        ("c", None),
        ("moved", "there"),
        (None, "new"),
    }
    contents = files_at_base(runner, found, "**")
    assert contents["a"] == b"1"
    assert contents["moved"] == TEXT.encode()
    assert "of_main" not in contents


def test_files_of_the_base_are_as_they_were_and_only_those_that_changed_are_fetched() -> None:
    runner = make_repository(
        {"a/same": "1", "a/edited": "1", "a/deleted": "1", "a/moved": TEXT, "a/[x]*": "1", "b": "1"}
    )
    commit(runner)
    runner.write_files({"a/edited": "2", "a/new": "2", "a/[x]*": "2"})
    git(runner, "mv", "a/moved", "a/there")
    Path(runner.build_root, "a/deleted").unlink()

    found = branch(runner, "main")

    contents = files_at_base(runner, found, "a/*")
    assert contents == {
        "a/same": b"1",
        "a/edited": b"1",
        "a/deleted": b"1",
        "a/moved": TEXT.encode(),
        "a/[x]*": b"1",
    }
    fetched = {file.path for file in runner.request(DigestContents, [found.tree.was])}
    assert fetched == contents.keys() - {"a/same"}
    assert files_at_base(runner, found, "b", "c") == {"b": b"1"}


def test_a_folder_in_a_files_place_is_a_file_at_the_base() -> None:
    runner = make_repository({"a/x": "1"})
    commit(runner)
    Path(runner.build_root, "a/x").unlink()
    runner.write_files({"a/x/y": "2"})
    assert files_at_base(runner, branch(runner, "main"), "a/**") == {"a/x": b"1"}


def test_a_head_without_a_branch_is_compared_as_any_other() -> None:
    runner = make_repository({"a": "1"})
    first = commit(runner)
    runner.write_files({"a": "2"})
    commit(runner)
    git(runner, "checkout", "--quiet", "--detach")
    assert changes(branch(runner, first)) == {("a", "a")}
    assert changes(branch(runner, "HEAD")) == set()


def test_what_is_edited_between_two_runs_is_seen() -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    assert changes(branch(runner, "main")) == set()
    runner.write_files({"a": "2"})
    assert changes(branch(runner, "main")) == {("a", "a")}


@pytest.mark.parametrize("ref", ["nowhere", "origin/nowhere", "--all", ""])
def test_a_base_that_is_not_there_is_said(ref: str) -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    problem = branch(runner, ref).problem
    assert problem.startswith(f"--affected-base={ref}: there is no such branch, tag or commit.")
    assert ("`git fetch origin nowhere`" in problem) == (ref == "origin/nowhere")


def test_a_shallow_clone_is_told_to_fetch_the_history(tmp_path: Path) -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    runner.write_files({"a": "2"})
    commit(runner)
    git(runner, "clone", "--quiet", "--depth=1", f"file://{runner.build_root}", str(tmp_path / "c"))
    shutil.rmtree(Path(runner.build_root, ".git"))
    shutil.copytree(tmp_path / "c/.git", Path(runner.build_root, ".git"))
    assert "fetch-depth: 0" in branch(runner, "main~1").problem


def test_a_branch_without_a_commit_is_said() -> None:
    runner = make_repository({"a": "1"})
    git(runner, "init", "--quiet", "--initial-branch=main")
    assert "no commit yet" in branch(runner, "main").problem


def test_a_folder_of_no_repository_is_said() -> None:
    assert "no git repository" in branch(make_repository({"a": "1"}), "main").problem


def test_branches_with_no_commit_in_common_are_said() -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    git(runner, "checkout", "--quiet", "--orphan", "other")
    commit(runner, "of another history")
    assert "no commit in common" in branch(runner, "main").problem


def add_submodule(runner: RuleRunner, other: Path) -> None:
    """`vendored`, a repository of its own in ``other``."""
    other.mkdir()
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for arguments in (
        ("init", "--quiet"),
        (*identity, "commit", "--quiet", "--allow-empty", "--message=empty"),
    ):
        subprocess.run(["git", "-C", other, *arguments], check=True)
    file_is_allowed = ("-c", "protocol.file.allow=always")
    git(runner, *file_is_allowed, "submodule", "--quiet", "add", str(other), "vendored")


def test_a_submodule_that_is_the_same_is_nobodys_trouble(tmp_path: Path) -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    add_submodule(runner, tmp_path / "other")
    commit(runner)
    Path(runner.build_root, "vendored/file").write_text("1")
    git(runner, "-C", "vendored", "add", "file")
    git(runner, "-C", "vendored", "commit", "--quiet", "--message=file")
    commit(runner)

    runner.write_files({"a": "2"})

    assert changes(branch(runner, "HEAD")) == {("a", "a")}
    assert files_at_base(runner, branch(runner, "HEAD"), "**/file", "a") == {
        "a": b"1",
        "vendored/file": b"1",
    }


@pytest.mark.parametrize("how", ["added", "at another commit", "edited", "deleted"])
def test_a_submodule_that_has_changed_is_said_with_the_remedy(how: str, tmp_path: Path) -> None:
    runner = make_repository({"a": "1", "b": "1"})
    began = commit(runner)
    add_submodule(runner, tmp_path / "other")
    if how != "added":
        began = commit(runner)
    if how == "at another commit":
        git(runner, "-C", "vendored", "commit", "--quiet", "--allow-empty", "--message=more")
    elif how == "edited":
        Path(runner.build_root, "vendored/file").write_text("1")
        git(runner, "-C", "vendored", "add", "file")
    elif how == "deleted":
        git(runner, "rm", "--quiet", "-r", "vendored")

    problem = branch(runner, began).problem

    assert problem.startswith("vendored: a submodule has changed")
    assert "Commit its files here" in problem


def test_a_changed_submodule_is_said() -> None:
    raw = b":160000 160000 aaa bbb M\0vendored\0:100644 100644 a b M\0x y\0"
    found, submodules = parse_changes(raw, b"")
    assert submodules == ("vendored",)
    assert ChangedPath("x y", "x y") in found


def test_a_file_that_git_no_longer_tracks_and_that_is_still_there_is_changed() -> None:
    found, _ = parse_changes(b":100644 000000 a b D\0a\0", b"a\0new\0")
    assert found == (ChangedPath("a", "a"), ChangedPath(None, "new"))
