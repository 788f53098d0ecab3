"""A real remote cache that two machines share: clones at different paths, with stores of their own.

What was built and what was not is what Pants counted, and not what it prints of it.
"""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from filecmp import cmpfiles
from pathlib import Path

import pytest
from conftest import (
    PRODUCTS,
    ROOT,
    Repository,
    Result,
    copy_repository,
    virtual_environment,
)

from testkit.cache_server import CacheServer, cache_server, counters, free_port
from testkit.pythons import find_python

TARGET = "products/customer_activity#dbt"
PYTHON = "platform/inseam/wire.py"
NOT_READ, NOT_WRITTEN = "could not be asked for", "could not be written"
_TOLD = re.compile(r"\[WARN\] Remote cache: (.*)")


@dataclass(frozen=True)
class Run:
    result: Result

    @property
    def counts(self) -> Counter[str]:
        return counters(self.result.output)

    @property
    def is_built(self) -> bool:
        """All of it, by the machine itself."""
        return self.counts["remote_cache_requests_cached"] == 0

    @property
    def is_from_cache(self) -> bool:
        """All of it. What a machine runs itself, it tries to write."""
        counts = self.counts
        answered = counts["remote_cache_requests_cached"]
        return (
            counts["remote_cache_requests"] == answered
            and not counts["remote_cache_write_attempts"]
        )

    @property
    def is_kept(self) -> bool:
        """All of it, by the server."""
        counts = self.counts
        return counts["remote_cache_write_successes"] == counts["remote_cache_requests"]

    @property
    def told(self) -> set[str]:
        """The faults of the cache that a person is told of at the end."""
        said = "".join(_TOLD.findall(self.result.output))
        return {fault for fault in (NOT_READ, NOT_WRITTEN, "not written in time") if fault in said}

    @property
    def failed(self) -> set[str]:
        """The same, as Pants counted it."""
        counts = self.counts
        found = {NOT_READ} if counts["remote_cache_read_errors"] else set()
        return found | ({NOT_WRITTEN} if counts["remote_cache_write_errors"] else set())


@dataclass(frozen=True)
class Machine:
    repository: Repository
    stores: Path

    def pants(self, server: CacheServer, *arguments: str) -> Run:
        return Run(
            self.repository.pants(
                f"--local-store-dir={self.stores}/lmdb_store",
                f"--named-caches-dir={self.stores}/named_caches",
                *server.options,
                *arguments,
            )
        )

    def lint(self, server: CacheServer) -> Run:
        return self.pants(server, "lint", "--only=ruff", PYTHON)

    def test(self, server: CacheServer, second: int, *options: str) -> Run:
        """The product's, as of an instant: as of another it is another test."""
        as_of = f"--data-products-as-of=2026-01-31T06:00:{second:02}Z"
        run = self.pants(server, *options, as_of, "test", "products/customer_activity::")
        assert run.result.exit_code == 0, run.result.output
        assert run.result.tested == {TARGET}
        return run

    @property
    def results(self) -> Path:
        return self.repository.root / "dist/test"


def have_same_results(one: Machine, other: Machine) -> bool:
    files = (path for path in one.results.rglob("*") if path.is_file())
    names = [str(path.relative_to(one.results)) for path in files]
    same, _, _ = cmpfiles(one.results, other.results, names, shallow=False)
    assert names
    return same == names


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BuildGrid's."""
    python = find_python("3.13")
    assert python, "These tests need CPython 3.13: put python3.13 on PATH, or 'pyenv install 3.13'."
    lock = ROOT / "platform/locks/buildgrid.txt"
    return virtual_environment(tmp_path_factory.mktemp("buildgrid"), lock, python)


@pytest.fixture(scope="module")
def port() -> int:
    """One for all: for another address Pants would start again."""
    return free_port()


@pytest.fixture
def server(programs: Path, port: int, tmp_path: Path) -> Iterator[CacheServer]:
    with cache_server(programs, tmp_path / "server", port) as running:
        yield running


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Machine, Machine]]:
    made = []
    for name in ("ours", "somewhere_else/theirs"):
        root = tmp_path_factory.mktemp("machine") / name
        root.mkdir(parents=True)
        copy_repository(root, PRODUCTS)
        made.append(Machine(Repository(root), tmp_path_factory.mktemp("stores")))
    ours, theirs = made
    yield ours, theirs
    for machine in made:
        machine.repository.stop_daemon()


def test_what_one_machine_ran_another_does_not_run_again(
    machines: tuple[Machine, Machine], server: CacheServer
) -> None:
    """A small tool, from its installation on, is the sample of each change."""
    ours, theirs = machines
    first, second = ours.lint(server), theirs.lint(server)
    assert (first.result.exit_code, second.result.exit_code) == (0, 0)
    assert first.is_built
    assert first.is_kept
    assert second.is_from_cache
    assert first.told | second.told == set()

    server.kill()
    ours.repository.edit(PYTHON, lambda text: f"{text}\n\nimport os\n")
    alone = ours.lint(server)
    assert f"{PYTHON}:" in alone.result.output
    assert "F401" in alone.result.output
    assert alone.is_built
    assert alone.told == alone.failed == {NOT_READ, NOT_WRITTEN}
    ours.repository.edit(PYTHON, lambda text: text.removesuffix("\n\nimport os\n"))


# In the place of Pants, in a run whose cache serves no test.
STAND_IN_FOR_PANTS = """\
#!/bin/bash
case "$*" in
  *" test") echo "18:00:00.00 [WARN] Remote cache: 6 of 6 results could not be asked for." ;;
esac
"""
PASSED = "".join(f"- {goal}: passed\n" for goal in "dependencies lint check policies test".split())


@pytest.mark.parametrize(
    "required, exit_code, conclusion",
    [("", 0, "did not serve test"), ("true", 1, "FAILED for test")],
)
def test_checks_fail_without_the_cache_if_it_is_required(
    tmp_path: Path, required: str, exit_code: int, conclusion: str
) -> None:
    (tmp_path / ".ci").mkdir()
    checks = shutil.copy2(ROOT / ".ci/checks", tmp_path / ".ci/checks")
    (tmp_path / "pants").write_text(STAND_IN_FOR_PANTS, encoding="utf-8")
    (tmp_path / "pants").chmod(0o755)

    done = Repository(tmp_path).run(str(checks), "::", REQUIRE_REMOTE_CACHE=required)

    assert done.exit_code == exit_code
    assert done.output.endswith(f"\n{PASSED}- remote cache: {conclusion}\n")


@pytest.mark.nightly
def test_a_product_is_tested_on_one_machine_for_all(
    machines: tuple[Machine, Machine], server: CacheServer
) -> None:
    ours, theirs = machines
    first, second = ours.test(server, 0), theirs.test(server, 0)
    assert first.is_built
    assert first.is_kept
    assert second.is_from_cache
    assert first.told | second.told == set()
    assert have_same_results(ours, theirs)
    saved = second.counts["remote_cache_total_time_saved_ms"] / 1000
    print(f"{server.bytes_kept() / 1e6:.0f} MB kept, {saved:.0f} s not spent again")


@pytest.mark.nightly
def test_a_server_that_answers_few_calls_at_once(
    machines: tuple[Machine, Machine], programs: Path, port: int, tmp_path: Path
) -> None:
    """Pants sends up to 128, and is told how many it may."""
    ours, theirs = machines
    with cache_server(programs, tmp_path / "server", port, threads=5) as server:
        refused = ours.test(server, 1)
        assert refused.failed
        assert refused.told == refused.failed
        slower = ("--remote-store-rpc-concurrency=2", "--remote-cache-rpc-concurrency=2")
        first, second = ours.test(server, 2, *slower), theirs.test(server, 2, *slower)
    assert first.is_kept
    assert second.is_from_cache
    assert have_same_results(ours, theirs)


@pytest.mark.nightly
def test_a_server_that_is_gone(machines: tuple[Machine, Machine], server: CacheServer) -> None:
    ours, theirs = machines
    theirs.test(server, 3)
    server.kill()
    alone = ours.test(server, 3)
    assert alone.is_built
    assert alone.told == alone.failed == {NOT_READ, NOT_WRITTEN}
    assert have_same_results(ours, theirs)


@pytest.mark.nightly
def test_a_server_that_lost_files(machines: tuple[Machine, Machine], server: CacheServer) -> None:
    """It still knows the results, and no longer what they are."""
    ours, theirs = machines
    assert ours.test(server, 4).is_kept
    server.delete_blobs()
    second = theirs.test(server, 4)
    assert second.is_built
    assert second.told == second.failed
    assert have_same_results(ours, theirs)


@pytest.mark.nightly
def test_a_server_that_is_killed_while_it_is_written_to(
    machines: tuple[Machine, Machine], programs: Path, port: int, tmp_path: Path
) -> None:
    ours, theirs = machines
    with cache_server(programs, tmp_path / "server", port) as server:
        with ThreadPoolExecutor() as pool:
            running = pool.submit(ours.test, server, 5)
            while server.bytes_kept() == 0 and not running.done():
                time.sleep(0.01)
            server.kill()
        first = running.result()
    assert NOT_WRITTEN in first.told
    assert first.told == first.failed
    with cache_server(programs, tmp_path / "server", port) as server:
        second = theirs.test(server, 5)
        assert second.is_kept
    assert have_same_results(ours, theirs)
