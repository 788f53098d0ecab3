"""Whether a plan is held back: by dbt itself, on small projects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inseam.codegen.still_parsed import ParsedProject
from inseam.report.finding import Finding

PROFILES = Path(__file__).parents[2] / "dbt/profiles.yml"
PROJECT = Path("products/parcel_hub")
MODELS = "models/output_ports/v1/_models.yml"
MACRO = "macros/generate_schema_name.sql"
OTHER = "macros/schemas.sql"
DESCRIBED = "models:\n  - name: parcels\n    description: In the depot.\n"
ENFORCED = """\
models:
  - name: parcels
    config: {contract: {enforced: true}}
    columns:
      - {name: parcel_id, data_type: string}
"""
NAMES_SCHEMAS = "{% macro generate_schema_name(name, node) %}{{ name }}{% endmacro %}\n"
SOUND = {
    "dbt_project.yml": "name: parcel_hub\nversion: 1.0.0\nprofile: inseam\n",
    "models/output_ports/v1/parcels.sql": "select 'p1' as parcel_id\n",
}


def held_back(before: dict[str, str], planned: dict[str, str]) -> Finding | None:
    """What is found in the working folder."""
    _write(PROJECT, {**SOUND, **before})
    _write("_planned" / PROJECT, planned)
    return ParsedProject(PROJECT, Path("_planned"), PROFILES, "2026-01-31T06:00:00Z").finding()


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "before, planned",
    [
        pytest.param({}, {MODELS: DESCRIBED, MACRO: NAMES_SCHEMAS}, id="first files"),
        pytest.param({MODELS: ENFORCED}, {MODELS: DESCRIBED}, id="another text"),
        pytest.param({"models/a.sql": "{{ ref( }}"}, {MODELS: DESCRIBED}, id="was broken"),
        pytest.param(
            {OTHER: NAMES_SCHEMAS, MACRO: NAMES_SCHEMAS},
            {MACRO: NAMES_SCHEMAS + "\n"},
            id="was broken by the same",
        ),
    ],
)
def test_a_project_may_have_what_does_not_keep_dbt_from_parsing_it(
    before: dict[str, str], planned: dict[str, str]
) -> None:
    assert held_back(before, planned) is None


@pytest.mark.parametrize(
    "before, planned, file, word, fix",
    [
        pytest.param(
            {"models/_all.yml": DESCRIBED},
            {MODELS: DESCRIBED},
            "models/_all.yml",
            "two schema.yml entries",
            "Correct it there.",
            id="described twice",
        ),
        pytest.param(
            {OTHER: NAMES_SCHEMAS},
            {MACRO: NAMES_SCHEMAS},
            OTHER,
            'multiple macros named "generate_schema_name"',
            "Correct it there.",
            id="macro twice",
        ),
        pytest.param(
            {
                "models/output_ports/v1/parcels.sql": "{% set kind = 'incremental' %}\n"
                "{{ config(materialized=kind) }}\nselect 'p1' as parcel_id\n"
            },
            {MODELS: ENFORCED},
            "models/output_ports/v1/parcels.sql",
            "Invalid value for on_schema_change: ignore",
            "Set `on_schema_change='append_new_columns'` in the config of `parcels`.",
            id="open to schema changes",
        ),
    ],
)
def test_nothing_is_written_that_dbt_cannot_parse(
    before: dict[str, str], planned: dict[str, str], file: str, word: str, fix: str
) -> None:
    found = held_back(before, planned)

    assert found is not None
    assert (found.rule, found.file) == ("generated-files-held-back", f"{PROJECT}/{file}")
    assert word in found.message
    assert found.message.startswith(f"Nothing is written in {PROJECT}: ")
    assert (found.fix or "").startswith(fix)
    assert (found.fix or "").endswith(f"Then run ./pants generate {PROJECT}:: again.")


def test_a_file_of_the_sandbox_is_replaced_and_not_written_into() -> None:
    shutil.rmtree(PROJECT, ignore_errors=True)
    _write(PROJECT, {MODELS: DESCRIBED})
    cached = Path("cached.yml")
    cached.hardlink_to(PROJECT / MODELS)

    assert held_back({MODELS: DESCRIBED}, {MODELS: ENFORCED}) is None

    assert (PROJECT / MODELS).read_text() == ENFORCED
    assert cached.read_text() == DESCRIBED
