from __future__ import annotations

import pytest

from pants_inseam.inputs.project_files import globs_of, project_folders


def models(text: str) -> tuple[str, ...]:
    return project_folders(text.encode())["model-paths"]


@pytest.mark.parametrize(
    "written, folders",
    [
        ("", ("models",)),
        ("name: a", ("models",)),
        ("model-paths: [transform]", ("transform",)),
        ("model-paths: transform", ("transform",)),
        ("model-paths: ['./transform', 'transform/', a/../transform]", ("transform",)),
        ("model-paths:\n  - a/b\n  - c", ("a/b", "c")),
        ("model-paths: ['.']", (".",)),
        ("model-paths: [models, ../elsewhere, /etc, a/../../b]", ("models",)),
        ("model-paths: ['{{ var(\"folder\") }}', models]", ("models",)),
        ("models: {model-paths: [a]}", ("models",)),
    ],
)
def test_folders_are_those_that_dbt_reads(written: str, folders: tuple[str, ...]) -> None:
    assert models(written) == folders


def test_each_kind_has_its_own_and_dbt_s_default() -> None:
    found = project_folders(b"seed-paths: [data]\nasset-paths: [pictures]")
    assert found["seed-paths"] == ("data",)
    assert found["asset-paths"] == ("pictures",)
    assert found["macro-paths"] == ("macros",)
    assert found["docs-paths"] == ()


def test_globs_take_all_that_is_below() -> None:
    assert globs_of((".", "a/b")) == ("**", "a/b/**")
