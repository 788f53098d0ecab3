"""`review`: what a branch changes for whom, the rows of its ports included, as one comment."""

from __future__ import annotations

from pants.engine.console import Console
from pants.engine.fs import Digest
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import AllTargets
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.engine import add_prefix, make_file, merge
from pants_inseam.facts.concerned_products import ConcernedProducts
from pants_inseam.facts.lineage import lineage_document
from pants_inseam.facts.of_change import BaseFacts, BaseProductRequest
from pants_inseam.facts.of_product import FactsPart
from pants_inseam.facts.shared import AllFacts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.goals.affected import affected_by
from pants_inseam.goals.contract_gate import compared_contracts
from pants_inseam.goals.library_goal import LibraryGoal, say_answer
from pants_inseam.goals.testing import TestedBase
from pants_inseam.inputs.rows import TestedProject, TestedProjectRequest
from pants_inseam.library import Inseam, run
from pants_inseam.target_types import is_product
from pants_inseam.today import Today, TodayRequest

_OUT = "review"


class ReviewSubsystem(GoalSubsystem):
    name = "review"
    help = softwrap("""
        Show what a branch changes for whom: products, contracts and who reads them, the rows of
        output ports on the test inputs, lineage. As Markdown for a comment on a pull request, or as
        JSON (`--inseam-format=json`). What is not committed counts. docs/review.md says more.""")

    base = StrOption(
        default="origin/main", help="The branch, tag or commit into which you will merge yours."
    )


class Review(LibraryGoal):
    subsystem_cls = ReviewSubsystem


async def _side(
    name: str, facts: tuple[FactsPart, ...], tested: tuple[TestedProject, ...]
) -> Digest:
    """The lineage, and of each product its contracts and what its test left."""
    lineage = await lineage_document(facts)
    placed = await MultiGet(
        add_prefix(one.results, f"{one.contracts.folder}/_results") for one in tested
    )
    of_ports = (
        file.digest
        for one in tested
        for file in one.contracts.contents
        if file.path in one.contracts.own
    )
    files = await merge((*placed, *of_ports, lineage.process.output_digest))
    return await add_prefix(files, name)


@goal_rule
async def write_review(
    subsystem: ReviewSubsystem, all_targets: AllTargets, inseam: Inseam, console: Console
) -> Review:
    branch, today = await MultiGet(
        Get(Branch, BaseRequest(subsystem.base, "--review-base")), Get(Today, TodayRequest(""))
    )
    if branch.problem:
        console.print_stderr(branch.problem)
        return Review(exit_code=2)
    concerned, facts, base_facts = await MultiGet(
        Get(ConcernedProducts, Branch, branch), Get(AllFacts), Get(BaseFacts, Branch, branch)
    )
    folders, base = concerned.folders, concerned.base
    addresses = sorted(t.address for t in all_targets if is_product(t))
    here = await MultiGet(
        Get(TestedProject, TestedProjectRequest(address))
        for address in addresses
        if address.spec_path in folders
    )
    then = await MultiGet(
        Get(TestedBase, BaseProductRequest(folder, branch.tree, base))
        for folder in sorted(folders.intersection(base.products))
    )
    affected = await affected_by(branch, "json", [])
    gate = await compared_contracts(branch, subsystem.base, today, None)
    given = (
        affected.output_digest,
        await make_file("_affected.json", affected.stdout),
        await make_file("_gate.json", gate.stdout),
        await _side("_head", facts.parts, here),
        await _side("_base", base_facts.parts, tuple(one.tested for one in then)),
    )
    process = await run(
        module="inseam.review",
        argv=(inseam.format.value, _OUT),
        digest=await merge(given),
        output_files=(_OUT,),
        description="Review the branch",
    )
    return Review(exit_code=await say_answer(process, console))
