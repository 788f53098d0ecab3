from inseam.adopt.dialects import dialect_of_profiles, translated
from inseam.report.finding import Severity


def test_sql_of_another_engine_is_translated_and_shown() -> None:
    files = {
        "models/a.sql": b"{{ config(tags='x') }}\nselect iff(a > 1, 1, 0) as b from {{ ref('c') }}",
        "models/same.sql": b"select a from {{ ref('c') }}",
    }

    stage = translated(files, "snowflake", "project")

    assert stage.files["models/same.sql"] == files["models/same.sql"]
    text = stage.files["models/a.sql"].decode()
    assert text.startswith("{{ config(tags='x') }}\nSELECT")
    assert "CASE WHEN a > 1 THEN 1 ELSE 0 END AS b" in text
    assert "{{ ref('c') }}" in text
    (note,) = stage.notes
    assert note.severity is Severity.WARNING
    assert any(line.startswith("-select iff") for line in note.details)


def test_sql_between_blocks_is_left_to_a_person() -> None:
    files = {"models/a.sql": b"select {% if x %} iff(a, 1, 0) {% endif %} from b"}

    stage = translated(files, "snowflake", "project")

    assert stage.files == files
    assert [note.file for note in stage.notes] == ["project/models/a.sql"]


def test_the_engine_is_that_of_the_profiles() -> None:
    profiles = b"shop: {outputs: {prod: {type: snowflake}}}"

    assert dialect_of_profiles({"profiles.yml": profiles}) == "snowflake"
    assert dialect_of_profiles({"profiles.yml": profiles.replace(b"snowflake", b"duckdb")}) == ""
