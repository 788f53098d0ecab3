"""How well the rule of what is unusual does: ``python -m testkit.monitor.measured <commit>``.

Twenty seeds follow from the id of the commit that fixed the rule, so nobody could choose them, nor
fit the rule to them.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator

from testkit.monitor.made_days import Row, measure

SEEDS = 20


def seeds(commit: str) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(hashlib.sha256(f"{commit} {number}".encode()).digest()[:4], "big")
        for number in range(SEEDS)
    )


def table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| days | histories | judged days | faults | found | false |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in rows:
        cells = (row.what, row.histories, row.days, row.faults, row.found, row.false)
        yield f"| {' | '.join(f'{c:,}' if isinstance(c, int) else c for c in cells)} |"


if __name__ == "__main__":
    print("\n".join(table(measure(seeds(sys.argv[1])))))
