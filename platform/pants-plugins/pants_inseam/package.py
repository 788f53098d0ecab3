"""`package` for a data product: its bundle, in `dist/bundles/<product>`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.package import BuiltPackage, BuiltPackageArtifact, PackageFieldSet
from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.engine.target import Target
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.bundle_processes import Bundle, BundleRequest
from pants_inseam.target_types import DbtProjectSourcesField, is_product


class NoBundle(Exception):
    """Its name is what a user reads before the message. Pants ends `package` with it, whatever
    else was packaged: a goal of Pants' own cannot go on without one of its packages."""


@dataclass(frozen=True)
class BundleFieldSet(PackageFieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField

    @classmethod
    def opt_out(cls, tgt: Target) -> bool:
        return not is_product(tgt)


@rule(desc="Package data product", level=LogLevel.DEBUG)
async def package_data_product(field_set: BundleFieldSet) -> BuiltPackage:
    product = field_set.address.spec_path
    bundle = await Get(Bundle, BundleRequest(field_set.address))
    if bundle.failed is not None:
        said = (bundle.failed.stdout + bundle.failed.stderr).decode(errors="replace").strip()
        raise NoBundle(f"{product} was not packaged:\n\n{said}")
    failing = f"Its test finds errors, and so the bundle says: `./pants test {product}::`."
    notes = () if bundle.is_tested else (failing,)
    return BuiltPackage(bundle.digest, (BuiltPackageArtifact(bundle.folder, notes),))


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(PackageFieldSet, BundleFieldSet))
