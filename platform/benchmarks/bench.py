"""What the figures share: options, repositories, progress, and measuring several things in turn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import strftime

from benchmarks.measuring import Used
from benchmarks.peers import Workspace, build_tools, write_workspace
from benchmarks.repository import Repository, clone, with_mesh
from benchmarks.results import CPU, WALL, Series, head

Values = dict[str, float]


@dataclass(frozen=True)
class Bench:
    """``sizes`` are numbers of products, if somebody asks for others than a figure's own.

    ``commit`` is measured, ``against`` the one that it is compared with.
    """

    folder: Path
    runs: int = 3
    sizes: Sequence[int] = ()
    against: str = "HEAD"
    commit: str = field(default_factory=head)
    _made: dict[str, Repository] = field(default_factory=dict)

    def say(self, text: str) -> None:
        print(f"{strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

    def tool(self, name: str) -> Path:
        """A command of the environment that this runs in."""
        return Path(sys.executable).absolute().with_name(name)

    def repository(self, name: str = "own") -> Repository:
        """With its own products. Another one for each ``name``."""
        return self._repository(name, clone)

    def mesh(self, products: int) -> Repository:
        return self._repository(f"mesh-{products}", lambda folder: with_mesh(folder, products))

    def mesh_at(self, products: int, commit: str, name: str) -> Repository:
        """Another one for each ``name``."""
        made = f"mesh-{products}-{name}"
        return self._repository(made, lambda folder: with_mesh(folder, products, commit))

    def _repository(self, name: str, make: Callable[[Path], Path]) -> Repository:
        if name not in self._made:
            # One that is left from another commit is another one.
            folder = self.folder / f"{name}-{self.commit}"
            if not folder.exists():
                self.say(f"making the repository {name}")
                make(folder)
            self._made[name] = Repository(folder)
        return self._made[name]

    def workspace(self, repository: Repository, products: int) -> Workspace | None:
        """The same products for Nx and Turborepo; None where they cannot be had."""
        node_modules = build_tools()
        if node_modules is None:
            return None
        root = self.folder / f"workspace-{products}-{self.commit}"
        if not root.exists():
            self.say("making the same as packages of npm")
            root.mkdir()
            write_workspace(repository.root, root, node_modules)
        return Workspace(root)

    def stop_daemons(self) -> None:
        for repository in self._made.values():
            repository.stop_daemon()


@dataclass(frozen=True)
class Contender:
    """``run`` does it once and gives values by quantity. ``command`` is what a person types."""

    name: str
    command: str
    run: Callable[[], Values]
    size: int | None = None


def seconds(used: Used) -> Values:
    return {WALL: used.wall, CPU: used.cpu}


def in_turn(bench: Bench, contenders: Iterable[Contender], runs: int | None = None) -> list[Series]:
    """Measures each once, then each again, so that what disturbs one disturbs the others."""
    contenders = list(contenders)
    series = [Series(name=c.name, command=c.command, size=c.size) for c in contenders]
    count = bench.runs if runs is None else runs
    for number in range(1, count + 1):
        for contender, measured in zip(contenders, series, strict=True):
            of = f"{contender.name}" + (f", {contender.size:,}" if contender.size else "")
            values = contender.run()
            for quantity, value in values.items():
                measured.values.setdefault(quantity, []).append(value)
            bench.say(f"  {number} of {count}: {of}: {', '.join(_shown(values))}")
    return series


def in_turn_once_called(
    bench: Bench, contenders: Iterable[Contender], of: str = ""
) -> list[Series]:
    """`in_turn`, after a call of each that does not count. ``of`` is what it is told with."""
    contenders = list(contenders)
    bench.say(f"once before, for what is kept from call to call{of}")
    for contender in contenders:
        contender.run()
    return in_turn(bench, contenders)


def in_turn_by_size(
    bench: Bench, sizes: Iterable[int], contenders_of: Callable[[Bench, int], Iterable[Contender]]
) -> list[Series]:
    """`in_turn` at each size: those that were asked for, else ``sizes``."""
    return [
        series
        for size in bench.sizes or sizes
        for series in in_turn(bench, contenders_of(bench, size))
    ]


def _shown(values: Values) -> Iterator[str]:
    for quantity, value in values.items():
        yield f"{quantity} {value:,.4g}"
