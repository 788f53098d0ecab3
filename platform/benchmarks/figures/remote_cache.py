"""One product on two machines that share a cache: what the second one is spared."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.figures.one_product import ADDITION, MODEL, PRODUCT
from benchmarks.measuring import CommandFailed, Done
from benchmarks.peers import buildgrid
from benchmarks.repository import Repository
from benchmarks.results import FROM_CACHE, KEPT, SAVED, Series

from testkit.cache_server import CacheServer, cache_server, counters, free_port

_ALONE, _FIRST = "no cache", "first machine"
_LATER, _SECOND = "first machine, SQL edited", "second machine"
_TEST = ("test", f"products/{PRODUCT}::")
_COMMAND = f"./pants {' '.join(_TEST)}"
_WITH_CACHE = f"./pants --remote-cache-read --remote-cache-write {' '.join(_TEST)}"
# Pants leaves what it could not write by then: to write the tools takes longer than its own 3 s.
_WAIT = "--session-end-tasks-timeout=600"


def measure(bench: Bench) -> list[Series]:
    programs = buildgrid()
    if programs is None:
        raise CommandFailed("BuildGrid needs CPython 3.13, and none was found.")
    ours, theirs = bench.repository(), bench.repository("other-machine")
    edit = ours.edits(MODEL, ADDITION)
    folder = bench.folder / "remote-cache"
    server: CacheServer

    def alone() -> Values:
        return seconds(_test_anew(ours, folder / "ours").used)

    def first() -> Values:
        nonlocal server
        running.close()
        shutil.rmtree(folder / "server", ignore_errors=True)
        server = running.enter_context(cache_server(programs, folder / "server", free_port()))
        done = _test_anew(ours, folder / "ours", _WAIT, *server.options)
        return {**_values(done), KEPT: server.bytes_kept() / 1e6}

    def later() -> Values:
        kept = server.bytes_kept()
        edit()
        options = (*_with_store(folder / "ours"), _WAIT, *server.options)
        done = ours.pants(*options, *_TEST)
        return {**_values(done), KEPT: (server.bytes_kept() - kept) / 1e6}

    def second() -> Values:
        return _values(_test_anew(theirs, folder / "theirs", _WAIT, *server.options))

    with ExitStack() as running:
        return in_turn(
            bench,
            [
                Contender(_ALONE, _COMMAND, alone),
                Contender(_FIRST, _WITH_CACHE, first),
                Contender(_SECOND, _WITH_CACHE, second),
                Contender(_LATER, _WITH_CACHE, later),
            ],
        )


def _test_anew(repository: Repository, store: Path, *options: str) -> Done:
    """As it is committed, on a machine on which nothing has run."""
    repository.git("checkout", "--quiet", "--", "products")
    repository.stop_daemon()
    shutil.rmtree(store, ignore_errors=True)
    return repository.pants(*_with_store(store), *options, *_TEST)


def _with_store(store: Path) -> tuple[str, ...]:
    return (f"--local-store-dir={store}",)


def _values(done: Done) -> Values:
    counts = counters(done.output)
    share = counts["remote_cache_requests_cached"] / counts["remote_cache_requests"]
    saved = counts["remote_cache_total_time_saved_ms"] / 1000
    return {**seconds(done.used), FROM_CACHE: 100 * share, SAVED: saved}


FIGURE = Figure(
    name="remote-cache",
    title="A cache that machines share",
    question=f"""\
`{PRODUCT}` is tested on a machine that has no result yet, its tools included, and no daemon:
without a cache, with an empty one that it fills, and on a second machine, whose clone lies
elsewhere. Then an edit of SQL is tested on the first. Packages that were downloaded once stay, so
the package index is not measured. The server is BuildGrid, on the same machine. *From the cache*
is the share of results that Pants asked it for and got, *not spent again* what they had taken when
they were made, by Pants' own counters; *kept* is how much more the server keeps.""",
    measure=measure,
    minutes=12,
    ratios=(Ratio(_SECOND, _ALONE), Ratio(_FIRST, _ALONE)),
)
