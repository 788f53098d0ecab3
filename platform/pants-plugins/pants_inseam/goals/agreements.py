"""`agreements`: who reads which port, and by whose leave."""

from __future__ import annotations

import os.path

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.engine import REQUEST, merge, request_file
from pants_inseam.facts.of_change import BaseFacts, compared_facts
from pants_inseam.facts.of_product import failed_parts
from pants_inseam.facts.shared import AllFacts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_answer, say_why_not
from pants_inseam.library import Inseam, ReportFormat, run
from pants_inseam.today import Today, TodayRequest, today_option

_OUT = "agreements"


class AgreementsSubsystem(GoalSubsystem):
    name = "agreements"
    help = softwrap("""
        Show who reads which port, and what each product reads, with the agreement of each reader:
        whether it is in force, from when to when, and with which roles.

        With targets, only their products and what they read. With a base, agreements that the
        branch ends sooner than the notice period in the port's contract are errors.""")

    today = today_option("agreements")
    base = StrOption(
        default=None, help="The branch, tag or commit into which you will merge yours."
    )


class Agreements(LibraryGoal):
    subsystem_cls = AgreementsSubsystem


@goal_rule
async def say_agreements(
    subsystem: AgreementsSubsystem, targets: FilteredTargets, inseam: Inseam, console: Console
) -> Agreements:
    today = await Get(Today, TodayRequest(subsystem.today))
    at_base = None
    if subsystem.base:
        base = await Get(Branch, BaseRequest(subsystem.base, "--agreements-base"))
        if base.problem:
            console.print_stderr(base.problem)
            return Agreements(exit_code=2)
        at_base = (await Get(BaseFacts, Branch, base)).parts
    here = (await Get(AllFacts)).parts
    if failed := failed_parts((*here, *(at_base or ()))):
        return Agreements(exit_code=await say_why_not(failed[:1], console))
    content = {
        "version": 1,
        "date": today.day,
        "products": sorted(map(os.path.basename, product_folders(targets))),
        "has_base": at_base is not None,
    }
    # Annotations are for findings: in the same log, people read the table.
    form = ReportFormat.TEXT if inseam.format is ReportFormat.GITHUB else inseam.format
    facts = await compared_facts(here, here if at_base is None else at_base, "_given")
    process = await run(
        module="inseam.agreements",
        argv=(form.value, REQUEST, _OUT),
        digest=await merge((await request_file(content), facts)),
        output_files=(_OUT,),
        description="Find agreements",
    )
    return Agreements(exit_code=await say_answer(process, console))
