"""How SQL is written, and whether both engines read it.

``python -m inseam.style.lint <project folder> <file>...``, in the folder of `.sqlfluff`. Each file
is linted as `.sqlfluff` says, then rendered for Databricks and parsed in its dialect. Macros and
generic tests are read as templates: what they yield is linted where a model calls them.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlfluff.core import Linter
from sqlfluff.core.errors import SQLBaseError, SQLLintError
from sqlfluff.core.linter.common import RenderedFile
from sqlfluff.core.rules import RulePack

from inseam.report.finding import Finding
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.style import findings
from inseam.style.rendering import Engine, NotEnabledError, NotRenderedError, read


@dataclass(slots=True)
class Looked:
    """What was found, and how many files there was SQL in."""

    findings: list[Finding] = field(default_factory=list)
    linted: int = 0
    parsed_as_databricks: int = 0


def lint_files(files: Sequence[Path], folder: str) -> Looked:
    ours, databricks = Engine.of_configuration(), Engine.named("databricks")
    looked = Looked()
    for file in files:
        try:
            text = read(file)
            # What no engine reads is reported once.
            if _lint(file, text, f"{folder}::", ours, looked):
                _parse_as_databricks(file, text, databricks, looked)
        except NotRenderedError as error:
            looked.findings += findings.of_template(file, error)
    return looked


def _lint(file: Path, text: str, target: str, engine: Engine, looked: Looked) -> bool:
    """Whether the other engine may be asked too."""
    try:
        rendered = engine.render(file, text)
    except NotEnabledError:
        return True
    violations = _violations(rendered, engine.linter.get_rulepack(config=rendered.config))
    looked.findings += findings.of_violations(file, text, violations, target)
    looked.linted += 1
    return all(isinstance(violation, SQLLintError) for violation in violations)


def _parse_as_databricks(file: Path, text: str, engine: Engine, looked: Looked) -> None:
    try:
        rendered = engine.render(file, text)
    except NotEnabledError:
        return
    except NotRenderedError as error:
        # It was rendered before, so this engine is what it cannot be rendered for.
        looked.findings += findings.of_databricks_template(file, error)
        return
    if not any(variant.templated_str.strip() for variant in rendered.templated_variants):
        return
    no_rules = RulePack([], engine.linter.get_rulepack(config=rendered.config).reference_map)
    looked.findings += [
        findings.of_databricks(file, violation) for violation in _violations(rendered, no_rules)
    ]
    looked.parsed_as_databricks += 1


def _violations(rendered: RenderedFile, rules: RulePack) -> list[SQLBaseError]:
    """Without those that a `-- noqa` is there for."""
    return Linter.lint_rendered(rendered, rules).get_violations()


def main() -> Report:
    folder, *files = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    looked = lint_files([Path(file) for file in files], folder)
    if not looked.findings:
        return Report()  # there are many batches of files: a clean one says nothing
    return report(
        looked.findings,
        f"{folder}: {looked.linted} of {len(files)} SQL files linted,"
        f" {looked.parsed_as_databricks} parsed as Databricks SQL",
    )


if __name__ == "__main__":
    sys.exit(run_process(main))
