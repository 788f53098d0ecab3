"""`test` with nothing changed: what it takes to know that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.peers import Workspace
from benchmarks.repository import Repository
from benchmarks.results import Series

# One that comes from a cache says so after the time.
_RAN = re.compile(r"^. \S+ succeeded in \S+s\.$", re.MULTILINE)
# A thousand are tested once before, which takes most of an hour: ask for them with --sizes.
SIZES = (10, 100)


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        repository = bench.mesh(size)
        bench.say(f"testing {size:,} products once")
        repository.pants("test", "products::")
        found += in_turn(
            bench,
            [
                Contender("test", "./pants test products::", partial(_test, repository), size),
                Contender("list", "./pants list ::", partial(_list, repository), size),
                *_build_tools(bench, repository, size),
            ],
        )
        found += in_turn(
            bench,
            [
                Contender(
                    "test, no daemon", "./pants test products::", partial(_cold, repository), size
                )
            ],
        )
        repository.stop_daemon()
    return found


def _build_tools(bench: Bench, repository: Repository, size: int) -> Iterator[Contender]:
    """A test that does nothing, so that there is nothing but what the tools do."""
    workspace = bench.workspace(repository, size)
    if workspace is None:
        bench.say("There is no npm here, so Nx and Turborepo are left out.")
        return
    nx = ("nx", "run-many", "--target=test", "--outputStyle=static")
    turbo = ("turbo", "run", "test", "--output-logs=errors-only")
    # What each says when no test had to run.
    tools = {
        "Nx": (nx, f"for {size} out of {size} tasks"),
        "Turborepo": (turbo, f"{size} cached, {size} total"),
    }
    for name, (command, said) in tools.items():
        workspace.run(*command)
        yield Contender(name, " ".join(command), partial(_run, workspace, command, said), size)


def _run(workspace: Workspace, command: Sequence[str], said: str) -> Values:
    done = workspace.run(*command)
    assert said in done.output, done.output[-1000:]
    return seconds(done.used)


def _test(repository: Repository) -> Values:
    done = repository.pants("test", "products::")
    assert not _RAN.search(done.output), done.output[-1000:]
    return seconds(done.used)


def _list(repository: Repository) -> Values:
    return seconds(repository.pants("list", "::").used)


def _cold(repository: Repository) -> Values:
    repository.stop_daemon()
    return seconds(repository.pants("test", "products::").used)


FIGURE = Figure(
    name="unchanged",
    title="Nothing has changed",
    question="""\
`./pants test products::` of made products that were tested before, the daemon running, beside
`./pants list ::`, which runs nothing. Then without a daemon, where every result comes from the
cache on disk.""",
    measure=measure,
    minutes=20,
    ratios=(
        Ratio("test", "list", 3, 1_000),
        Ratio("test", "Nx"),
        Ratio("test", "Turborepo"),
    ),
)
