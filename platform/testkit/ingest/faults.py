"""What may happen to an ingest: ``python -m testkit.ingest.faults <address> <folder> [--kills 6]``.

Does each thing to a Postgres or to the process, ingests, and compares all rows. Prints a line for
each and a sum, and exits with 1 if a row was lost or doubled, or if a fault was not reported.
``--once`` ingests and ends: what is killed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from inseam.authoring.drafted_tables import CannotRead
from inseam.report.finding import Severity
from testkit.ingest.system import TABLES, System, address
from testkit.lake import Lake

ROWS = 30_000
_POLL_SECONDS = 0.02
_CHANGE = (
    """update orders set "Amount" = "Amount" + 1, version = version + 1 where id % 7 = {seed}"""
)
_READING = (
    "select pid from pg_stat_activity"
    """ where query ilike 'COPY (select "c0"%' and pid <> pg_backend_pid()"""
)

# What happens, what is done about it afterwards, and the rule that reports it.
_DRIFT = {
    "column gone": (
        "alter table people rename name to label",
        "alter table people rename label to name",
        "ingest-column-gone",
    ),
    "type changed": (
        'alter table orders alter "Amount" type numeric(14,4)',
        'alter table orders alter "Amount" type numeric(12,2)',
        "ingest-type-changed",
    ),
    "NOT NULL dropped": (
        "alter table people alter name drop not null",
        "alter table people alter name set not null",
        "ingest-null-allowed",
    ),
    "key gone": (
        "alter table people drop constraint people_pkey",
        "alter table people add primary key (id)",
        "ingest-key-gone",
    ),
    "table gone": (
        "alter table people rename to persons",
        "alter table persons rename to people",
        "ingest-table-gone",
    ),
    "value that nothing holds": (
        """insert into orders values (-1, 1, 'NaN', null)""",
        "delete from orders where id = -1",
        "ingest-value-not-kept",
    ),
}
_CHANGES = {
    "nothing": (),
    "new rows": (
        'insert into orders select id, 900, "Amount", changed_at from orders where id < 9',
    ),
    "equal cursors": (
        """insert into orders select g, 1, 1, '2026-03-01T00:00:00Z'
        from generate_series(900001, 900009) g""",
    ),
    "a late row": ("insert into orders values (700001, 1, 2, '2025-02-01T00:00:00+01:00')",),
    "a clock that goes back": (
        "insert into orders values (700002, 1, 3, '2019-05-01T00:00:00+01:00')",
    ),
    "a row without an instant": (
        """insert into orders
        values (700003, 1, 3, null), (700004, 1, 3, 'yesterday'), (700005, 1, 3, '')""",
    ),
    "a row that changes without its cursor": ('update orders set "Amount" = 0 where id = 77',),
    "a cursor that moves": ("update orders set changed_at = '2026-04-01T00:00:00Z' where id = 78",),
    "rows deleted for good": ("delete from orders where id between 100 and 120",),
    "a month that is gone": ("delete from orders where changed_at like '2025-03-%'",),
    "a table that is emptied": ("delete from people",),
    "rows of a table without a cursor": ("insert into people values (1, 'Zoë'), (2, '')",),
}


def changes(system: System) -> Iterator[tuple[str, bool]]:
    """By what happened; whether it was as it should be. The same holds after each."""
    for name, statements in _CHANGES.items():
        system.execute(*statements)
        done, findings = system.ingest()
        yield name, done is not None and not findings and system.difference() == (0, 0)


def drift(system: System) -> Iterator[tuple[str, bool]]:
    """The lake stays as it was, whatever changed besides, until all of it is repaired."""
    system.execute("insert into people select max(id) + 1, 'new' from people")
    people = "from lake.shop__public.people order by id"
    before = system.lake.read(people)
    for name, (broken, repaired, rule) in _DRIFT.items():
        system.execute(broken)
        done, findings = system.ingest()
        system.execute(repaired)
        errors = [one.rule for one in findings if one.severity is Severity.ERROR]
        is_reported = done is None and errors == [rule]
        yield name, is_reported and system.lake.read(people) == before
    system.execute("alter table people add column extra text default 'x'")
    done, findings = system.ingest()
    system.execute("alter table people drop column extra")
    is_reported = [finding.rule for finding in findings] == ["ingest-column-new"]
    yield "column added", done is not None and is_reported and system.difference() == (0, 0)


def resets(system: System) -> Iterator[tuple[str, bool]]:
    """The server ends the connection while rows are read."""
    system.execute(_CHANGE.format(seed=1))
    command = [sys.executable, "-m", "testkit.ingest.faults", "--once", *sys.argv[1:3]]
    before = system.lake.read("select sum(Amount) from lake.shop__public.orders")
    ended = f"select pg_terminate_backend(pid) as ended from ({_READING}) as reading"
    was_reset = False
    with (
        system.watched() as ask,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
    ):
        while process.poll() is None and not was_reset:
            was_reset = bool(ask(ended))
            time.sleep(_POLL_SECONDS)
        said, _ = process.communicate()
    is_said = "CannotRead" in said
    after = system.lake.read("select sum(Amount) from lake.shop__public.orders")
    system.ingest()
    is_right = is_said and before == after and system.difference() == (0, 0)
    yield "connection reset while rows are read", was_reset and is_right


def kills(system: System, count: int, usual: float) -> Iterator[tuple[str, bool]]:
    """Of the whole process, at moments spread over the time that one takes."""
    sums = "select sum(Amount), count(*) from lake.shop__public.orders"
    draw = random.Random(1)
    command = [sys.executable, "-m", "testkit.ingest.faults", "--once", *sys.argv[1:3]]
    for number in range(count):
        old = system.lake.read(sums)
        system.execute(_CHANGE.format(seed=number % 7))
        new = system.asked('select sum("Amount"), count(*) as n from orders')
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            pause = usual * (number + draw.random()) / count
            time.sleep(pause)
            os.killpg(process.pid, signal.SIGKILL)
        seen = system.lake.read(sums)
        done, _ = system.ingest()
        is_right = seen in (old, new) and done is not None and system.difference() == (0, 0)
        yield f"killed after {pause:.1f} s: {'new' if seen == new else 'old'} rows", is_right


def _timed(command: Callable[[], object]) -> float:
    begun = time.monotonic()
    command()
    return time.monotonic() - begun


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", action="store_true")
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=6)
    options = parser.parse_args()
    system = System(address(options.address), Lake(options.folder))
    if options.once:
        try:
            system.ingest()
        except CannotRead as error:
            print(f"CannotRead {error}")
        return 0
    # Again and again in one Postgres, where somebody tries this by hand.
    system.execute(
        "drop table if exists orders, people, persons cascade",
        *TABLES.format(rows=ROWS).split(";\n")[:-1],
    )
    system.ingest()
    # With the start of Python and dbt.
    system.execute(_CHANGE.format(seed=0))
    command = [sys.executable, "-m", "testkit.ingest.faults", "--once", *sys.argv[1:3]]
    usual = _timed(lambda: subprocess.run(command, check=True))
    wrong = number = 0
    for fault, is_right in chain(
        changes(system), drift(system), resets(system), kills(system, options.kills, usual)
    ):
        number += 1
        wrong += not is_right
        print(f"{'right' if is_right else 'WRONG'}  {fault}", flush=True)
    lost, doubled = system.difference()
    print(f"{number} faults, {wrong} wrong; rows lost {lost}, doubled {doubled}")
    return 1 if wrong or lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
