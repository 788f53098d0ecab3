"""`catalog`: a static site of all data products."""

from __future__ import annotations

import os.path

from pants.base.build_root import BuildRoot
from pants.core.util_rules.distdir import DistDir
from pants.core.util_rules.system_binaries import MaybeGitBinary
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.option.option_types import StrOption

from pants_inseam.engine import REQUEST, merge, read, request_file
from pants_inseam.facts.shared import AllFacts
from pants_inseam.git_base import GitProcess
from pants_inseam.goals.library_goal import LibraryGoal, say, say_why_not
from pants_inseam.goals.policies import PoliciesRequest, is_report
from pants_inseam.library import run
from pants_inseam.reports import Report
from pants_inseam.today import Today, TodayRequest, today_option

# Facts name these files, wherever they are.
_RAW = ("**/*.odps.yaml", "**/*.odcs.yaml")
# As `inseam.catalog.versions.added_at` takes it; nothing outside of a repository.
_FORM = ("--no-renames", "--diff-filter=A", "--name-only", "--relative", "--format=%x01%cI")
_LOG = ("-c", "core.quotePath=false", "log", *_FORM, "--", "contracts/published")


class CatalogSubsystem(GoalSubsystem):
    name = "catalog"
    help = "Write the catalog of all data products, a static site: `dist/catalog/index.html`."

    title = StrOption(default="Data catalog", help="What the site is called.")
    request_url = StrOption(
        default="",
        help="Opens a new file in your forge: `https://...?filename={path}&value={content}`.",
    )
    history = StrOption(default="", help="What `monitor` wrote: `dist/monitor/history.json`.")
    releases = StrOption(default="", help="What `release --release-list` says, as JSON in a file.")
    bundles = StrOption(default="", help="Where `package` wrote: `dist/bundles`, for sample rows.")
    today = today_option("agreements")


class Catalog(LibraryGoal):
    subsystem_cls = CatalogSubsystem


@goal_rule
async def write(
    options: CatalogSubsystem, git: MaybeGitBinary, console: Console, workspace: Workspace
) -> Catalog:
    policies = await Get(Report, PoliciesRequest())
    if not is_report(policies):
        return Catalog(exit_code=await say_why_not([policies], console))
    facts, root, dist = await MultiGet(Get(AllFacts), Get(BuildRoot), Get(DistDir))
    raw, today = await MultiGet(read(_RAW), Get(Today, TodayRequest(options.today)))
    # Nobody knows when a file in `dist` changes, so that what has one is not cached.
    named = {name: getattr(options, name) for name in ("history", "releases", "bundles")}
    given = {name: os.path.join(root.path, path) for name, path in named.items() if path}
    content = {"version": 1, "day": today.day, "title": options.title, **given}
    if git.git_binary is not None:
        asked = GitProcess(_LOG, "Ask git when contracts were published")
        content["log"] = (await Get(FallibleProcessResult, GitProcess, asked)).stdout.decode()
    request = await request_file({**content, "request_url": options.request_url})
    digests = (request, raw, policies.output_digest, *(part.digest for part in facts.parts))
    process = await run(
        module="inseam.catalog",
        argv=(REQUEST,),
        digest=await merge(digests),
        output_directories=("catalog",),
        description="Write the catalog",
        is_cached=not given,
    )
    if process.exit_code == 0:
        workspace.write_digest(process.output_digest, path_prefix=str(dist.relpath))
    return Catalog(exit_code=await say(process, console))
