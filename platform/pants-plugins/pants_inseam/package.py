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
from pants_inseam.reports import ShownReport, ShowReportRequest
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
    bundle = await Get(Bundle, BundleRequest(field_set.address))
    if bundle.failed is not None:
        process = bundle.failed
        if not bundle.is_shown:
            process = (await Get(ShownReport, ShowReportRequest(process))).process
        said = (process.stdout + process.stderr).decode(errors="replace").strip()
        raise NoBundle(f"{field_set.address.spec_path} was not packaged:\n\n{said}")
    return BuiltPackage(bundle.digest, (BuiltPackageArtifact(bundle.folder),))


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(PackageFieldSet, BundleFieldSet))
