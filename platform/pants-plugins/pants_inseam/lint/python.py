"""`lint` for all Python at once: who may import whom, as .importlinter says."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pants.backend.python.subsystems.python_tool_base import PythonToolBase
from pants.backend.python.target_types import ConsoleScript, PythonSourceField
from pants.backend.python.util_rules.pex import PexRequest, VenvPex, VenvPexProcess
from pants.core.goals.fix import FixResult, FixTargetsRequest
from pants.core.goals.fmt import FmtResult, FmtTargetsRequest
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import Digest, GlobMatchErrorBehavior, PathGlobs, Snapshot
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.source.source_root import AllSourceRoots
from pants.util.logging import LogLevel
from pants.util.strutil import pluralize

from pants_inseam.engine import merge, read
from pants_inseam.lint.fixers import fix_only

CONFIG = "ruff.toml"

logger = logging.getLogger(__name__)


class Ruff(PythonToolBase):
    options_scope = "ruff"
    name = "ruff"
    help = f"The formatter and linter for Python, set up in {CONFIG}."

    default_version = "ruff"
    default_main = ConsoleScript("ruff")
    register_interpreter_constraints = True
    # Pants asks for one; `install_from_resolve` goes before it.
    default_lockfile_resource = ("pants_inseam", "none.lock")

    skip = SkipOption("fmt", "fix", "lint")


@dataclass(frozen=True)
class RuffFieldSet(FieldSet):
    required_fields = (PythonSourceField,)

    source: PythonSourceField


class _OfRuff:
    field_set_type = RuffFieldSet
    tool_subsystem = Ruff
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


class RuffLintRequest(_OfRuff, LintTargetsRequest):  # type: ignore[misc]
    tool_name = "ruff check"


class RuffFixRequest(_OfRuff, FixTargetsRequest):  # type: ignore[misc]
    tool_name = "ruff check --fix"


class RuffFormatRequest(_OfRuff, FmtTargetsRequest):  # type: ignore[misc]
    tool_name = "ruff format"


@dataclass(frozen=True)
class RuffRun:
    """`ruff <command> <files>`; the files come back as ruff leaves them."""

    command: tuple[str, ...]
    files: Snapshot


@rule
async def run_ruff(request: RuffRun, ruff: Ruff) -> FallibleProcessResult:
    only_config = PathGlobs([CONFIG], GlobMatchErrorBehavior.error, description_of_origin="ruff")
    venv, config = await MultiGet(
        Get(VenvPex, PexRequest, ruff.to_pex_request()), Get(Digest, PathGlobs, only_config)
    )
    inputs = await merge((request.files.digest, config))
    files = request.files.files
    return await Get(
        FallibleProcessResult,
        VenvPexProcess(
            venv,
            argv=(*request.command, "--no-cache", *files),
            input_digest=inputs,
            output_files=files,
            description=f"Run ruff {' '.join(request.command)} on {pluralize(len(files), 'file')}",
            level=LogLevel.DEBUG,
        ),
    )


@rule(desc="Lint with ruff", level=LogLevel.DEBUG)
async def lint_python(request: RuffLintRequest.Batch[RuffFieldSet, Any]) -> LintResult:
    sources = await Get(SourceFiles, SourceFilesRequest(fs.source for fs in request.elements))
    ruff = await Get(FallibleProcessResult, RuffRun(("check", "--quiet"), sources.snapshot))
    return LintResult.create(request, ruff)


@rule(desc="Fix with ruff", level=LogLevel.DEBUG)
async def fix_python(request: RuffFixRequest.Batch) -> FixResult:
    # What cannot be fixed stays for `lint` to say.
    command = ("check", "--fix-only")
    ruff = await Get(FallibleProcessResult, RuffRun(command, request.snapshot))
    return await FixResult.create(request, ruff)


@rule(desc="Format with ruff", level=LogLevel.DEBUG)
async def format_python(request: RuffFormatRequest.Batch) -> FmtResult:
    ruff = await Get(FallibleProcessResult, RuffRun(("format",), request.snapshot))
    if ruff.exit_code != 0:
        # `fmt` has no way to fail that spares the other files: they are formatted, and this is
        # reported.
        logger.warning(ruff.stderr.decode().strip())
    return await FmtResult.create(request, ruff)


_IMPORT_RULES = ".importlinter"


class ImportLinter(PythonToolBase):
    options_scope = "import-linter"
    name = "import-linter"
    help = f"Which Python package may import which, set up in {_IMPORT_RULES}."

    default_version = "import-linter"
    default_main = ConsoleScript("lint-imports")
    register_interpreter_constraints = True
    # Pants asks for one; `install_from_resolve` goes before it.
    default_lockfile_resource = ("pants_inseam", "none.lock")

    skip = SkipOption("lint")


@dataclass(frozen=True)
class ImportRulesFieldSet(FieldSet):
    required_fields = (PythonSourceField,)

    source: PythonSourceField


class ImportRulesRequest(LintTargetsRequest):
    field_set_type = ImportRulesFieldSet
    tool_subsystem = ImportLinter  # type: ignore[assignment]


@rule
async def look_once(
    request: ImportRulesRequest.PartitionRequest[ImportRulesFieldSet], linter: ImportLinter
) -> Partitions[ImportRulesFieldSet, Any]:
    # Whichever file is asked for: the rules are about all of them, and one stands for all.
    return Partitions() if linter.skip else Partitions.single_partition(request.field_sets[:1])


@rule(desc="Check who imports whom", level=LogLevel.DEBUG)
async def check_imports(
    request: ImportRulesRequest.Batch[ImportRulesFieldSet, Any],
    linter: ImportLinter,
    source_roots: AllSourceRoots,
) -> LintResult:
    roots = sorted(root.path for root in source_roots)
    venv, sources = await MultiGet(
        Get(VenvPex, PexRequest, linter.to_pex_request()),
        # All of them, in a target or not.
        read([_IMPORT_RULES, *(f"{root}/**/*.py" for root in roots)]),
    )
    result = await Get(
        FallibleProcessResult,
        VenvPexProcess(
            venv,
            argv=(f"--config={_IMPORT_RULES}", "--no-logo", "--no-cache"),
            input_digest=sources,
            # Lines are not broken at 80 characters.
            extra_env={"PEX_EXTRA_SYS_PATH": ":".join(roots), "COLUMNS": "1000"},
            description="Check who imports whom",
            level=LogLevel.DEBUG,
        ),
    )
    # import-linter speaks when all is well, too; the others do not.
    said = result if result.exit_code else replace(result, stdout=b"")
    return LintResult.create(request, said)


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        *RuffLintRequest.rules(),
        *fix_only(RuffFixRequest),
        *RuffFormatRequest.rules(),
        *ImportRulesRequest.rules(),
    )
