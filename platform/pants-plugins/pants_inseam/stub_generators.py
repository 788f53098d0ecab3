"""A library that generates files in a few lines, and products for it to work on.

What it is given decides what it does: a contract with `broken` in it is input that cannot be read,
one with `fault` ends its process as Python does when a module cannot be started.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pants.core.goals.fix import Fix
from pants.core.goals.lint import Lint, LintResult
from pants.core.util_rules.partitions import Partitions
from pants.engine.target import AllTargets
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.generate import Generate
from pants_inseam.lint.generated_files import LintCodeowners, LintProjectFiles, LintPublishedFile
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
    set_options,
    source,
)

_COMMON = """\
import json, os, re, sys
from pathlib import Path

findings = []

def find(what, file):
    findings.append({"what": what, "rule": what, "file": str(file)})

def end(code):
    if findings:
        print(json.dumps({"findings": findings}))
    sys.exit(code)

def refuse(paths):
    for path in paths:
        if "fault" in path.read_text():
            sys.exit("Traceback of a fault")
    broken = [path for path in paths if "broken" in path.read_text()]
    for path in broken:
        find("broken", path)
    if broken:
        end(2)

def write(out, path, text):
    if not path.is_file() or path.read_text() != text:
        target = Path(out, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        find("stale", path)
"""
# A models file and a macro for each contract; snapshots. A snapshot that says `edited` is a
# person's to put right.
_PROJECT = """\
project, out, *accepted = sys.argv[1:]
project = Path(project)
contracts = sorted(project.glob("models/output_ports/*/*.odcs.yaml"))
for path in contracts:
    write(out, path.parent / "_models.yml", path.read_text())
    write(out, project / "macros/generate_schema_name.sql", "the macro")
refuse(contracts)  # when some files are written already
for path in sorted(project.glob("models/input_ports/*.source.yaml")):
    for id in re.findall(r"id: ([a-z0-9-]+)}", path.read_text()):
        snapshot = path.parent / f"{id}.odcs.yaml"
        versions = sorted(Path("contracts/published", id).glob("*.odcs.yaml"))
        if not versions:
            find("not published", path)
            end(2)
        if id in accepted or not snapshot.is_file():
            write(out, snapshot, versions[-1].read_text())
        elif "edited" in snapshot.read_text():
            find("edited", snapshot)
end(1 if findings else 0)
"""
_PUBLISHED = """\
file, out, *others = sys.argv[1:]
refuse([Path(file)])
for other in others:
    find("claimed by " + other, file)
    end(2)
id = Path(file).name[: -len(".odcs.yaml")]
path = Path("contracts/published", id, "1.0.0.odcs.yaml")
if "status: active" in Path(file).read_text() and not path.is_file():
    write(out, path, Path(file).read_text())
if "reused" in Path(file).read_text():
    find("version-reused", file)
end(1 if findings else 0)
"""
_CODEOWNERS = """\
(out,) = sys.argv[1:]
refuse([Path("platform/teams.yaml")])
files = sorted(str(path) for path in Path(".").glob("**/*.yaml"))
write(out, Path("CODEOWNERS"), "\\n".join(files))
end(1 if findings else 0)
"""
# dbt parses anything but what has this word, if the project was without it.
_STILL_PARSED = """\
project, planned, profiles, as_of = sys.argv[1:]
texts = [p.read_text() for p in sorted(Path(planned, project).rglob("*")) if p.is_file()]
if any("unparsable" in text for text in texts) and Path(project, "dbt_project.yml").is_file():
    find("unparsable", Path(project, "dbt_project.yml"))
print(f"parsed {project}", file=sys.stderr)
end(1 if findings else 0)
"""
LIBRARY = below(
    "platform/inseam/codegen",
    {
        "still_parsed.py": _COMMON + _STILL_PARSED,
        "codeowners.py": _COMMON + _CODEOWNERS,
        "project.py": _COMMON + _PROJECT,
        "published.py": _COMMON + _PUBLISHED,
    },
)
TEAMS = {"platform/teams.yaml": "[]\n"}
OLD = "the text of before"


def repository(*files: Files) -> RuleRunner:
    """Where several say what is in a file, the last one does."""
    merged = {path: content for some in (LIBRARY, *files) for path, content in some.items()}
    return make_repository(merged)


def product(name: str, text: str = "", reads: tuple[str, ...] = ()) -> Files:
    """With the output port `<name>-v1`, whose contract ends in ``text``."""
    files = {
        "BUILD": "data_product()",
        f"models/output_ports/v1/{name}-v1.odcs.yaml": port(name, text),
    }
    if reads:
        files["models/input_ports/all.source.yaml"] = source(*reads)
    return below(f"products/{name}", files)


def port(name: str, text: str = "") -> str:
    return contract(f"{name}-v1") + text


def models(name: str) -> str:
    return f"products/{name}/models/output_ports/v1/_models.yml"


def macro(name: str) -> str:
    return f"products/{name}/macros/generate_schema_name.sql"


def snapshot(name: str, contract_id: str) -> str:
    return f"products/{name}/models/input_ports/{contract_id}.odcs.yaml"


def published(contract_id: str, version: str = "1.0.0") -> str:
    return f"contracts/published/{contract_id}/{version}.odcs.yaml"


def up_to_date(name: str, text: str = "") -> Files:
    return {models(name): port(name, text), macro(name): "the macro"}


def generate(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    return _run(runner, Generate, arguments)


def lint(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    return _run(runner, Lint, arguments)


GENERATED_FILES: tuple[Any, ...] = (LintProjectFiles, LintPublishedFile, LintCodeowners)


def lint_results(runner: RuleRunner, requests: Iterable[Any] = GENERATED_FILES) -> list[LintResult]:
    """What `lint ::` shows of the checks that are asked for: its goal only has the exit code."""
    runner.scheduler.invalidate_all_files()
    set_options(runner)
    targets = runner.request(AllTargets, [])
    results = []
    for request in requests:
        elements = tuple(
            request.field_set_type.create(target)
            for target in targets
            if request.field_set_type.is_applicable(target)
        )
        if not elements:
            continue  # as the goal does
        partitions = runner.request(Partitions, [request.PartitionRequest(elements)])
        for partition in partitions:
            batch: Any = request.Batch("", partition.elements, partition.metadata)
            results.append(runner.request(LintResult, [batch]))
    return results


def lint_findings(runner: RuleRunner) -> list[tuple[str, str]]:
    return sorted(found for result in lint_results(runner) for found in findings(result.stdout))


def fix(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    return _run(runner, Fix, arguments)


def _run(runner: RuleRunner, goal: type, arguments: tuple[str, ...]) -> GoalRuleResult:
    runner.scheduler.invalidate_all_files()
    return runner.run_goal_rule(
        goal, args=[*OPTIONS, *(arguments or ("products::",))], env_inherit=pex_tool_variables()
    )


def findings(output: str) -> list[tuple[str, str]]:
    """What the library said, and of which file, however many reports there are."""
    reports = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return sorted((f["what"], f["file"]) for report in reports for f in report["findings"])


def files_in(runner: RuleRunner) -> dict[str, str]:
    """All but what Pants keeps."""
    root = Path(runner.build_root)
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {
        str(path): (root / path).read_text()
        for path in sorted(paths)
        if not path.parts[0].startswith(".")
    }
