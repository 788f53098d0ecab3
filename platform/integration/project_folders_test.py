"""A dbt project's own layout: folders, sources files, packages and variables as dbt has them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from made_product import (
    Files,
    MadeProducts,
    dbt_project,
    feed_of,
    make_products,
    port_of,
    sound_product,
    source_file,
)

# made_product_test.py is the sample of every change.
pytestmark = pytest.mark.nightly

# dbt's own name for it, and one of each kind of path that dbt takes.
FOLDERS = """\
model-paths: ["./transform", "more/models/"]
seed-paths: [data]
test-paths: ["tests", "checks/data"]
macro-paths: ["tools/macros"]
snapshot-paths: ["history"]
analysis-paths: ["analysis"]
docs-paths: ["docs"]
asset-paths: ["docs/pictures"]
"""
MODELS = """\
version: 2
models:
  - name: parcel_depots
    description: "{{ doc('depots_of_parcels') }}"
"""


def moved(product: str, folder: str) -> dict[str, str | None]:
    """The default product with its models in another folder."""
    files: dict[str, str | None] = {}
    for path, text in sound_product(product).items():
        if path.startswith("models/"):
            files |= {path: None, f"{folder}/{path.removeprefix('models/')}": text}
    return files


PRODUCTS: dict[str, Files] = {
    "parcel_moved": {
        **moved("parcel_moved", "transform"),
        "dbt_project.yml": dbt_project("parcel_moved", FOLDERS),
        "more/models/depots/_models.yml": MODELS,
        "more/models/depots/parcel_depots.sql": (
            "select\n    depot_id,\n    {{ shout('depot_name') }} as depot_name\n"
            "from {{ ref('depots') }}\n"
        ),
        "docs/depots.md": "{% docs depots_of_parcels %}Where parcels are.{% enddocs %}\n",
        "docs/pictures/depots.svg": "<svg/>\n",
        "data/depots.csv": "depot_id,depot_name\nd1,north\n",
        "data/_seeds.yml": "seeds:\n  - name: depots\n    description: From the depots' list.\n",
        "tools/macros/shout.sql": (
            "{%- macro shout(text) -%}\n    upper({{ text }})\n{%- endmacro -%}\n"
        ),
        "history/depots_of_the_past.yml": (
            "snapshots:\n  - name: depots_of_the_past\n    description: Depots as they were.\n"
            "    relation: ref('depots')\n"
            "    config: {unique_key: depot_id, strategy: check, check_cols: all}\n"
        ),
        "analysis/heaviest.sql": "select max(kilos) as kilos\nfrom {{ ref('parcels') }}\n",
        # Fails: there is a depot.
        "checks/data/no_depot.sql": "select depot_id\nfrom {{ ref('parcel_depots') }}\n",
    },
    "parcel_outside": {
        "dbt_project.yml": dbt_project(
            "parcel_outside", 'macro-paths: ["macros", "../parcel_moved/tools"]\n'
        ),
    },
    # dbt reads sources from any YAML beside models.
    "parcel_sources": {
        f"models/input_ports/{feed_of('parcel_sources')}.source.yaml": None,
        "models/staging/_sources.yml": source_file("parcel_sources"),
    },
    "parcel_schema": {
        f"models/input_ports/{feed_of('parcel_schema')}.source.yaml": None,
        "models/staging/_models.yml": None,
        "models/staging/schema.yml": source_file("parcel_schema")
        + "models:\n  - name: stg_scans\n    description: Scans. One row per parcel.\n",
    },
    "parcel_two": {
        f"models/input_ports/{feed_of('parcel_two')}.source.yaml": None,
        "models/sources.yaml": source_file("parcel_two")
        + source_file("parcel_two", contract=port_of("parcel_sources"), tables=("parcels",)).split(
            "sources:\n"
        )[1],
        "models/staging/stg_parcels.sql": (
            "select parcel_id\nfrom {{ source('parcel_sources_v1', 'parcels') }}\n"
        ),
        "models/staging/_parcels.yml": (
            "models:\n  - name: stg_parcels\n    description: Parcels. One row per parcel.\n"
        ),
    },
    # Packages of others, variables, and a dashboard.
    "parcel_hub": {
        "dbt_project.yml": dbt_project(
            "parcel_hub", "vars:\n  parcels:limit: 10\n  parcel_hub:\n    heavy: 5\n"
        ),
        "packages.yml": None,
        "dependencies.yml": (
            "packages:\n  - local: ../../shared/dbt_common\n  - local: ../../shared/parcel_tools\n"
        ),
        "models/intermediate/_models.yml": (
            "models:\n  - name: int_heavy\n    description: Heavy parcels. One row per parcel.\n"
        ),
        "models/intermediate/int_heavy.sql": (
            "select\n    parcel_id,\n"
            "    {{ parcel_tools.shout(ref('stg_scans'), 'parcel_id') }} as label\n"
            "from {{ ref('stg_scans') }}\nwhere kilos > {{ var('heavy') }}\n"
            "limit {{ var('parcels:limit') }}\n"
        ),
        "models/uses.yml": (
            "exposures:\n  - name: depot_board\n    type: dashboard\n    owner: {name: depots}\n"
            "    depends_on:\n      - ref('parcels')\n"
            "      - source('parcel_hub_feed_v1', 'scans')\n"
        ),
        "analyses/heaviest.sql": "select max(kilos) as kilos\nfrom {{ ref('parcels') }}\n",
    },
    # Another product's model by its name.
    "parcel_cross": {
        "models/intermediate/int_parcels.sql": (
            "select parcel_id\nfrom {{ ref('parcel_hub', 'parcels') }}\n"
        ),
    },
}
PRIVATE = """\
{% macro _is_relation(given, macro) %}
    {%- set type = given.get('metadata', {}).get('type', '') if given is mapping else '' -%}
    {%- if not type.endswith('Relation') -%}
        {%- do exceptions.raise_compiler_error(macro ~ ' takes a relation, not ' ~ given) -%}
    {%- endif -%}
{% endmacro %}

{% macro _is_ephemeral(given, macro) %}
    {%- if given.is_cte -%}
        {%- do exceptions.raise_compiler_error(macro ~ ' takes no ephemeral model') -%}
    {%- endif -%}
{% endmacro %}
"""
SHOUT = """\
{% macro shout(relation, column) -%}
    {{ return(adapter.dispatch('shout', 'parcel_tools')(relation, column)) }}
{%- endmacro %}

{% macro default__shout(relation, column) -%}
    {%- do parcel_tools._is_relation(relation, 'shout') -%}
    {%- do parcel_tools._is_ephemeral(relation, 'shout') -%}
    {{ return('upper(' ~ parcel_dates.plain(column) ~ ')') }}
{%- endmacro %}
"""
CLOCKS = """\
{% macro pretty_time(format='%H:%M:%S') %}
    {{ return(modules.datetime.datetime.now().strftime(format)) }}
{% endmacro %}

{% test recent(model, column_name) %}
SELECT * FROM {{ model }} WHERE {{ column_name }} < current_timestamp - interval 1 day
{% endtest %}
"""
# As packages come from the hub: a licence, tests of their own, and layout that is not ours.
BESIDE = {
    "shared/parcel_tools/LICENSE": "Do as you like.\n",
    "shared/parcel_tools/README.md": "# Tools\n",
    "shared/parcel_tools/dbt_project.yml": "name: parcel_tools\nversion: 1.0.0\n",
    "shared/parcel_tools/packages.yml": "packages:\n  - local: ../parcel_dates\n",
    "shared/parcel_tools/macros/private.sql": PRIVATE,
    "shared/parcel_tools/macros/sql/shout.sql": SHOUT,
    "shared/parcel_tools/macros/logger/clocks.sql": CLOCKS,
    "shared/parcel_tools/requirements.txt": "dbt-core\n",
    "shared/parcel_tools/integration_tests/dbt_project.yml": "name: parcel_tools_tests\n",
    "shared/parcel_tools/integration_tests/packages.yml": "packages:\n  - local: ../\n",
    "shared/parcel_tools/integration_tests/models/a.sql": "SELECT * FROM {{ ref('nothing') }}\n",
    "shared/parcel_dates/LICENSE": "Do as you like.\n",
    "shared/parcel_dates/dbt_project.yml": "name: parcel_dates\nmacro-paths: [code]\n",
    "shared/parcel_dates/code/plain.sql": (
        "{% macro plain(column) %}{{ return(column) }}{% endmacro %}\n"
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS, BESIDE)
    yield made
    made.repository.stop_daemon()


def rules(findings: list[str]) -> list[str]:
    return [finding.split("[", 1)[1].split("]", 1)[0] for finding in findings]


def test_generate_writes_where_the_project_has_its_files(made: MadeProducts) -> None:
    assert made.result("generate").exit_code == 0, made.result("generate").output
    for file in (
        ".sqlfluff",
        "tools/macros/generate_schema_name.sql",
        "transform/input_ports/parcel-moved-feed-v1.odcs.yaml",
        "transform/output_ports/v1/_models.yml",
    ):
        assert made.has(f"products/parcel_moved/{file}"), file
    assert not made.has("products/parcel_moved/models")
    assert not made.has("products/parcel_moved/macros")
    models = made.text("products/parcel_moved/transform/output_ports/v1/_models.yml")
    assert "file: transform/output_ports/v1/parcel-moved-v1.odcs.yaml" in models


def test_all_folders_of_the_project_are_tested(made: MadeProducts) -> None:
    printed = made.tested("parcel_moved")
    # The test that fails on purpose is run, and nothing else fails.
    assert "checks/data/no_depot.sql" in printed
    assert "1 failed" in printed
    for kind in ("1 seed", "1 snapshot"):
        assert kind in printed
    assert made.findings("lint", "parcel_moved") == []
    assert made.findings("check", "parcel_moved") == []


def test_a_folder_outside_of_the_project_is_refused(made: MadeProducts) -> None:
    for goal in ("check", "test"):
        assert rules(made.findings(goal, "parcel_outside")) == ["project-folder-outside"]


@pytest.mark.parametrize("product", ["parcel_sources", "parcel_schema", "parcel_two"])
def test_sources_may_be_in_any_file_of_the_models(product: str, made: MadeProducts) -> None:
    assert made.has(f"products/{product}/models/input_ports/{feed_of(product)}.odcs.yaml")
    assert made.passes(product), made.tested(product)
    assert made.findings("check", product) == []


def test_what_a_sources_file_names_is_a_dependency(made: MadeProducts) -> None:
    found = made.repository.pants("dependencies", "products/parcel_two#dbt").output
    assert "contracts/external:parcel-two-feed-v1" in found
    assert "products/parcel_sources#v1/parcel-sources-v1" in found


def test_packages_of_others_are_rendered_and_not_judged(made: MadeProducts) -> None:
    assert "vendored=True" in made.text("shared/parcel_tools/BUILD")
    assert "vendored=True" in made.text("shared/parcel_dates/BUILD")
    assert not made.has("shared/parcel_tools/integration_tests/BUILD")
    for goal in ("lint", "check", "test"):
        assert made.findings(goal, "parcel_hub") == [], made.result(goal).output
    assert made.passes("parcel_hub")
    linted = made.repository.pants("lint", "shared/parcel_tools::", "shared/parcel_dates::")
    assert linted.exit_code == 0, linted.output


def test_another_product_s_model_is_to_be_read_as_a_source(made: MadeProducts) -> None:
    for goal in ("check", "test"):
        found = made.findings(goal, "parcel_cross")
        assert set(rules(found)) == {"other-product-model"}
        assert all("source('parcel_hub_v1', 'parcels')" in finding for finding in found)


def test_exposures_and_analyses_are_in_the_facts(made: MadeProducts) -> None:
    result = made.repository.pants("facts", "products/parcel_hub::")
    assert result.exit_code == 0, result.output
    with duckdb.connect(str(made.repository.root / "dist/facts.duckdb"), read_only=True) as facts:
        reads = facts.execute(
            "select exposure, depends_on, source, contract_id from exposure_reads"
            " where product = 'parcel_hub' order by depends_on"
        ).fetchall()
        others = facts.execute("select kind, name from other_resources").fetchall()
    assert reads == [
        ("depot_board", "parcels", None, "parcel-hub-v1"),
        ("depot_board", "scans", "parcel_hub_feed_v1", "parcel-hub-feed-v1"),
    ]
    assert ("analysis", "heaviest") in others
