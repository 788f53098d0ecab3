"""The Pants backend for data products."""

from __future__ import annotations

from collections.abc import Iterable

from pants.engine.rules import Rule
from pants.engine.target import Target
from pants.engine.unions import UnionRule

from pants_inseam import (
    affected,
    agreements,
    base_facts,
    base_tree,
    bundle_processes,
    canonical_contracts,
    check_databricks,
    check_product,
    compared_facts,
    concerned_facts,
    concerned_products,
    contract_gate,
    contract_index,
    contract_lint,
    contract_providers,
    dependency_inference,
    environment_runs,
    facts,
    facts_processes,
    fix_goal,
    generate,
    generated_files,
    generated_files_checks,
    generated_inputs,
    generated_parse,
    git_base,
    hygiene,
    import_rules,
    input_rows,
    library,
    lineage,
    lineage_processes,
    package,
    policies,
    policy_lint,
    product_circles,
    product_contracts,
    project_files,
    publish,
    release,
    reports,
    ruff,
    run_dbt,
    shared_facts,
    source_revision,
    sqlfluff,
    tailor,
    testing,
    today,
    tools,
)
from pants_inseam import target_types as targets

fix_goal.extend()


def target_types() -> Iterable[type[Target]]:
    return targets.target_types()


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *targets.rules(),
        *contract_index.rules(),
        *contract_providers.rules(),
        *dependency_inference.rules(),
        *library.rules(),
        *lineage.rules(),
        *lineage_processes.rules(),
        *product_circles.rules(),
        *product_contracts.rules(),
        *project_files.rules(),
        *reports.rules(),
        *run_dbt.rules(),
        *tailor.rules(),
        *affected.rules(),
        *agreements.rules(),
        *base_facts.rules(),
        *base_tree.rules(),
        *bundle_processes.rules(),
        *canonical_contracts.rules(),
        *check_databricks.rules(),
        *compared_facts.rules(),
        *concerned_facts.rules(),
        *concerned_products.rules(),
        *check_product.rules(),
        *contract_gate.rules(),
        *contract_lint.rules(),
        *environment_runs.rules(),
        *facts.rules(),
        *facts_processes.rules(),
        *generate.rules(),
        *generated_files.rules(),
        *generated_files_checks.rules(),
        *generated_inputs.rules(),
        *generated_parse.rules(),
        *git_base.rules(),
        *hygiene.rules(),
        *import_rules.rules(),
        *input_rows.rules(),
        *package.rules(),
        *policies.rules(),
        *policy_lint.rules(),
        *publish.rules(),
        *release.rules(),
        *ruff.rules(),
        *shared_facts.rules(),
        *source_revision.rules(),
        *sqlfluff.rules(),
        *testing.rules(),
        *today.rules(),
        *tools.rules(),
    )
