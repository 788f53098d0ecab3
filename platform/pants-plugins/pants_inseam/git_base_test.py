from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pants.engine.fs import DigestContents
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.git_base import Base, BaseRequest, ChangedPath, parse_changes
from pants_inseam.stub_repository import commit, git, make_repository, set_options

TEXT = "".join(f"line {i}\n" for i in range(20))


def base(runner: RuleRunner, ref: str) -> Base:
    set_options(runner)
    return runner.request(Base, [BaseRequest(ref, "--affected-base")])


def changes(found: Base) -> set[tuple[str | None, str | None]]:
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

    found = base(runner, "main")

    assert found.commit == began
    assert changes(found) == {
        ("a", "a"),
        ("b", "b"),
        ("c", None),
        ("moved", "there"),
        (None, "new"),
    }
    contents = {f.path: f.content for f in runner.request(DigestContents, [found.digest])}
    assert contents["a"] == b"1"
    assert contents["moved"] == TEXT.encode()
    assert "of_main" not in contents


def test_a_head_without_a_branch_is_compared_as_any_other() -> None:
    runner = make_repository({"a": "1"})
    first = commit(runner)
    runner.write_files({"a": "2"})
    commit(runner)
    git(runner, "checkout", "--quiet", "--detach")
    assert changes(base(runner, first)) == {("a", "a")}
    assert changes(base(runner, "HEAD")) == set()


def test_what_is_edited_between_two_runs_is_seen() -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    assert changes(base(runner, "main")) == set()
    runner.write_files({"a": "2"})
    assert changes(base(runner, "main")) == {("a", "a")}


@pytest.mark.parametrize("ref", ["nowhere", "origin/nowhere", "--all", ""])
def test_a_base_that_is_not_there_is_said(ref: str) -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    problem = base(runner, ref).problem
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
    assert "fetch-depth: 0" in base(runner, "main~1").problem


def test_a_branch_without_a_commit_is_said() -> None:
    runner = make_repository({"a": "1"})
    git(runner, "init", "--quiet", "--initial-branch=main")
    assert "no commit yet" in base(runner, "main").problem


def test_a_folder_of_no_repository_is_said() -> None:
    assert "no git repository" in base(make_repository({"a": "1"}), "main").problem


def test_branches_with_no_commit_in_common_are_said() -> None:
    runner = make_repository({"a": "1"})
    commit(runner)
    git(runner, "checkout", "--quiet", "--orphan", "other")
    commit(runner, "of another history")
    assert "no commit in common" in base(runner, "main").problem


def test_a_changed_submodule_is_said() -> None:
    raw = b":160000 160000 aaa bbb M\0vendored\0:100644 100644 a b M\0x y\0"
    found, submodules = parse_changes(raw, b"")
    assert submodules == ("vendored",)
    assert ChangedPath("x y", "x y") in found


def test_a_file_that_git_no_longer_tracks_and_that_is_still_there_is_changed() -> None:
    found, _ = parse_changes(b":100644 000000 a b D\0a\0", b"a\0new\0")
    assert found == (ChangedPath("a", "a"), ChangedPath(None, "new"))
