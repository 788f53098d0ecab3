from __future__ import annotations

from pathlib import Path

import pytest

from inseam.authoring.written_files import PlannedFile, written
from inseam.report.finding import InputError

PLAN = [PlannedFile(Path("a/b/one.txt"), "one\n"), PlannedFile(Path("two.txt"), "two\n")]


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_all_files_are_written(tmp_path: Path) -> None:
    with written(PLAN, tmp_path) as paths:
        pass

    assert paths == (Path("a/b/one.txt"), Path("two.txt"))
    assert files(tmp_path) == {"a/b/one.txt": "one\n", "two.txt": "two\n"}


@pytest.mark.parametrize("failure", [InputError([]), KeyboardInterrupt()])
def test_a_failure_leaves_everything_as_it_was(tmp_path: Path, failure: BaseException) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/there.txt").write_text("mine\n")
    (tmp_path / "CODEOWNERS").write_text("before\n")
    changed = (Path("CODEOWNERS"), Path("published/1.0.0.yaml"))

    def fail() -> None:
        with written(PLAN, tmp_path, changed):
            (tmp_path / "a/b/made_beside.txt").write_text("made\n")
            (tmp_path / "CODEOWNERS").write_text("after\n")
            (tmp_path / "published").mkdir()
            (tmp_path / "published/1.0.0.yaml").write_text("1.0.0\n")
            raise failure

    with pytest.raises(type(failure)):
        fail()

    assert files(tmp_path) == {"CODEOWNERS": "before\n", "a/there.txt": "mine\n"}
    assert not (tmp_path / "a/b").exists()


def test_what_is_there_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("mine\n")

    with pytest.raises(InputError) as raised, written(PLAN, tmp_path):
        pass

    assert [finding.file for finding in raised.value.findings] == ["two.txt"]
    assert files(tmp_path) == {"two.txt": "mine\n"}
