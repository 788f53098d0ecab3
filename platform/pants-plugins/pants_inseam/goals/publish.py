"""`publish` for data products: all of a call in one process a repository."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.base.specs import Specs
from pants.core.goals.package import BuiltPackage, EnvironmentAwarePackageRequest, PackageFieldSet
from pants.core.goals.publish import (
    PublishFieldSet,
    PublishOutputData,
    PublishPackages,
    PublishProcesses,
    PublishRequest,
    PublishSubsystem,
)
from pants.core.goals.run import RunRequest
from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.environment import EnvironmentName
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import (
    FieldSet,
    NoApplicableTargetsBehavior,
    Target,
    TargetRootsToFieldSets,
    TargetRootsToFieldSetsRequest,
)
from pants.engine.unions import UnionRule
from pants.option.option_types import BoolOption, IntOption
from pants.util.frozendict import FrozenDict
from pants.util.strutil import softwrap

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import merge, read
from pants_inseam.goals.environment_runs import with_variables
from pants_inseam.library import Inseam, LibraryRun
from pants_inseam.repositories import ProductRepositoriesField, Repository, configured, products_of
from pants_inseam.target_types import DbtProjectSourcesField, is_product

_OPTIONS = {
    "dry_run": BoolOption(
        "--dry-run",
        default=False,
        help=softwrap("""
            Of data products: show what would be created and changed, by comparison with what their
            repositories have, and send nothing."""),
    ),
    "deadline": IntOption(
        "--deadline",
        default=300,
        help=softwrap("""
            Of data products: after how many seconds it stops trying to reach a repository. The
            same call again sends only what is missing."""),
    ),
}


def extend_goal() -> None:
    """Takes effect on a Pants that starts later, and once however often it is called."""
    for name, option in _OPTIONS.items():
        # Pants finds the options of a goal among the attributes of its class.
        setattr(PublishSubsystem, name, option)
    # What rules that serve such a request may ask for. The goal knows its targets by Specs.
    PublishRequest._union_in_scope_types = (EnvironmentName, Specs)  # type: ignore[attr-defined]


extend_goal()

# Beside the bundles: who owns them, and what they read from outside.
REGISTRY = (
    "platform/teams.yaml",
    "contracts/external/*.odcs.yaml",
    "contracts/published/*/*.odcs.yaml",
)


class PublishDataProductRequest(PublishRequest[FieldSet]):
    pass


@dataclass(frozen=True)
class PublishDataProductFieldSet(PublishFieldSet[PublishDataProductRequest]):
    publish_request_type = PublishDataProductRequest
    required_fields = (DbtProjectSourcesField, ProductRepositoriesField)

    repositories: ProductRepositoriesField

    @classmethod
    def opt_out(cls, tgt: Target) -> bool:
        return not is_product(tgt)


@dataclass(frozen=True)
class ProductsOfTheCall:
    """What Pants was called for: what to publish and what to package, by products' folders."""

    publish: FrozenDict[str, PublishDataProductFieldSet]
    package: FrozenDict[str, tuple[PackageFieldSet, ...]]


@dataclass(frozen=True)
class PublicationRequest:
    """Of products, by their folders."""

    repository: Repository
    products: FrozenDict[str, tuple[PackageFieldSet, ...]]


@rule
async def find_products_of_the_call() -> ProductsOfTheCall:
    to_publish, to_package = await MultiGet(
        Get(
            TargetRootsToFieldSets,
            TargetRootsToFieldSetsRequest(
                field_set,
                goal_description="",
                no_applicable_targets_behavior=NoApplicableTargetsBehavior.ignore,
            ),
        )
        for field_set in (PublishFieldSet, PackageFieldSet)
    )
    targets = {
        target.address.spec_path: target
        for target, field_sets in to_publish.mapping.items()
        if any(isinstance(one, PublishDataProductFieldSet) for one in field_sets)
        and target in to_package.mapping
    }
    return ProductsOfTheCall(
        FrozenDict(
            (folder, PublishDataProductFieldSet.create(target))
            for folder, target in sorted(targets.items())
        ),
        FrozenDict(
            (folder, to_package.mapping[target]) for folder, target in sorted(targets.items())
        ),
    )


@rule
async def publish_products(
    request: PublishDataProductRequest, call: ProductsOfTheCall, data_products: DataProducts
) -> PublishProcesses:
    """The first product of a repository stands for all of them: Pants asks for each alone."""
    shares = products_of(
        configured(data_products.repositories),
        {folder: field_set.repositories.value for folder, field_set in call.publish.items()},
    )
    this = request.field_set.address.spec_path
    if not any(this in folders for folders in shares.values()):
        why = f"(neither `{ProductRepositoriesField.alias}` nor pants.toml says where)"
        return PublishProcesses([PublishPackages(names=(this,), description=why)])
    processes = await MultiGet(
        Get(
            PublishPackages,
            PublicationRequest(
                repository, FrozenDict((folder, call.package[folder]) for folder in folders)
            ),
        )
        for repository, folders in shares.items()
        if folders[0] == this
    )
    return PublishProcesses(processes)


@rule
async def publish_to_repository(
    request: PublicationRequest,
    publish: PublishSubsystem,
    inseam: Inseam,
    data_products: DataProducts,
) -> PublishPackages:
    repository = request.repository
    bundles = await MultiGet(
        Get(BuiltPackage, EnvironmentAwarePackageRequest(field_set))
        for field_sets in request.products.values()
        for field_set in field_sets
    )
    registry, environment = await MultiGet(
        read(REGISTRY), Get(EnvironmentVars, EnvironmentVarsRequest(repository.variables))
    )
    digests = (registry, *(bundle.digest for bundle in bundles))
    run = await Get(
        RunRequest,
        LibraryRun(
            module="inseam.publish",
            argv=(
                *repository.argv,
                f"--deadline={publish.options.deadline}",
                f"--format={inseam.format_of_findings}",
                "--repository={chroot}",
                *_what(publish, bundles),
            ),
            resolve=data_products.publish_resolve,
            input_digest=await merge(digests),
        ),
    )
    return PublishPackages(
        names=(_named(publish, tuple(request.products)),),
        process=with_variables(run, environment),
        description=repository.alias,
        data=PublishOutputData(
            {"repository": repository.alias, "products": tuple(request.products)}
        ),
    )


def _what(publish: PublishSubsystem, bundles: Iterable[BuiltPackage]) -> tuple[str, ...]:
    plan = ("--plan",) if publish.options.dry_run else ()
    artifacts = (artifact for bundle in bundles for artifact in bundle.artifacts)
    return (*plan, *(f"{{chroot}}/{artifact.relpath}" for artifact in artifacts))


def _named(publish: PublishSubsystem, folders: tuple[str, ...]) -> str:
    """Of what Pants says in its last line that it was published, or failed."""
    many = len(folders) != 1
    products = f"{len(folders)} data products" if many else os.path.basename(folders[0])
    return f"nothing (a dry run of {products})" if publish.options.dry_run else products


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *PublishDataProductFieldSet.rules())
