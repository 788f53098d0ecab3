"""A repository of a few files for this backend's tests, and Pants in this process to work on it.

What Pants caches lies in a folder of the test run, not in the user's cache. The tools' environment
is made from a lock without requirements, so nothing is installed; where a test starts a process,
the `inseam` library is a few lines that say what they were given.
"""

from __future__ import annotations

import os.path
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Union

from pants.backend.project_info import dependents
from pants.backend.project_info.dependents import Dependents, DependentsRequest
from pants.backend.python import target_types_rules
from pants.backend.python.dependency_inference import rules as python_inference
from pants.backend.python.target_types import PythonSourcesGeneratorTarget
from pants.backend.python.util_rules import pex
from pants.base.specs import Specs
from pants.build_graph.address import AddressInput
from pants.core.goals import check, fix, fmt, lint, package, publish, run, tailor, test
from pants.core.goals.check import CheckResults
from pants.core.goals.fix import FixResult
from pants.core.goals.fmt import FmtResult
from pants.core.goals.lint import LintResult
from pants.core.goals.publish import PublishProcesses
from pants.core.goals.run import RunRequest
from pants.core.goals.tailor import PutativeTargets
from pants.core.goals.test import TestResult
from pants.core.target_types import FileTarget, ResourceTarget
from pants.core.util_rules import archive, stripped_source_files
from pants.core.util_rules.partitions import Partitions
from pants.engine.addresses import Address, Addresses
from pants.engine.fs import Digest
from pants.engine.internals.graph import Owners, OwnersRequest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import QueryRule
from pants.engine.target import (
    AllTargets,
    DependenciesRequest,
    SourcesPaths,
    SourcesPathsRequest,
    Target,
    TransitiveTargets,
    TransitiveTargetsRequest,
)
from pants.testutil.rule_runner import RuleRunner
from pants.util.dirutil import safe_mkdtemp

from pants_inseam import register
from pants_inseam.contract_index import ContractIndex
from pants_inseam.facts.of_product import ProductFacts, ProductFactsRequest
from pants_inseam.facts.shared import AllFacts, SharedFacts
from pants_inseam.git_base import BaseGlobs, BaseRequest, Branch
from pants_inseam.goals.check import DatabricksCompileRequest, ProductCheckRequest
from pants_inseam.goals.publish import PublishDataProductRequest
from pants_inseam.goals.release import ReleaseCandidate
from pants_inseam.goals.run import DbtRunFieldSet
from pants_inseam.goals.tailor import PutativeContractTargetsRequest, PutativeDbtTargetsRequest
from pants_inseam.goals.testing import DbtTestRequest
from pants_inseam.inputs.contracts import CanonicalContract, ContractFile
from pants_inseam.inputs.project_files import DbtProjectFiles
from pants_inseam.inputs.rows import GeneratedInputs, GeneratedInputsRequest
from pants_inseam.library import EntryModule, EntrySources, LibraryProcess, Tools, ToolsRequest
from pants_inseam.lint.contracts import LintContract, LintProduct
from pants_inseam.lint.generated_files import LintCodeowners, LintProjectFiles, LintPublishedFile
from pants_inseam.lint.policies import JudgeContracts, JudgeProducts, JudgeRest
from pants_inseam.lint.sqlfluff import SqlfluffFixRequest, SqlfluffFmtRequest, SqlfluffLintRequest
from pants_inseam.product_cycles import ProductCycles
from pants_inseam.reports import Report, ShowReportRequest
from pants_inseam.target_types import DbtProject, DbtProjectToolsField

Files = Mapping[str, Union[str, bytes]]

LOCK = "locks/empty.txt"
RESOLVES = dict.fromkeys(("databricks", "library", "publish", "sqlfluff", "testing"), LOCK)
# Stubs import nothing that would take long.
WITHOUT_WARM_PROCESSES = "--no-inseam-warm-processes"
OPTIONS = (
    "--source-root-patterns=['/platform']",
    "--python-enable-resolves",
    f"--python-resolves={RESOLVES}",
    "--no-python-resolves-generate-lockfiles",
    "--python-default-resolve=library",
    "--python-infer-use-rust-parser",
    # The interpreter of this test; no other is searched for.
    f"--python-interpreter-constraints=['=={sys.version_info[0]}.{sys.version_info[1]}.*']",
    f"--python-bootstrap-search-path=['{os.path.realpath(sys.executable)}']",
    WITHOUT_WARM_PROCESSES,
)
# `.pants.bootstrap` sets them.
PEX_TOOL = ("KNOWN_VERSIONS", "URL_TEMPLATE", "VERSION")

# Shows a report as it is.
STUB_REPORT = """\
import sys

_, format, file = sys.argv
print(open(file).read(), end="")
"""
# Leaves out comments that have a line of their own.
STUB_CANONICAL_PROJECT = """\
import os, sys

folder, target = sys.argv[1:]
os.makedirs(target)
for at, _, names in os.walk(folder):
    for name in names:
        copy = os.path.join(target, os.path.relpath(at, folder), name)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        with open(os.path.join(at, name)) as source, open(copy, "w") as form:
            form.writelines(line for line in source if not line.startswith("--"))
"""


def _tools() -> dict[str, str]:
    """What every dbt project depends on."""
    tools = {
        LOCK: "# nothing\n",
        ".sqlfluff": "",
        "BUILD": "file(name='sqlfluff', source='.sqlfluff')\n",
        "platform/dbt/BUILD": "file(name='profiles', source='profiles.yml')\n",
        "platform/dbt/profiles.yml": "",
        "platform/policies/BUILD": "file(name='dbt-bouncer', source='dbt-bouncer.yml')\n",
        "platform/policies/dbt-bouncer.yml": "",
    }
    for address in DbtProjectToolsField.default or ():
        if address.endswith(".py"):
            path = address[len("//") :]
            tools[path] = ""
            tools[os.path.join(os.path.dirname(path), "BUILD")] = "python_sources()\n"
    return {
        **tools,
        "platform/inseam/dbt_project/canonical.py": STUB_CANONICAL_PROJECT,
        "platform/inseam/release/candidate.py": "import sys; open(sys.argv[2], 'w').write('{}')",
        "platform/inseam/report/__main__.py": STUB_REPORT,
    }


TOOLS = _tools()

_LINTERS = (
    JudgeContracts,
    JudgeProducts,
    JudgeRest,
    LintCodeowners,
    LintContract,
    LintProduct,
    LintProjectFiles,
    LintPublishedFile,
    SqlfluffLintRequest,
)
# What tests ask for.
QUERIES = (
    *(QueryRule(LintResult, [linter.Batch]) for linter in _LINTERS),
    *(
        QueryRule(Partitions, [one.PartitionRequest])
        for one in (*_LINTERS, SqlfluffFixRequest, SqlfluffFmtRequest)
    ),
    *(
        QueryRule(product, [request] if request else [])
        for product, request in (
            (Address, AddressInput),
            (AllFacts, None),
            (Addresses, DependenciesRequest),
            (Branch, BaseRequest),
            (CanonicalContract, ContractFile),
            (CheckResults, DatabricksCompileRequest),
            (CheckResults, ProductCheckRequest),
            (ContractIndex, None),
            (Digest, BaseGlobs),
            (DbtProjectFiles, DbtProject),
            (Dependents, DependentsRequest),
            (EntrySources, EntryModule),
            (FallibleProcessResult, LibraryProcess),
            (FixResult, SqlfluffFixRequest.Batch),
            (FmtResult, SqlfluffFmtRequest.Batch),
            (GeneratedInputs, GeneratedInputsRequest),
            (Owners, OwnersRequest),
            (ProductCycles, None),
            (ProductFacts, ProductFactsRequest),
            (PutativeTargets, PutativeContractTargetsRequest),
            (PutativeTargets, PutativeDbtTargetsRequest),
            (ReleaseCandidate, DbtProject),
            (RunRequest, DbtRunFieldSet),
            (SharedFacts, None),
            (Report, ShowReportRequest),
            (SourcesPaths, SourcesPathsRequest),
            (TestResult, DbtTestRequest.Batch),
            (Tools, ToolsRequest),
            (TransitiveTargets, TransitiveTargetsRequest),
        )
    ),
    QueryRule(PublishProcesses, [PublishDataProductRequest, Specs]),
)


@cache
def _runner() -> RuleRunner:
    """The one of this process: a second one would look for interpreters and binaries again."""
    cache = safe_mkdtemp(prefix="pants_inseam_tests.")
    return RuleRunner(
        rules=[
            *archive.rules(),
            *check.rules(),
            *dependents.rules(),
            *fix.rules(),
            *fmt.rules(),
            *lint.rules(),
            *package.rules(),
            *publish.rules(),
            *run.rules(),
            *tailor.rules(),
            *pex.rules(),
            *python_inference.rules(),
            *stripped_source_files.rules(),
            *target_types_rules.rules(),
            *test.rules(),
            *register.rules(),
            *QUERIES,
        ],
        target_types=[
            FileTarget,
            PythonSourcesGeneratorTarget,
            ResourceTarget,
            *register.target_types(),
        ],
        bootstrap_args=[f"--local-store-dir={cache}/store", f"--named-caches-dir={cache}/named"],
    )


def make_repository(files: Files) -> RuleRunner:
    """A repository with the tools and ``files``, and nothing from the one before."""
    runner = _runner()
    for entry in Path(runner.build_root).iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    runner.scheduler.invalidate_all_files()
    set_options(runner)
    runner.write_files({**TOOLS, **files})
    return runner


def set_options(runner: RuleRunner, *options: str) -> None:
    """Begins a new session, as a new call of `pants` does."""
    runner.set_options([*OPTIONS, *options], env_inherit=pex_tool_variables())


def pex_tool_variables() -> set[str]:
    return {f"PANTS_PEX_CLI_{name}" for name in PEX_TOOL}


def commit(runner: RuleRunner, message: str = "more") -> str:
    """All that is in the repository, which becomes one of git; the commit's id."""
    if not Path(runner.build_root, ".git").exists():
        git(runner, "init", "--quiet", "--initial-branch=main")
    git(runner, "add", "--all")
    git(runner, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(runner, "rev-parse", "HEAD").strip()


def git(runner: RuleRunner, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    command = ("git", "-C", runner.build_root, *identity, *arguments)
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def below(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def contract(contract_id: str) -> str:
    return f"apiVersion: v3.1.0\nkind: DataContract\nid: {contract_id}\n"


def source(*contract_ids: str) -> str:
    """A dbt sources file with a source for each contract."""
    return "sources:\n" + "".join(
        f"  - name: source_{i}\n    config: {{meta: {{data_contract: {{id: {contract_id}}}}}}}\n"
        for i, contract_id in enumerate(contract_ids)
    )


def targets_in(runner: RuleRunner, folder: str) -> dict[str, Target]:
    """The targets of a folder by their addresses, without those that generate others."""
    targets: Iterable[Target] = runner.request(AllTargets, [])
    return {str(t.address): t for t in targets if t.address.spec_path == folder}
