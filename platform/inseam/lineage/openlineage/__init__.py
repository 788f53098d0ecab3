"""OpenLineage's events, made from the lineage, the facts and what dbt says of a run.

    python -m inseam.lineage.openlineage lineage.json facts/ events/ --namespace duckdb://acme-ci \\
        --time 2026-01-31T06:00:00Z --results dist/test/products.orders@dbt --schemas spec/

- `facets`, `events`: what an event can say, as dataclasses.
- `environment`: the names of an environment, which are not machine's.
- `known`, `reads`, `datasets`, `column_lineage`, `jobs`: what is known of each job and dataset.
- `design`: jobs and datasets as they are designed, and as runs of a design.
- `dbt_results`, `runs`: what happened in a run.
- `validation`: events and facets against the schemas that they name.

The same input gives the same bytes: times are given, and ids of runs are made from what ran.
"""
