"""Names of environments."""

from __future__ import annotations

import pytest

from inseam.lineage.openlineage.environment import Environment, environment_findings


@pytest.mark.parametrize(
    "namespace", ["duckdb://acme-ci", "databricks://dbx.example.com", "postgres://db:5432"]
)
def test_a_namespace_names_an_environment(namespace: str) -> None:
    assert not list(environment_findings(Environment(datasets=namespace, jobs=namespace)))


@pytest.mark.parametrize(
    "namespace",
    [
        "duckdb:///home/me/acme.duckdb",
        "duckdb://acme.duckdb",
        "duckdb://acme/ci",
        "file://x",
        "acme-ci",
        "duckdb://",
        "",
    ],
)
def test_a_path_of_a_file_is_no_namespace(namespace: str) -> None:
    (finding,) = environment_findings(Environment(datasets=namespace, jobs="inseam://acme"))
    assert f"`{namespace}` is not a namespace" in finding.message
