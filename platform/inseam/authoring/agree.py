"""Drafts an agreement: ``python -m inseam.authoring.agree <format> <request.json>``.

Runs at the top of the repository. Exit codes: `inseam.report.exit_code`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from inseam.authoring.agreement import agreement_file
from inseam.authoring.options import missing, option_error, read_options, refuse
from inseam.authoring.repository import PRODUCTS, Provided, provided, unknown_contract
from inseam.authoring.written_files import written
from inseam.codegen.codeowners import FILE as CODEOWNERS
from inseam.codegen.codeowners import write_codeowners
from inseam.codegen.teams import FILE as TEAMS
from inseam.documents.day import day_given
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.near_names import did_you_mean
from inseam.report.process import run_process
from inseam.report.report import Report, report

_GOAL = "agree"
# As the policy `agreement-purpose-thin` has it.
LEAST_WORDS = 5
_ASKED = {
    "product": "the product that reads, by its folder's name",
    "port": "what it reads: the id of the contract",
    "purpose": "who does what with the data, in a sentence",
}


@dataclass(frozen=True, slots=True)
class AgreeOptions:
    product: str = ""
    port: str = ""
    purpose: str = ""
    start: str = ""


def thin_purpose(goal: str, purpose: str) -> list[Finding]:
    """What is wrong with a purpose to which nobody can agree."""
    if not purpose or len(purpose.split()) >= LEAST_WORDS:
        return []
    what = f"The purpose has fewer than {LEAST_WORDS} words: {purpose}"
    return [option_error(goal, "purpose", what, "Write who does what with the data.")]


def unusable(read: Provided, what: str, fix: str) -> Finding:
    """What keeps a contract from being read, and what its team does about it."""
    owner = read.contract.owner
    return Finding(
        rule="input-unusable",
        severity=Severity.ERROR,
        file=read.contract.file,
        message=f"The contract `{read.contract.id}` {what}.",
        fix=f"{f'The team `{owner}`' if owner else 'Whoever answers for it'} {fix}.",
    )


def without_agreement(read: Provided, root: Path) -> list[Finding]:
    """Why nobody can agree on a port: what the agreement would name is not there."""
    found = []
    if not read.reading_roles:
        what = "has no `roles`, and an agreement names those that readers get"
        found.append(unusable(read, what, "adds one with `access: read`"))
    if read.product and not any((root / PRODUCTS / read.product).glob("*.odps.yaml")):
        what = f"is of `{read.product}`, which has no ODPS file that says who approves an agreement"
        found.append(unusable(read, what, "writes it"))
    return found


def start_day(goal: str, given: str) -> date:
    """Raises `InputError` for what is not a day."""
    return day_given(given, f"--{goal}-start") if given else datetime.now(UTC).date()


def agree(options: AgreeOptions, root: Path) -> Report:
    """Raises `InputError` with all that is missing or wrong."""
    given = {"product": options.product, "port": options.port, "purpose": options.purpose}
    absent = [(option, what) for option, what in _ASKED.items() if not given[option]]
    problems = [missing(_GOAL, absent)] if absent else []
    problems += thin_purpose(_GOAL, options.purpose)
    products = sorted(path.parent.name for path in (root / PRODUCTS).glob("*/dbt_project.yml"))
    if options.product and options.product not in products:
        what = f"There is no product `{options.product}` in {PRODUCTS}/."
        fix = did_you_mean(options.product, products, "Name its folder.")
        problems.append(option_error(_GOAL, "product", what, fix))
    read: Provided | None = None
    if options.port:
        read = provided(root, options.port)
        if read is None:
            problems.append(option_error(_GOAL, "port", *unknown_contract(root, options.port)))
        elif read.product == options.product:
            what = f"`{options.port}` is a port of `{options.product}` itself."
            problems.append(option_error(_GOAL, "port", what, "Name a port of another product."))
        else:
            problems += without_agreement(read, root)
    try:
        start = start_day(_GOAL, options.start)
    except InputError as error:
        problems += error.findings
    refuse(problems)
    assert read is not None
    file = agreement_file(options.product, read, options.purpose, start)
    with written([file], root, (CODEOWNERS,)):
        made = write_codeowners(root) if (root / TEAMS).is_file() else []
    owner = read.contract.owner
    return report(
        [],
        *sorted(f"wrote {path}" for path in (file.path, *(found.file for found in made))),
        f"Next: commit it. {f'The team `{owner}`' if owner else 'The provider'} approves it in the"
        " pull request.",
    )


def main() -> int:
    form, request = sys.argv[1:]
    options = read_options(Path(request), AgreeOptions)
    return run_process(lambda: agree(options, Path()), FORMATS[form])


if __name__ == "__main__":
    sys.exit(main())
