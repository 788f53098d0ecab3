"""`affected` names every product whose test has to run: by building all of them, before and after.

Edits are drawn by a seed, as many as fit into the time: a few for every change, many each night.
benchmarks/rebuild_oracle.py does the same for as long as one likes.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator

import pytest
from benchmarks.mesh_files import files
from benchmarks.mesh_plan import plan
from benchmarks.rebuild_oracle import Repository as Oracle
from benchmarks.rebuild_oracle import Tally, replay, search
from conftest import PRODUCTS, Repository, make_repository

SECONDS = 20
NIGHTLY_SECONDS = 600
COMMITS = 2
NIGHTLY_COMMITS = 20
# Made-up products: enough that some are read by others.
PRODUCTS_MADE = 5


def write_mesh(repository: Repository) -> None:
    """Instead of the repository's own products and contracts."""
    shutil.rmtree(repository.root / "contracts")
    for path, text in files(plan(PRODUCTS_MADE, 1, ["platform-application"])):
        file = repository.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    repository = make_repository(tmp_path_factory.mktemp("made"), (), write_mesh)
    yield repository
    repository.stop_daemon()


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy of its own: these tests commit what they edit."""
    repository = make_repository(tmp_path_factory.mktemp("own"), PRODUCTS)
    yield repository
    repository.stop_daemon()


def assert_none_missed(tally: Tally) -> None:
    print(tally)
    assert tally.missed == []
    # Else there was nothing to miss.
    assert tally.named


def tell_edits_of_own_products(repository: Repository, seconds: float, seed: int) -> None:
    assert_none_missed(search(Oracle(repository.root), seconds, random.Random(seed)))


def tell_edits_of_made_up_products(
    repository: Repository, seconds: float, commits: int, seed: int
) -> None:
    oracle, draw = Oracle(repository.root), random.Random(seed)
    assert_none_missed(replay(oracle, commits, draw))
    assert_none_missed(search(oracle, seconds, draw))


def test_edits_of_the_repositorys_products_are_told(own: Repository) -> None:
    tell_edits_of_own_products(own, SECONDS, 1)


def test_edits_and_commits_of_made_up_products_are_told(made: Repository) -> None:
    tell_edits_of_made_up_products(made, SECONDS, COMMITS, 2)


@pytest.mark.nightly
def test_many_edits_of_the_repositorys_products_are_told(own: Repository) -> None:
    tell_edits_of_own_products(own, NIGHTLY_SECONDS, 3)


@pytest.mark.nightly
def test_many_edits_and_commits_of_made_up_products_are_told(made: Repository) -> None:
    tell_edits_of_made_up_products(made, NIGHTLY_SECONDS, NIGHTLY_COMMITS, 4)
