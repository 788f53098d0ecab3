"""Starting the `inseam` library: an entry module with its own sources and a locked tool set.

The sources lie beside the tool's environment (`PEX_EXTRA_SYS_PATH`), not in it: a changed module
builds no environment, and a module that an entry does not import does not invalidate it.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pants.backend.python.target_types import PythonSourceField
from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.backend.python.util_rules.pex import (
    PexRequest,
    PexRequirements,
    VenvPex,
    VenvPexProcess,
    VenvPexRequest,
)
from pants.backend.python.util_rules.pex_environment import PexEnvironment, PythonExecutable
from pants.backend.python.util_rules.pex_requirements import Resolve
from pants.core.goals.run import RunRequest
from pants.core.target_types import ResourceSourceField
from pants.core.util_rules.source_files import SourceFilesRequest
from pants.core.util_rules.stripped_source_files import StrippedSourceFiles
from pants.engine.addresses import Addresses
from pants.engine.environment import EnvironmentName
from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.internals.graph import Owners, OwnersRequest
from pants.engine.process import FallibleProcessResult, ProcessCacheScope
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import TransitiveTargets, TransitiveTargetsRequest
from pants.engine.unions import UnionRule, union
from pants.option.option_types import BoolOption, EnumOption, StrOption
from pants.option.subsystem import Subsystem
from pants.util.frozendict import FrozenDict
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.engine import ProcessGet, add_prefix, merge, read_contents

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
    locks = await read_contents([path])
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


LIBRARY_ROOT = "platform"
_SOURCES = "_src"
_TOOLS = "_tools"


class ReportFormat(Enum):
    """The names of `inseam.report.formats`, and of `inseam.affected.show`."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITHUB_MATRIX = "github-matrix"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    SARIF = "sarif"


def resolve_option(default: str, tools: str) -> StrOption[str]:
    help = f"The resolve with {tools}, from `[python].resolves`."
    return StrOption(default=default, advanced=True, help=help)


class Inseam(Subsystem):
    options_scope = "inseam"
    help = "Settings that the goals for data products share."

    format = EnumOption(
        default=ReportFormat.TEXT,
        help=softwrap("""
            How findings are shown: `text` for people, `json` for other programs, `github` as
            annotations of a pull request, `markdown` for a comment on one, `sarif` for code
            scanning, `junit` for what shows test results. `affected` has `text`, `json`,
            `markdown`, and `github-matrix` for `strategy.matrix` of a workflow; goals without that
            form show text."""),
    )
    tool_resolve = resolve_option("testing", "dbt, DuckDB and datacontract-cli")

    warm_processes = BoolOption(
        default=True,
        advanced=True,
        help=softwrap("""
            Fork processes from one that has imported dbt and its like, where the machine allows it
            (Linux). It ends ten minutes after the last call. The results are the same."""),
    )

    @property
    def format_of_findings(self) -> str:
        # A matrix has jobs and no findings.
        is_matrix = self.format is ReportFormat.GITHUB_MATRIX
        return (ReportFormat.TEXT if is_matrix else self.format).value


@dataclass(frozen=True)
class EntryModule:
    """A module of the library that can be run, such as `inseam.testing`."""

    name: str

    @property
    def path(self) -> str:
        path = os.path.join(LIBRARY_ROOT, *self.name.split("."))
        is_package = self.name.count(".") == 1
        return os.path.join(path, "__main__.py") if is_package else f"{path}.py"


@dataclass(frozen=True)
class EntrySources:
    """The module, what it imports from this repository, and their resources, under `_src`."""

    digest: Digest


@union(in_scope_types=[EnvironmentName])
class InOwnScope:
    """What is asked for by way of a union does not see what its asker was asked for.

    Pants solves every rule once for each set of parameters that can be in its scope when it starts,
    before anything is read. Asked for directly, the rules that build an environment were solved for
    so many that each start took 2 s longer.
    """


@dataclass(frozen=True)
class LibraryRequest:
    module: str
    resolve: str


@dataclass(frozen=True)
class Library:
    """A module ready to be run: the tools, and the sources that lie beside them."""

    tools: VenvPex
    sources: Digest


@dataclass(frozen=True)
class ReadyTools:
    """That processes can begin.

    Nothing of a product is needed to find an interpreter, which a new daemon does for 2 s. So a
    goal over all products asks for this while targets are found, not after.
    """


@dataclass(frozen=True)
class LibraryRun:
    """`python -m <module> <argv>` by hand, in the repository and not in a sandbox."""

    module: str
    argv: tuple[str, ...]
    resolve: str
    input_digest: Digest = EMPTY_DIGEST


@dataclass(frozen=True)
class LibraryProcess:
    """`python -m <module> <argv>`. What its exit code means: `inseam.report.exit_code`.

    Without a ``resolve`` it has the tools of `[inseam].tool_resolve`. ``caches`` are folders that
    outlive it, by their names; what lies in them is no part of what its result depends on.
    """

    module: str
    argv: tuple[str, ...]
    description: str
    resolve: str = ""
    input_digest: Digest = EMPTY_DIGEST
    output_files: tuple[str, ...] = ()
    output_directories: tuple[str, ...] = ()
    env: FrozenDict[str, str] = FrozenDict()
    cache_scope: ProcessCacheScope = ProcessCacheScope.SUCCESSFUL
    timeout_seconds: int | None = None
    caches: FrozenDict[str, str] = FrozenDict()

    def __post_init__(self) -> None:
        object.__setattr__(self, "env", FrozenDict(self.env))
        object.__setattr__(self, "caches", FrozenDict(self.caches))


def run(
    module: str,
    argv: Iterable[str],
    description: str,
    *,
    digest: Digest = EMPTY_DIGEST,
    is_cached: bool = True,
    **others: Any,
) -> ProcessGet:
    """A `LibraryProcess`, as the other modules ask for one; ``others`` are of its fields."""
    scope = ProcessCacheScope.SUCCESSFUL if is_cached else ProcessCacheScope.PER_SESSION
    process = LibraryProcess(
        module, tuple(argv), description, input_digest=digest, cache_scope=scope, **others
    )
    return Get(FallibleProcessResult, LibraryProcess, process)


@rule
async def find_entry_sources(request: EntryModule) -> EntrySources:
    owners = await Get(Owners, OwnersRequest((request.path,)))
    targets = await Get(TransitiveTargets, TransitiveTargetsRequest(Addresses(owners)))
    stripped = await Get(
        StrippedSourceFiles,
        SourceFilesRequest(
            t[field]
            for t in targets.closure
            for field in (PythonSourceField, ResourceSourceField)
            if t.has_field(field)
        ),
    )
    return EntrySources(await add_prefix(stripped.snapshot.digest, _SOURCES))


@rule
async def find_library(request: LibraryRequest, inseam: Inseam) -> Library:
    tools = await Get(Tools, ToolsRequest(request.resolve))
    venv, *sources = await MultiGet(
        Get(VenvPex, PexRequest, tools.request),
        *(
            Get(EntrySources, EntryModule(name))
            for name in started_modules(request.module, inseam.warm_processes)
        ),
    )
    return Library(venv, await merge(s.digest for s in sources))


@rule
async def make_tools_ready(inseam: Inseam) -> ReadyTools:
    await Get(Library, InOwnScope, LibraryRequest("inseam.report", inseam.tool_resolve))
    return ReadyTools()


@rule
async def run_library(request: LibraryProcess, inseam: Inseam) -> FallibleProcessResult:
    resolve = request.resolve or inseam.tool_resolve
    library = await Get(Library, InOwnScope, LibraryRequest(request.module, resolve))
    inputs = await merge((request.input_digest, library.sources))
    return await Get(
        FallibleProcessResult,
        VenvPexProcess(
            library.tools,
            argv=("-m", *started_modules(request.module, inseam.warm_processes), *request.argv),
            input_digest=inputs,
            output_files=request.output_files,
            output_directories=request.output_directories,
            # Pex starts Python with -E, so variables such as PYTHONUTF8 would say nothing.
            extra_env={
                "PEX_EXTRA_SYS_PATH": _SOURCES,
                "TZ": "UTC",
                **warm_environment(inseam.warm_processes),
                **request.env,
            },
            append_only_caches=FrozenDict({**warm_cache(inseam.warm_processes), **request.caches}),
            description=request.description,
            level=LogLevel.DEBUG,
            cache_scope=request.cache_scope,
            timeout_seconds=request.timeout_seconds,
        ),
    )


@rule
async def run_library_by_hand(
    request: LibraryRun, pex: PexEnvironment, inseam: Inseam
) -> RunRequest:
    tools = (await Get(Tools, ToolsRequest(request.resolve))).request
    environment = pex.in_workspace()
    modules = started_modules(request.module, inseam.warm_processes)
    venv, python, *sources = await MultiGet(
        Get(VenvPex, VenvPexRequest(tools, environment)),
        Get(PythonExecutable, InterpreterConstraints, tools.interpreter_constraints),
        *(Get(EntrySources, EntryModule(name)) for name in modules),
    )
    digests = (*(s.digest for s in sources), request.input_digest)
    return RunRequest(
        digest=await merge(digests),
        args=(f"{{chroot}}/{_TOOLS}/{venv.pex.argv0}", "-m", *modules, *request.argv),
        # Linked, as they are 200 MB: to write them again took longer than to start the module.
        immutable_input_digests={_TOOLS: venv.digest},
        extra_env={
            **environment.environment_dict(python=python),
            "PEX_EXTRA_SYS_PATH": f"{{chroot}}/{_SOURCES}",
            **warm_environment(inseam.warm_processes, "{chroot}/"),
        },
        append_only_caches={
            **environment.append_only_caches,
            **(venv.append_only_caches or {}),
            **warm_cache(inseam.warm_processes),
        },
    )


_MODULE = "inseam.warm"
# Where those processes are found. Pants makes it a link to a folder that outlives a sandbox.
_FOLDER = "_warm"


def started_modules(module: str, warm: bool) -> tuple[str, ...]:
    """Each is the argument of the one before: `python -m <module> <module> ...`."""
    return (_MODULE, module) if warm else (module,)


def warm_environment(warm: bool, root: str = "") -> dict[str, str]:
    """``root`` leads from the working folder to the sandbox, with a slash."""
    return {"INSEAM_WARM": f"{root}{_FOLDER}"} if warm else {}


def warm_cache(warm: bool) -> dict[str, str]:
    return {"inseam_warm": _FOLDER} if warm else {}


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(InOwnScope, LibraryRequest))
