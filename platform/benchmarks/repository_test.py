from __future__ import annotations

from pathlib import Path

from benchmarks.repository import ForgetfulRepository, edits


def test_what_it_forgets_are_results_after_those_that_it_keeps(tmp_path: Path) -> None:
    repository = ForgetfulRepository(tmp_path / "made").with_own_store()
    store = Path(repository.variables["PANTS_LOCAL_STORE_DIR"])
    assert store.parent == tmp_path
    (store / "cache").mkdir(parents=True)
    (store / "files").mkdir()
    (store / "cache/tools").write_text("built")
    repository.keep_results()
    (store / "cache/result").write_text("of a product")
    (store / "files/output").write_text("rows")
    repository.forget_results()
    assert {file.name for file in store.rglob("*") if file.is_file()} == {"tools", "output"}
    repository.forget_results()
    assert (store / "cache/tools").read_text() == "built"


def test_no_edit_is_made_twice_and_none_is_added_to_another(tmp_path: Path) -> None:
    file = tmp_path / "model.sql"
    edit = edits(file, "select 1\n", "where {} > 0\n")
    texts = set()
    for _ in range(20):
        edit()
        texts.add(file.read_text(encoding="utf-8"))
    assert len(texts) == 20
    assert {text.count("where") for text in texts} == {1}
    assert all(text.startswith("select 1\nwhere ") for text in texts)
