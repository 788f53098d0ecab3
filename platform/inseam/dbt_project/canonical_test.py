from __future__ import annotations

from pathlib import Path

from inseam.dbt_project.canonical import lay_out


def write(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        file = folder / "models" / f"{stem}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def forms(folder: Path) -> dict[str, bytes]:
    target = folder.with_name(f"{folder.name}_canonical")
    lay_out(folder, target)
    return {file.name: file.read_bytes() for file in target.rglob("*") if file.is_file()}


def test_projects_that_differ_in_layout_alone_are_laid_out_alike(tmp_path: Path) -> None:
    one = write(
        tmp_path / "one",
        a_sql=b"-- what it is\nSELECT  a\nFROM {{ ref('b') }} -- all\n",
        a_yml=b"models:\n  - name: a # the first\n    description: What it is.\n",
    )
    other = write(
        tmp_path / "other",
        a_sql=b"select a from {{ ref('b') }}",
        a_yml=b"models: [{name: a}]",
    )
    assert forms(one) == forms(other)


def test_rows_and_what_is_no_utf8_are_laid_down_as_they_are(tmp_path: Path) -> None:
    files = {
        "a_csv": b"id,  name\r\n1, -- a\r\n",
        "b_sql": b"select '\xff'  -- x",
        "c_parquet": b"",
    }
    assert forms(write(tmp_path / "one", **files)) == {
        "a.csv": files["a_csv"],
        "b.sql": files["b_sql"],
        "c.parquet": files["c_parquet"],
    }


def test_what_the_key_of_sql_keeps_unread_is_sql_again(tmp_path: Path) -> None:
    """A dollar quote is read by one of the engines only, so all from there on is kept."""
    (form,) = forms(write(tmp_path / "one", a_sql=b"select  1,  $$ a  b $$  -- x\n")).values()
    assert form == b"select 1, \n$$ a  b $$  -- x\n"


def test_a_folder_without_files_gives_one(tmp_path: Path) -> None:
    assert forms(tmp_path / "none") == {}
    assert (tmp_path / "none_canonical").is_dir()


def test_what_dbt_is_not_given_is_not_read(tmp_path: Path) -> None:
    large = b"select  1\n" + b"-- no\n" * 200_000
    assert forms(write(tmp_path / "one", a_sql=large)) == {"a.sql": large}
