"""Releases under a reader: ``python -m testkit.release.watched <folder> [--releases 20]``.

Releases `orders` with other rows each time, while another process reads all its objects every
10 ms. Prints what the reader saw, and exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from testkit.release.kills import start, start_reader
from testkit.release.mesh import make_mesh


@dataclass(frozen=True, slots=True)
class Watched:
    """``seen`` are the batches of rows that the reader saw, in order; the first release has 1."""

    reads: int
    seen: tuple[int, ...]
    wrong: tuple[object, ...]


def watch(root: Path, releases: int) -> Watched:
    """In a mesh that is made in ``root``. Raises `RuntimeError` if a release fails."""
    mesh = make_mesh(root)
    mesh.begin()
    stop = root / "stop"
    reader = None
    for batch in range(1, releases + 2):
        mesh.load([(order, order % 2, batch) for order in range(1, 4)])
        process = start(mesh, "orders", refresh=True)
        output, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(output)
        # There is something to read after the first.
        reader = reader or start_reader(mesh, stop)
    assert reader is not None
    stop.touch()
    output, _ = reader.communicate()
    found = json.loads(output)
    return Watched(found["reads"], tuple(found["seen"]), tuple(found["wrong"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--releases", type=int, default=20)
    options = parser.parse_args()
    watched = watch(options.folder, options.releases)
    print(
        f"{options.releases} releases: {watched.reads:,} reads, which saw the rows of"
        f" {len(watched.seen)} releases; {len(watched.wrong)} wrong"
    )
    for wrong in watched.wrong:
        print(f"wrong: {wrong}")
    return 1 if watched.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
