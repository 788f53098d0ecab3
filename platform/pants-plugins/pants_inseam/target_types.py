"""The targets of a data product monorepo, and how `data_product` generates them."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from pants.base.glob_match_error_behavior import GlobMatchErrorBehavior
from pants.core.goals.test import TestTimeoutField
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    BoolField,
    Dependencies,
    FieldSet,
    GeneratedTargets,
    GenerateTargetsRequest,
    MultipleSourcesField,
    SingleSourceField,
    SpecialCasedDependencies,
    Target,
    TargetGenerator,
)
from pants.engine.unions import UnionMembership, UnionRule
from pants.util.strutil import help_text

from pants_inseam.engine import read_paths
from pants_inseam.repositories import ProductRepositoriesField


class DbtSourcesField(MultipleSourcesField):
    help = help_text("The files of a dbt project or package.")


class DbtPackageSourcesField(DbtSourcesField):
    # All that dbt may read, in whichever folders; what a package is published with repeats no work,
    # and its own tests are a project of theirs.
    default = (
        "dbt_project.yml",
        "packages.yml",
        "dependencies.yml",
        "**/*.sql",
        "**/*.yml",
        "**/*.yaml",
        "**/*.csv",
        "**/*.md",
        "**/*.py",
        "!*.md",
        "!*.py",
        "!integration_tests/**",
        "!**/target/**",
        "!**/dbt_packages/**",
    )
    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
    uses_source_roots = False
    help = "The files of the package, relative to the BUILD file."


class DbtPackageDependenciesField(Dependencies):
    help = "Leave this empty. A package depends on nothing in this repository."


class DbtPackageVendoredField(BoolField):
    alias = "vendored"
    default = False
    help = help_text("""
        Whether the package is a copy of what others published. Products use it, and its SQL is
        linted where they call it; its own files are not linted.""")


class DbtPackageTarget(Target):
    alias = "dbt_package"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        DbtPackageSourcesField,
        DbtPackageDependenciesField,
        DbtPackageVendoredField,
    )
    help = help_text("""
        A dbt package that projects use by `local:` in their `packages.yml`, such as
        `shared/dbt_common`.

        A test has the package's files as they are in the repository: a changed macro tests every
        project that uses the package, and `dbt deps` is not needed.

        `./pants tailor` takes a package with a licence of its own for one of others.""")


PRODUCT_GLOB = "*.odps.yaml"
# In whichever folder the project has its models.
CONTRACT_GLOB = "**/output_ports/*/*.odcs.yaml"


class DataContractSourceField(SingleSourceField):
    required = True
    # A file that is gone fails its own target, with a sentence; raising here would stop `::`.
    expected_num_files = range(2)  # type: ignore[assignment]
    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
    expected_file_extensions = (".yaml",)
    help = help_text("""
        The ODCS file of the contract, such as `orders-v1.odcs.yaml`. Its name
        without `.odcs.yaml` is the contract's `id`.""")


class DataContractDependenciesField(Dependencies):
    help = help_text("""
        Leave this empty. A contract depends on nothing, so that a change of a provider's SQL
        ends at its contract.""")


class DataContractTarget(Target):
    alias = "data_contract"
    core_fields = (*COMMON_TARGET_FIELDS, DataContractDependenciesField, DataContractSourceField)
    help = help_text("""
        One data contract (ODCS): what an output port promises to its consumers.

        `data_product` generates one for every output port. Write it yourself only for a system
        outside this repository, in `contracts/external/`.""")


class DbtProjectSourcesField(DbtSourcesField):
    default = (
        "**/*",
        "!**/BUILD",
        "!**/BUILD.*",
        "!**/target/**",
        "!**/logs/**",
        "!**/dbt_packages/**",
        f"!{CONTRACT_GLOB}",
    )
    uses_source_roots = False
    # A folder without a project fails its own test, with a sentence; raising here would stop `::`.
    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
    help = help_text("""
        The files of the dbt project, relative to the BUILD file. The contracts of the output
        ports are targets of their own, and what dbt writes itself is not a source.""")


class DbtProjectDependenciesField(Dependencies):
    help = help_text("""
        Leave this empty. Pants infers it: the project's own contracts, the contracts that its
        sources name (`config.meta.data_contract.id`), and the packages that `packages.yml` or
        `dependencies.yml` name with `local:`, with those that they need themselves.""")


# Every module of the library that this backend starts; a test holds the two together.
_STARTED = """
    affected/__main__.py affected/specs.py agreements/__main__.py bundle/collect.py
    bundle/write_manifest.py catalog/__main__.py check/check_product.py check/databricks.py
    codegen/codeowners.py codegen/project.py codegen/published.py codegen/still_parsed.py
    contract_lint/lint_file.py dbt_project/canonical.py dbt_project/named_dbt.py explain/__main__.py
    facts/contracts.py facts/dbt.py facts/documents.py facts/environments.py facts/load.py
    facts/teams.py gate/repository.py hygiene/__main__.py lineage/__main__.py
    lineage/openlineage/__main__.py lineage/page/__main__.py lineage/show.py odcs/canonical.py
    parity/__main__.py parity/databricks_sql.py parity/duckdb_rows.py parity/java.py
    parity/personal.py policies/__main__.py publish/__main__.py release/candidate.py
    report/__main__.py review/__main__.py style/lint.py style/reformat.py testing/__main__.py
    testing/by_hand.py testing/present.py testing/tpcds.py
"""


class DbtProjectToolsField(SpecialCasedDependencies):
    alias = "_tools"
    default = (
        *(f"//platform/inseam/{path}" for path in _STARTED.split()),
        "//platform/inseam/style/dbt_context/__init__.py",
        "//platform/inseam/warm/__main__.py",
        "//:sqlfluff",
        "//platform/dbt:profiles",
        "//platform/policies:dbt-bouncer",
    )
    help = "What generates, checks and tests every project: a change here selects all of them."


class DbtProjectTestTimeoutField(TestTimeoutField):
    help = help_text("""
        After how many seconds the project's test is ended.

        Without it, `[test].timeout_default` says so, if it is set; `[test].timeout_maximum` is
        the limit for both. `--no-test-timeouts` turns all of them off.""")


class DbtProjectTarget(Target):
    alias = "dbt_project"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        DbtProjectSourcesField,
        DbtProjectDependenciesField,
        DbtProjectToolsField,
        DbtProjectTestTimeoutField,
        ProductRepositoriesField,
    )
    help = help_text(f"""
        A dbt project, built and tested on DuckDB by the `test` goal.

        The `{DataContractTarget.alias}` targets under `output_ports/` are tested with it.
        `lint`, `fmt` and `fix` see to its SQL and its generated files, `check` compiles it for
        Databricks, and `run` calls dbt on its input rows:
        `./pants run products/orders -- show -s orders`.

        A data product writes `data_product()` instead, which generates this target.""")


class DataProductSourcesField(MultipleSourcesField):
    # The contracts are named here too: a deleted one then still has an owner, so
    # `--changed-since` selects the product that lost it.
    default = ("dbt_project.yml", CONTRACT_GLOB)
    uses_source_roots = False
    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
    help = "The files that make this folder a data product, relative to the BUILD file."


class DataProductTarget(TargetGenerator):
    alias = "data_product"
    core_fields = (*COMMON_TARGET_FIELDS, DataProductSourcesField)
    generated_target_cls = DbtProjectTarget
    copied_fields = COMMON_TARGET_FIELDS
    moved_fields = (
        DbtProjectDependenciesField,
        DbtProjectTestTimeoutField,
        ProductRepositoriesField,
    )
    help = help_text(f"""
        A data product: a dbt project with versioned output ports, each under a data contract.

        Needs no arguments: `./pants tailor` writes it for a new dbt project in `products/`. From
        the files beside the BUILD file it generates

          * `#dbt`, a `{DbtProjectTarget.alias}` with everything but the contracts, and

          * `#v<N>/<contract-id>`, a `{DataContractTarget.alias}` for every
          `{CONTRACT_GLOB}`.

        All goals take the product by its folder: `./pants test products/orders::` builds it and
        tests it against its contracts, `./pants generate products/orders::` writes what is made
        from them. docs/first-product.md adds a product step by step.""")


class GenerateFromDataProduct(GenerateTargetsRequest[DataProductTarget]):
    generate_from = DataProductTarget


@rule
async def generate_from_data_product(
    request: GenerateFromDataProduct, union_membership: UnionMembership
) -> GeneratedTargets:
    folder = request.generator.address.spec_path
    contracts = await read_paths([os.path.join(folder, CONTRACT_GLOB)])
    template = dict(request.template)
    moved = {
        field.alias: template.pop(field.alias)
        for field in DataProductTarget.moved_fields
        if field.alias in template
    }
    dbt = DbtProjectTarget(
        {**template, **moved}, request.template_address.create_generated("dbt"), union_membership
    )
    ports = [
        DataContractTarget(
            {**template, DataContractSourceField.alias: os.path.relpath(path, folder)},
            request.template_address.create_generated(generated_contract_name(path)),
            union_membership,
        )
        for path in contracts.files
    ]
    return GeneratedTargets(request.generator, [dbt, *ports])


def generated_contract_name(path: str) -> str:
    """`.../output_ports/v1/orders-v1.odcs.yaml` -> `v1/orders-v1`."""
    contract = PurePath(path)
    return f"{contract.parent.name}/{contract.name[: -len('.odcs.yaml')]}"


def is_product(target: Target) -> bool:
    """A dbt project that `data_product()` makes; a package's own tests are none."""
    return isinstance(target, DbtProjectTarget) and target.address.is_generated_target


def target_types() -> Iterable[type[Target]]:
    return (DataContractTarget, DataProductTarget, DbtPackageTarget, DbtProjectTarget)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(GenerateTargetsRequest, GenerateFromDataProduct))


@dataclass(frozen=True)
class DbtProject:
    """A dbt project, as rules ask for its files, its contracts and its facts."""

    folder: str
    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField

    @classmethod
    def of(cls, target: Target) -> DbtProject:
        folder = target.address.spec_path
        return cls(folder, target[DbtProjectSourcesField], target[DbtProjectDependenciesField])


@dataclass(frozen=True)
class DbtProjectFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField, DbtProjectDependenciesField)

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField

    @property
    def folder(self) -> str:
        return self.address.spec_path

    @property
    def project(self) -> DbtProject:
        return DbtProject(self.folder, self.sources, self.dependencies)


@dataclass(frozen=True)
class ProductFieldSet(DbtProjectFieldSet):
    @classmethod
    def opt_out(cls, tgt: Target) -> bool:
        return not is_product(tgt)


@dataclass(frozen=True)
class ContractFieldSet(FieldSet):
    required_fields = (DataContractSourceField,)

    source: DataContractSourceField
