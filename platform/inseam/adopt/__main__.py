"""``python -m inseam.adopt <format> <request.json>``, in the root of the repository.

The request is ``{"version": 1, "options": {...}}`` (`inseam.adopt.request.Options`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from inseam.adopt.bench import make_bench
from inseam.adopt.origin import Project, find_projects
from inseam.adopt.packages import shared_packages
from inseam.adopt.plan import Planned, Prepared, plan_all, prepare
from inseam.adopt.providers import contracts_here, providers_of
from inseam.adopt.request import Options, answers, read_options
from inseam.adopt.settings import snake_case
from inseam.adopt.show import shown
from inseam.adopt.stage import refused
from inseam.adopt.writing import Changes, changes, is_in_place, record, recorded, write
from inseam.codegen.teams import read_teams
from inseam.documents.day import day_given
from inseam.report.finding import Finding, InputError
from inseam.report.formats import FORMATS
from inseam.report.near_names import did_you_mean
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.report.unknown_form import refuse_unknown_form


def adopt(options: Options, root: Path) -> Report:
    """Raises `InputError` with all that is missing or wrong in what was asked."""
    if not options.from_:
        raise InputError(
            [refused("--adopt-from", "No project is named.", "Name a folder or a git address.")]
        )
    today = (
        day_given(options.today, "--adopt-today")
        if options.today
        else datetime.now().astimezone().date()
    )
    given = answers(options)
    with tempfile.TemporaryDirectory(prefix="adopt-") as folder:
        scratch = Path(folder)
        projects = _projects(options, scratch)
        prepared = _prepared(options, projects, given, root)
        bench = make_bench(root, scratch)
        planned = plan_all(prepared, options, root, bench, today)
        compared = {one.product: changes(root, one) for one in planned if not one.is_refused}
        if options.write:
            _write(root, planned, compared)
    return shown(planned, compared, today, is_written=options.write)


def _write(root: Path, planned: list[Planned], compared: Mapping[str, Changes]) -> None:
    """Everything that is not refused, at once."""
    new: dict[str, bytes] = {}
    over: dict[str, bytes] = {}
    removed: list[str] = []
    for one in planned:
        if (found := compared.get(one.product)) is not None:
            before = recorded(root, one.product)
            new |= found.new
            over |= found.replaced
            (new if before is None else over).update(record(one, before or {}))
            removed += found.removed
    try:
        write(root, new, over, removed)
    except OSError as error:
        message = f"Nothing is written: {error.strerror}."
        raise InputError([refused(str(error.filename), message, "Make room for it.")]) from None


def _projects(options: Options, scratch: Path) -> list[Project]:
    found: list[Project] = []
    problems: list[Finding] = []
    for place, address in enumerate(options.from_):
        try:
            found += find_projects(address, scratch / str(place))
        except InputError as error:
            problems += error.findings
    if not problems and options.as_ and len(found) != 1:
        message = (
            f"--adopt-as={options.as_} names one product, and there are {len(found)} projects."
        )
        problems.append(refused("--adopt-as", message, "Leave it out: each has its own name."))
    if problems:
        raise InputError(problems)
    return found


def _prepared(
    options: Options, projects: list[Project], given: Mapping[str, str], root: Path
) -> list[Prepared]:
    shared = shared_packages(root)
    found = _place_of_production(root)
    prepared: list[Prepared] = []
    problems: list[Finding] = []
    for project in projects:
        try:
            prepared.append(prepare(project, options.as_, given, found, options, shared, ()))
        except InputError as error:
            problems += error.findings
    # What others are called decides which packages are products.
    names = [name for one in prepared for name in one.names]
    prepared = [
        prepare(one.project, options.as_, given, found, options, shared, names) for one in prepared
    ]
    teams = read_teams() if (root / "platform/teams.yaml").is_file() else {}
    for one in prepared:
        problems += [n for n in one.notes if n.rule == "adopt-unanswered"]
        team = one.answers.get("team")
        if team and team not in teams:
            fix = did_you_mean(
                team, teams, "Add it to platform/teams.yaml first, with its contact."
            )
            problems.append(
                refused(one.shown, f"`team`: no team of platform/teams.yaml is `{team}`.", fix)
            )
        is_taken = (root / "products" / one.product).exists()
        is_ours = is_in_place(root, one.product, one.project)
        if is_taken and not is_ours and recorded(root, one.product) is None:
            message = (
                f"There is a product `{one.product}` here that was not brought in from a project."
            )
            problems.append(refused(one.shown, message, "Give it another name with --adopt-as."))
        if snake_case(one.product) != one.product:
            message = f"`{one.product}` cannot be the name of a product."
            problems.append(refused(one.shown, message, f"Take {snake_case(one.product)}."))
    if problems:
        raise InputError(problems)
    return prepared


def _place_of_production(root: Path) -> dict[str, str]:
    """The server of the repository's own contracts, where they all name one."""
    hosts = {
        str(server["host"])
        for provider in providers_of(contracts_here(root))
        for server in provider.document.value.get("servers") or ()
        if isinstance(server, dict) and server.get("type") == "databricks" and server.get("host")
    }
    return {"host": hosts.pop()} if len(hosts) == 1 else {}


def main() -> Report:
    form, request = sys.argv[1:]
    refuse_unknown_form("adopt", form, FORMATS)
    return adopt(read_options(Path(request)), Path())


if __name__ == "__main__":
    sys.exit(
        run_process(main, FORMATS.get(sys.argv[1] if len(sys.argv) > 1 else "", FORMATS["json"]))
    )
