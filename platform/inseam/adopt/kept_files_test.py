import pytest

from inseam.adopt.kept_files import kept
from inseam.report.finding import InputError, Severity

PROJECT = b"name: shop\nmodel-paths: [sql, more]\nseed-paths: [data]\n"


def test_only_what_dbt_reads_comes_along() -> None:
    files = {
        "dbt_project.yml": PROJECT,
        "sql/a.sql": b"a",
        "more/b.sql": b"b",
        "data/c.csv": b"c",
        "data/load.py": b"print()",
        "requirements.txt": b"dbt",
        "odd/x.yaml": b"kind: DataContract\n",
    }

    stage = kept(files, "project")

    assert set(stage.files) == {
        "dbt_project.yml",
        "models/a.sql",
        "models/more/b.sql",
        "seeds/c.csv",
        "adopted_contracts/x.yaml",
    }
    assert any("data/load.py, requirements.txt" in note.message for note in stage.notes)


def test_all_yaml_that_cannot_be_read_is_named_at_once() -> None:
    files = {
        "dbt_project.yml": b"name: shop\n",
        "models/a.yml": b"models: [\n",
        "models/b.yml": b"- a\n",
        "models/c.yml": b"a: 1\na: 2\n",
    }

    with pytest.raises(InputError) as error:
        kept(files, "project")

    assert [f.file for f in error.value.findings] == [
        "project/models/a.yml",
        "project/models/b.yml",
        "project/models/c.yml",
    ]


def test_what_is_no_utf8_is_refused() -> None:
    files = {"dbt_project.yml": b"name: shop\n", "models/a.sql": b"\xff"}

    refused = [n for n in kept(files, "project").notes if n.severity is Severity.ERROR]

    assert [note.file for note in refused] == ["project/models/a.sql"]
