"""What runs in an environment, where products are in production. It is never cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from pants.core.goals.run import RunRequest
from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.process import InteractiveProcess, InteractiveProcessResult
from pants.engine.rules import Effect, Get, MultiGet, rule
from pants.option.option_types import IntOption, StrOption
from pants.option.option_value_container import OptionValueContainer

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import REQUEST, merge, request_file
from pants_inseam.library import Inseam, LibraryRun

# With these a person's git, and what it asks for a password, works as in their shell.
_OF_EVERY_USER = ("HOME", "LANG", "PATH", "SSH_AUTH_SOCK", "TMPDIR", "USER")


class EnvironmentOptions:
    """Of goals that work in an environment."""

    environment = StrOption(
        default="",
        help="Where: a name in platform/environments.yaml; the first one there if it is empty.",
    )
    wait = IntOption(
        default=600,
        advanced=True,
        help="For how many seconds to wait for another that writes into the environment.",
    )


class OfTheUser(str):
    """The value of a variable of the user's environment, which may be a secret: Pants logs the
    processes that it runs by their `repr`."""

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True)
class EnvironmentRunRequest:
    """`python -m <module> <format> <request file>`; ``digest`` has the request and files beside it.

    ``environment`` is a name, empty for the default, None where there is none. ``variables`` are
    names of those that it gets beside the environment's own.
    """

    module: str
    environment: Optional[str]
    digest: Digest
    variables: tuple[str, ...] = ()


def with_variables(run: RunRequest, variables: EnvironmentVars) -> InteractiveProcess:
    """Its folder is never kept, for that would keep the variables."""
    return InteractiveProcess(
        run.args,
        env={**run.extra_env, **{name: OfTheUser(value) for name, value in variables.items()}},
        input_digest=run.digest,
        run_in_workspace=True,
        append_only_caches=run.append_only_caches,
        immutable_input_digests=run.immutable_input_digests,
    )


@rule
async def make_environment_run(
    request: EnvironmentRunRequest, inseam: Inseam, data_products: DataProducts
) -> InteractiveProcess:
    resolves = data_products.environment_resolves
    own = () if request.environment is None else data_products.environment_variables
    variables, run = await MultiGet(
        Get(EnvironmentVars, EnvironmentVarsRequest((*own, *request.variables))),
        Get(
            RunRequest,
            LibraryRun(
                module=request.module,
                argv=(inseam.format_of_findings, f"{{chroot}}/{REQUEST}"),
                resolve=resolves.get(request.environment or "", inseam.tool_resolve),
                input_digest=request.digest,
            ),
        ),
    )
    return with_variables(run, variables)


async def environment_run(
    module: str,
    content: Mapping[str, object],
    digest: Digest = EMPTY_DIGEST,
    variables: tuple[str, ...] = (),
) -> InteractiveProcess:
    """``content`` names its `environment`."""
    inputs = await merge((await request_file(content), digest))
    environment = str(content["environment"])
    return await Get(
        InteractiveProcess, EnvironmentRunRequest(module, environment, inputs, variables)
    )


async def run_in_environment(
    module: str, content: Mapping[str, object], digest: Digest = EMPTY_DIGEST
) -> int:
    """The exit code, for a goal."""
    process = await environment_run(module, content, digest)
    return (await Effect(InteractiveProcessResult, InteractiveProcess, process)).exit_code


async def run_in_repository(module: str, options: OptionValueContainer, *variables: str) -> int:
    """As `run_in_environment`, without one: ``options`` of the goal, and what finds git."""
    given = {key: getattr(value, "value", value) for key, value in options.as_dict().items()}
    digest = await request_file({"version": 1, "options": given})
    request = EnvironmentRunRequest(module, None, digest, (*_OF_EVERY_USER, *variables))
    process = await Get(InteractiveProcess, EnvironmentRunRequest, request)
    return (await Effect(InteractiveProcessResult, InteractiveProcess, process)).exit_code
