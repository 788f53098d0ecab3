"""A reader of the lake: ``python -m testkit.release.reader <mesh> [<stop file>]``, for tests.

Every 10 ms it reads all objects of `orders` in one transaction, until the stop file is there, and
prints as JSON how often it did, what it saw, and what should not have been: no rows, rows of two
releases at once, an error. Without a stop file it reads them once, and prints that.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from testkit.release.mesh import Mesh

# Of each object, the newest batch in it; all objects of one release have the same.
_SQL = """
select (select max(batch) from lake.prod__op_orders_v1.orders),
       (select max(batch) from lake.prod__op_orders_v1.customers)
"""
_PAUSE_SECONDS = 0.01


def batches(connection: duckdb.DuckDBPyConnection) -> tuple[int | None, int | None]:
    row = connection.execute(_SQL).fetchone()
    assert row is not None
    return row[0], row[1]


def poll(mesh: Mesh, stop: Path) -> Iterator[tuple[int | None, int | None] | str]:
    with mesh.connect() as connection:
        while not stop.exists():
            try:
                yield batches(connection)
            except duckdb.Error as error:
                yield str(error)
            time.sleep(_PAUSE_SECONDS)


def main() -> None:
    root, *stop = map(Path, sys.argv[1:])
    if not stop:
        with Mesh(root).connect() as connection:
            print(json.dumps(batches(connection)))
        return
    reads, seen, wrong = 0, set(), []
    for read in poll(Mesh(root), *stop):
        reads += 1
        if isinstance(read, str) or None in read or read[0] != read[1]:
            wrong.append(read)
        else:
            seen.add(read[0])
    print(
        json.dumps({"reads": reads, "seen": sorted(map(int, filter(None, seen))), "wrong": wrong})
    )


if __name__ == "__main__":
    main()
