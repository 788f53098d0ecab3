"""The state of an environment for tests: what happened to `orders` and `invoices` there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inseam.environments.state import State

CODE = "3f2a9c01"

# A product's release, and what happened to it.
Steps = Sequence[tuple[str, str, str, str]]
PROVIDED: Steps = (
    ("orders", "1", "started", ""),
    ("orders", "1", "published", ""),
)
_PUBLISHED = {"orders": "acme__op_orders_v1", "invoices": "acme__op_invoices_v1"}
_READS = {"orders": "shop-v1", "invoices": "orders-v1"}


def state(steps: Steps) -> State:
    """One step a minute, each with what a release notes when it begins."""
    tables: dict[str, list[dict[str, Any]]] = {"releases": []}
    for minute, (product, number, step, note) in enumerate(steps):
        code = CODE if number != "0" else "0" * 8
        entry = 10 * minute + 1
        who = {"entry": entry, "product": product, "release": f"{number}_{code}"}
        at = f"2026-01-31T06:{minute:02}:00.123456+00:00"
        done = {"step": step, "at": at, "who": "a@example.com", "commit_id": "4d5e", "code": code}
        tables["releases"].append({**who, **done, "note": note})
        if step == "started":
            for table, row in _begun(product, f"{number}_{code}"):
                place = {"entry": entry + len(tables.get(table, ())) % 5 + 1}
                tables.setdefault(table, []).append({**who, **place, **row})
    loaded = {"database_name": "lake", "schema_name": "shop__public", "table_name": "Orders"}
    return State(
        {
            **{table: tuple(rows) for table, rows in tables.items()},
            "loads": ({"entry": 0, "contract": "shop-v1", "step": "done", "digest": "d"},),
            "loaded_tables": ({"entry": 0, "load": 0, **loaded},),
        }
    )


def _begun(product: str, release: str) -> Iterator[tuple[str, dict[str, Any]]]:
    published = _PUBLISHED[product]
    nobody = {"contract": "", "published_schema": "", "published_name": ""}
    own = {"kind": "table", "database_name": "lake"}
    for name, schema, port in (
        (product, published, f"{product}-v1"),
        ("stg_orders", f"acme__internal_{product}", ""),
    ):
        readers = {"contract": port, "published_schema": published, "published_name": name}
        here = {"schema_name": f"{schema}__{release}", "object_name": name}
        yield "release_objects", {**own, **here, **(readers if port else nobody)}
    yield "release_inputs", {"contract": _READS[product]}
