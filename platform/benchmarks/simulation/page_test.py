"""That the section is what the kept years say, and that they are of today's assumptions."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest
from benchmarks.simulation.__main__ import simulated
from benchmarks.simulation.cases import BASE, CASES, EIGHT, EVEN, LONG_OUTAGES, MADE, WEEKLY
from benchmarks.simulation.kept import Years, read_years, write_years
from benchmarks.simulation.made_mesh import chain, made_mesh, weekly_mesh
from benchmarks.simulation.page import (
    DOCS,
    breach_hours,
    broken_hours,
    median,
    pictures,
    section,
    with_section,
)

from inseam.orchestration.simulation.assumptions import Assumptions
from inseam.orchestration.simulation.mesh import unknown_inputs
from inseam.promises.feasibility import feasibilities


@pytest.fixture(scope="module")
def years() -> Years:
    return read_years()


def test_the_section_and_its_pictures_are_those_of_the_kept_years(years: Years) -> None:
    """If not: `PYTHONPATH=platform python -m benchmarks.simulation --page`."""
    page = (DOCS / "orchestration.md").read_text(encoding="utf-8")
    assert page == with_section(page, years)
    drawn = dict(pictures(years))
    for name, svg in drawn.items():
        assert (DOCS / "pictures" / name).read_text(encoding="utf-8") == svg
    assert {file.name for file in (DOCS / "pictures").glob("simulation-*.svg")} == set(drawn)


def test_the_kept_years_are_of_the_cases_and_the_assumptions_of_today(years: Years) -> None:
    """If not: `PYTHONPATH=platform python -m benchmarks.simulation`."""
    assert years.assumptions == asdict(Assumptions())
    wanted = [(case.mesh, case.name, case.change, case.seeds) for case in CASES]
    assert wanted == [(c.mesh, c.name, c.change, len(c.seeds)) for c in years.cases]


def test_the_kept_years_of_the_weekly_mesh_are_simulated_again(years: Years) -> None:
    (case,) = (case for case in CASES if case.mesh == WEEKLY)
    assert simulated(case, {WEEKLY: lambda: weekly_mesh(10)}) == years.case(WEEKLY, LONG_OUTAGES)


def test_a_case_changes_what_there_is_and_not_to_what_it_was() -> None:
    known = {field.name for field in fields(Assumptions)}
    for case in CASES:
        assert case.change.keys() <= known
        assert all(getattr(Assumptions(), name) != value for name, value in case.change.items())
        assert bool(case.change) == (case.name != BASE)


def test_what_the_page_says_of_losses_is_so(years: Years) -> None:
    base, made = years.case(EIGHT, BASE), years.case(MADE, BASE)
    weekly = years.case(WEEKLY, LONG_OUTAGES)
    for other in ("cron", "eager"):
        assert broken_hours(weekly, "promised") > broken_hours(weekly, other)
    for case in (base, made):
        of_both = [median(case, name, "staleness_median") for name in ("promised", "eager")]
        assert of_both[0] > of_both[1]
    assert median(made, "promised", "breaches") > median(made, "eager", "breaches")
    even = years.case(MADE, EVEN)
    assert median(even, "promised", "breaches") < median(made, "promised", "breaches") / 2
    assert breach_hours(made, "promised") < breach_hours(made, "eager")
    assert median(base, "promised", "runs") > median(base, "cron", "runs")


def test_the_page_says_every_assumption(years: Years) -> None:
    """One that is changed to a number of its own changes what is said."""
    said = section(years)
    unsaid = []
    for name, value in years.assumptions.items():
        changed = {**years.assumptions, name: value + 7.125}
        other = Years(days=years.days, assumptions=changed, cases=years.cases)
        if section(other) == said:
            unsaid.append(name)
    # A factor of 1, and what is off.
    assert unsaid == ["run_scale", "faults_strike_all"]


def test_kept_years_are_read_as_they_were_written(
    years: Years, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("years") / "years.json"
    write_years(years, file)
    assert read_years(file) == years


def test_a_page_without_the_section_is_said(years: Years) -> None:
    with pytest.raises(ValueError, match="no line `## Simulation`"):
        with_section("# Orchestration\n", years)


def test_a_made_mesh_promises_only_what_can_be_kept() -> None:
    mesh = made_mesh(200, 1).mesh
    found = list(feasibilities(chain(mesh)))
    promised = [one for one in found if one.can_be_kept is not None]
    assert len(promised) > len(mesh.products)
    assert [one for one in promised if not one.can_be_kept] == []
    assert list(unknown_inputs(mesh)) == []
    assert mesh == made_mesh(200, 1).mesh != made_mesh(200, 2).mesh
