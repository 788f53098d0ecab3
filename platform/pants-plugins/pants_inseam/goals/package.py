"""`package` for a data product: its bundle, in `dist/bundles/<product>`.

Of the products whose ports it reads a bundle knows the documents alone, as its test does.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.package import BuiltPackage, BuiltPackageArtifact, PackageFieldSet
from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.option.option_types import StrOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.contract_index import ContractIndex
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import (
    REQUEST,
    add_prefix,
    below,
    merge,
    read,
    remove_prefix,
    request_file,
    subset_files,
)
from pants_inseam.facts.lineage import lineage_events, product_lineage
from pants_inseam.facts.of_product import DOCUMENT_GLOBS, ProductFacts, product_facts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.goals.lineage import LineageSubsystem
from pants_inseam.goals.testing import show_test
from pants_inseam.inputs.rows import TestedProject, TestedProjectRequest
from pants_inseam.library import run
from pants_inseam.reports import show
from pants_inseam.target_types import ProductFieldSet

_OPTION = "--bundles-source-revision"
_HEAD = "HEAD"
_CHANGED = "+changed"


class Bundles(Subsystem):
    options_scope = "bundles"
    help = "The bundles of data products that `package` makes."

    source_revision = StrOption(
        default=None,
        help=softwrap(f"""
            What bundles name as the revision of their sources. Without it, the commit that is
            checked out, with `{_CHANGED}` behind it where files differ from the commit; those of
            other products do not count."""),
    )


class NoSourceRevision(Exception):
    """Its name is what a user reads before the message."""


def concerning(paths: Iterable[str], folder: str, contracts: Iterable[str]) -> tuple[str, ...]:
    """Of changed files, all but those of other products; contracts of theirs do concern it."""
    beside, known = f"{os.path.dirname(folder)}/", frozenset(contracts)
    return tuple(
        sorted(
            path
            for path in paths
            if path.startswith(f"{folder}/") or path in known or not path.startswith(beside)
        )
    )


async def _source_revision(folder: str, contracts: Iterable[str], bundles: Bundles) -> str:
    """``contracts`` are the files of those that the product in ``folder`` has to do with."""
    if bundles.source_revision:
        return str(bundles.source_revision)
    head = await Get(Branch, BaseRequest(_HEAD, _OPTION))
    if head.problem:
        # Nobody gave this option, and nothing was to be compared.
        why = head.problem.removeprefix(f"{_OPTION}={_HEAD}: ").rstrip(".")
        raise NoSourceRevision(
            f"there is no commit that a bundle could name as its source: {why}. Name a revision"
            f" with {_OPTION}."
        )
    changed = concerning(head.paths, folder, contracts)
    return f"{head.commit}{_CHANGED if changed else ''}"


FOLDER = "bundles"
_RESULTS = "_results"
_FILES = "_bundle"
_MANIFEST = "bundle.json"
# Of what a test leaves; a test that did not come as far as its contracts has no checks.
_CHECKS = "checks.json"
_RESULT_GLOBS = (_CHECKS, "profile.json", "run_results.*.json", "rows/**")


class NoBundle(Exception):
    """Its name is what a user reads before the message. Pants ends `package` with it, whatever
    else was packaged: a goal of Pants' own cannot go on without one of its packages."""


@dataclass(frozen=True)
class BundleFieldSet(ProductFieldSet, PackageFieldSet):
    pass


def _none(folder: str, failed: FallibleProcessResult) -> NoBundle:
    said = (failed.stdout + failed.stderr).decode(errors="replace").strip()
    return NoBundle(f"{folder} was not packaged:\n\n{said}")


async def _lineage(
    facts: ProductFacts, tested: TestedProject, results: Digest, namespace: str, time: str
) -> Digest:
    """The document and a folder of events, with the ``results`` of the product's test."""
    folder = tested.contracts.folder
    document = await product_lineage(facts, tested.contracts)
    if not document.is_written:
        raise _none(folder, await show(document.process))
    of_product = [(os.path.basename(folder), results)]
    events = await lineage_events(document, of_product, namespace, time)
    if events.exit_code != 0:
        raise _none(folder, await show(events))
    return await merge((document.process.output_digest, events.output_digest))


@rule(desc="Package data product", level=LogLevel.DEBUG)
async def package_data_product(
    field_set: BundleFieldSet,
    index: ContractIndex,
    bundles: Bundles,
    lineage: LineageSubsystem,
    data_products: DataProducts,
) -> BuiltPackage:
    product = field_set.folder
    tested = await Get(TestedProject, TestedProjectRequest(field_set.address))
    if not tested.ran:
        raise _none(product, await show(tested.process))
    results, shown, facts = await MultiGet(
        subset_files(tested.results, _RESULT_GLOBS),
        show_test(tested),
        product_facts(field_set.project, of_record=True),
    )
    if _CHECKS not in results.files:
        raise _none(product, shown)
    time = data_products.as_of
    of_lineage = await _lineage(facts, tested, results.digest, lineage.namespace, time)
    own = tested.contracts.own
    inputs = await MultiGet(
        read(below(product, DOCUMENT_GLOBS)),
        read(f"contracts/published/{index.ids[file]}/*.odcs.yaml" for file in own),
        add_prefix(results.digest, _RESULTS),
        request_file({"version": 1, "product": product, "time": time}),
    )
    of_facts = (facts.documents.digest, facts.dbt.digest, facts.manifest)
    collected = await run(
        module="inseam.bundle.collect",
        argv=(REQUEST, _FILES),
        digest=await merge((*inputs, *of_facts, of_lineage)),
        output_directories=(_FILES,),
        description=f"Collect the bundle of {product}",
    )
    if collected.exit_code != 0:
        raise _none(product, await show(collected))
    name = os.path.basename(product)
    manifest = os.path.join(_FILES, _MANIFEST)
    # This one, which takes no time, is the only one that knows the revision of the sources.
    sealed = await run(
        module="inseam.bundle.write_manifest",
        argv=(
            _FILES,
            name,
            await _source_revision(product, tested.contracts.files, bundles),
            manifest,
        ),
        digest=collected.output_digest,
        output_files=(manifest,),
        description=f"Seal the bundle of {product}",
    )
    if sealed.exit_code != 0:
        raise _none(product, sealed)
    both = await merge((collected.output_digest, sealed.output_digest))
    folder = os.path.join(FOLDER, name)
    failing = f"Its test finds errors, and so the bundle says: `./pants test {product}::`."
    notes = () if shown.exit_code == 0 else (failing,)
    return BuiltPackage(
        await add_prefix(await remove_prefix(both, _FILES), folder),
        (BuiltPackageArtifact(folder, notes),),
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(PackageFieldSet, BundleFieldSet))
