"""`affected` names every product whose test has to run: by building all of them, before and after.

Edits are drawn by a seed: a few for every change, many each night. benchmarks/rebuild_oracle.py
does the same for as long as one likes.
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

COMPARISONS = 2
NIGHTLY_COMPARISONS = 60
COMMITS = 1
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


def assert_none_missed(*tallies: Tally) -> None:
    for tally in tallies:
        print(tally)
    assert [missed for tally in tallies for missed in tally.missed] == []
    # Else there was nothing to miss.
    assert any(tally.named for tally in tallies)


def edit_own_products(repository: Repository, comparisons: int, seed: int) -> None:
    assert_none_missed(
        search(Oracle(repository.root), range(comparisons), random.Random(seed)),
    )


def edit_made_up_products(
    repository: Repository, comparisons: int, commits: int, seed: int
) -> None:
    oracle, draw = Oracle(repository.root), random.Random(seed)
    assert_none_missed(replay(oracle, commits, draw), search(oracle, range(comparisons), draw))


@pytest.mark.nightly
def test_edits_of_the_repositorys_products_are_named(own: Repository) -> None:
    edit_own_products(own, NIGHTLY_COMPARISONS, 3)


def test_edits_and_commits_of_made_up_products_are_named(made: Repository) -> None:
    edit_made_up_products(made, COMPARISONS, COMMITS, 18)


@pytest.mark.nightly
def test_many_edits_and_commits_of_made_up_products_are_named(made: Repository) -> None:
    edit_made_up_products(made, NIGHTLY_COMPARISONS, NIGHTLY_COMMITS, 4)
