"""`explain`: what a rule asks for, why, and what to do."""

from __future__ import annotations

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import goal_rule
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.engine import read
from pants_inseam.goals.library_goal import LibraryGoal, say
from pants_inseam.goals.policies import POLICY_GLOBS
from pants_inseam.library import run


class ExplainSubsystem(GoalSubsystem):
    name = "explain"
    help = softwrap("""
        Explain a rule of `contract-gate`, `lint`, `check`, `monitor` or `policies`: what it asks
        for, why, and what to do. Without an id it lists all ids.""")

    rule = StrOption(
        default="",
        help="The id of the rule, as findings have it in brackets: `error[column-removed]`.",
    )


class Explain(LibraryGoal):
    subsystem_cls = ExplainSubsystem


@goal_rule
async def explain(subsystem: ExplainSubsystem, console: Console) -> Explain:
    process = await run(
        module="inseam.explain",
        argv=(subsystem.rule,) if subsystem.rule else (),
        digest=await read(POLICY_GLOBS),
        description=f"Explain {subsystem.rule or 'all rules'}",
    )
    return Explain(exit_code=await say(process, console))
