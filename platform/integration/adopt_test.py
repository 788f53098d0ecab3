"""Dbt projects as people have them become data products; `adopt/README.md` has what is in which."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Repository, Result, make_repository

FOLDER = "platform/integration/adopt"
# By the product's name: the folder of its project, and what becomes of it.
PROJECTS = {
    "harbour_core": ("harbour", "green"),
    "harbour_money": ("harbour", "green"),
    "orchard_sales": ("orchard_sales", "green"),
    "museum_tickets": ("museum_tickets", "green"),
    "clinic_visits": ("clinic", "green"),
    "library_loans": ("library_loans", "green"),
    "radio_shows": ("radio_shows", "green"),
    "ferry_trips": ("ferry_trips", "green"),
    "weather": ("weather", "green"),
    "till_watch": ("till_watch", "green"),
    "choir": ("choir", "green"),
    # Its steps by hand are in `BY_HAND`.
    "bakery": ("bakery", "by hand"),
    "theatre_seats": ("theatre_seats", "refused"),
}
BY_HAND = {
    "bakery": {
        "models/int_history.sql": ("insert_by_period", "delete+insert"),
        "tests/assert_many_orders.sql": ("needs_full_load", "full_load"),
    }
}
# They read its ports.
PROVIDER = "store_sales"


def adopt(repository: Repository, *folders: str, write: bool = True) -> Result:
    return repository.pants(
        "adopt",
        *(f"--adopt-from={FOLDER}/{folder}" for folder in dict.fromkeys(folders)),
        f"--adopt-answers-file={FOLDER}/answers.yaml",
        "--adopt-today=2026-01-01",
        *(["--adopt-write"] if write else []),
    )


def with_package(repository: Repository) -> None:
    """The package that `weather` calls is in the repository already."""
    shutil.copytree(ROOT / FOLDER / "toolbelt", repository.root / "shared/toolbelt")
    (repository.root / "shared/toolbelt/BUILD").write_text("dbt_package()\n", encoding="utf-8")


@pytest.fixture(scope="module")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    root = tmp_path_factory.mktemp("adopted")
    repository = make_repository(root, {PROVIDER}, with_package)
    yield repository
    repository.stop_daemon()


@pytest.fixture
def repository(provided: Repository) -> Iterator[Repository]:
    yield provided
    provided.restore()


def tested(repository: Repository, *products: str) -> Mapping[str, bool]:
    result = repository.pants("test", *(f"products/{product}::" for product in products))
    green = {f"products/{p}#dbt" for p in products} & result.tested - result.failed
    return {product: f"products/{product}#dbt" in green for product in products}


def test_nothing_is_written_without_being_asked(repository: Repository) -> None:
    result = adopt(repository, "orchard_sales", write=False)

    assert result.exit_code == 0, result.output
    assert "port: growers in orchard-sales-v1 (it is in the folder `marts`)" in result.output
    assert "nothing is written: add --adopt-write" in result.output
    assert repository.git_status() == ""


def test_two_projects_that_read_each_other(repository: Repository) -> None:
    result = adopt(repository, "harbour")

    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output
    assert set(tested(repository, "harbour_core", "harbour_money").values()) == {True}
    # What is generated is there, and every target too.
    assert repository.pants("generate", "products::", "contracts::").exit_code == 0
    assert repository.pants("tailor", "--check", "::").exit_code == 0

    assert "dues_board  dashboard of harbour_money" in repository.pants("agreements").output

    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message=Bring in the harbour")
    try:
        lineage = repository.pants(
            "--lineage-upstream=harbour_money/dues_by_ship.ship_name", "lineage", "products::"
        )
        assert "harbour_core" in lineage.output, lineage.output
        assert "port_authority" in lineage.output or "port-authority" in lineage.output
        contract = "products/harbour_core/models/output_ports/v1/harbour-core-v1.odcs.yaml"
        repository.replace(contract, "name: ship_name", "name: called")
        gate = repository.pants("--contract-gate-base=HEAD", "contract-gate")
        assert "harbour_money" in gate.output, gate.output
    finally:
        repository.git("reset", "--hard", "--quiet", "HEAD~1")


def test_a_newer_commit_overwrites_nothing_that_a_person_changed(repository: Repository) -> None:
    assert adopt(repository, "orchard_sales").exit_code == 0
    repository.git("add", "--all")
    ours = "products/orchard_sales/models/staging/stg_growers.sql"
    repository.replace(ours, "grower_name,", "upper(grower_name) as grower_name,")
    project = f"{FOLDER}/orchard_sales/models"
    repository.replace(
        f"{project}/staging/stg_growers.sql", "grower_name,", "trim(grower_name) as grower_name,"
    )
    repository.replace(f"{project}/marts/crates.sql", "fruit, kilos", "kilos, fruit")

    result = adopt(repository, "orchard_sales")

    assert result.exit_code == 0, result.output
    port = repository.root / "products/orchard_sales/models/output_ports/v1/crates.sql"
    assert "kilos, fruit" in port.read_text("utf-8")
    assert "upper(grower_name)" in (repository.root / ours).read_text("utf-8")
    assert f"{ours}: warning[adopt-differs]" in result.output
    assert "trim(grower_name)" in result.output
    assert "as it was brought in" in result.output


@pytest.mark.nightly
def test_each_project_becomes_a_product(repository: Repository) -> None:
    result = adopt(repository, *(folder for folder, _ in PROJECTS.values()))

    assert "Traceback" not in result.output
    assert result.exit_code == 1, result.output  # one is refused
    refused = set(re.findall(r"^(\w+): refused", result.output, re.MULTILINE))
    expected = {p for p, (_, what) in PROJECTS.items() if what == "refused"}
    assert refused == expected
    written = [product for product in PROJECTS if product not in refused]
    green = dict(tested(repository, *written, PROVIDER))
    assert green.pop(PROVIDER)  # nobody else is disturbed
    assert [p for p, is_green in green.items() if is_green] == [
        p for p, (_, what) in PROJECTS.items() if what == "green"
    ]
    for product, steps in BY_HAND.items():
        for path, (old, new) in steps.items():
            assert old in result.output or path in result.output
            repository.replace(f"products/{product}/{path}", old, new)
    assert all(tested(repository, *BY_HAND).values())
    assert repository.pants("tailor", "--check", "::").exit_code == 0


def test_the_table_names_two_projects_for_each_point() -> None:
    text = (ROOT / FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    folders = {folder for folder, _ in PROJECTS.values()}

    assert [int(number) for number, _ in rows] == list(range(1, 29))
    for number, named in rows:
        found = re.findall(r"`(\w+)`", named)
        assert len(found) >= 2, number
        assert set(found) <= folders, number


def test_each_folder_is_a_project_of_the_test() -> None:
    folders = {path.name for path in Path(ROOT / FOLDER).iterdir() if path.is_dir()}

    assert folders - {"toolbelt"} == {folder for folder, _ in PROJECTS.values()}
