"""The tools of the `inseam` library, from a lock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pants.backend.python.util_rules.pex import PexRequest, PexRequirements
from pants.backend.python.util_rules.pex_requirements import Resolve
from pants.engine.fs import DigestContents, PathGlobs
from pants.engine.rules import Get, Rule, collect_rules, rule

# A line of a lock that pins a package.
_PIN = re.compile(rb"^[\w.-]+==", re.MULTILINE)


@dataclass(frozen=True)
class ToolsRequest:
    resolve: str


@dataclass(frozen=True)
class Tools:
    """What has to be installed; a person is shown how much that is while it takes its time."""

    request: PexRequest


@rule
async def describe_tools(request: ToolsRequest) -> Tools:
    path = f"platform/locks/{request.resolve}.txt"
    locks = await Get(DigestContents, PathGlobs([path]))
    packages = sum(len(_PIN.findall(lock.content)) for lock in locks)
    # A second for each is what it takes on a machine of today that downloads them.
    described = f"Install the tools, once: {packages} packages of {path}, about {packages} s"
    return Tools(
        PexRequest(
            description=described if packages else None,
            output_filename=f"{request.resolve}.pex",
            internal_only=True,
            requirements=PexRequirements(
                from_superset=Resolve(request.resolve, use_entire_lockfile=True),
                description_of_origin=f"the resolve `{request.resolve}`",
            ),
        )
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
