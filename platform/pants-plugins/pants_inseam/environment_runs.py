"""What runs in an environment, where products are in production. It is never cached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pants.core.goals.run import RunRequest
from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.fs import EMPTY_DIGEST, CreateDigest, Digest, MergeDigests
from pants.engine.process import InteractiveProcess
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.data_products import DataProducts
from pants_inseam.library import Inseam, LibraryRun
from pants_inseam.request_file import REQUEST, request_file


class OfTheUser(str):
    """The value of a variable of the user's environment, which may be a secret: Pants logs the
    processes that it runs by their `repr`."""

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True)
class EnvironmentRunRequest:
    """`python -m <module> <format> <request file>`, with files beside the request.

    ``environment`` is a name, empty for the default. ``variables`` are names of those that it gets
    beside the environment's own.
    """

    module: str
    environment: str
    request: CreateDigest
    digest: Digest = EMPTY_DIGEST
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class EnvironmentRun:
    process: InteractiveProcess


def environment_run(
    module: str,
    request: Mapping[str, object],
    digest: Digest = EMPTY_DIGEST,
    variables: tuple[str, ...] = (),
) -> EnvironmentRunRequest:
    """``request`` names its `environment`."""
    environment = str(request["environment"])
    return EnvironmentRunRequest(module, environment, request_file(request), digest, variables)


@rule
async def run_in_environment(
    asked: EnvironmentRunRequest, inseam: Inseam, data_products: DataProducts
) -> EnvironmentRun:
    request, environment = await MultiGet(
        Get(Digest, CreateDigest, asked.request),
        Get(
            EnvironmentVars,
            EnvironmentVarsRequest((*data_products.environment_variables, *asked.variables)),
        ),
    )
    run = await Get(
        RunRequest,
        LibraryRun(
            module=asked.module,
            argv=(inseam.format_of_findings, f"{{chroot}}/{REQUEST}"),
            resolve=data_products.environment_resolves.get(asked.environment, inseam.tool_resolve),
            input_digest=await Get(Digest, MergeDigests((request, asked.digest))),
        ),
    )
    variables = {name: OfTheUser(value) for name, value in environment.items()}
    # Its folder is never kept, for that would keep the variables.
    return EnvironmentRun(
        InteractiveProcess(
            run.args,
            env={**run.extra_env, **variables},
            input_digest=run.digest,
            run_in_workspace=True,
            append_only_caches=run.append_only_caches,
            immutable_input_digests=run.immutable_input_digests,
        )
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
