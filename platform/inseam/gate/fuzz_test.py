"""Whatever a contract's file contains: a verdict or findings with file and line, no traceback.

`INSEAM_FUZZED_CONTRACTS` says how many are tried of each kind.
"""

from __future__ import annotations

import copy
import json
import os
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inseam.gate.catalogue import RULES
from inseam.gate.key_coverage_test import full_contract
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.trees import Outcome, compare_trees
from inseam.report.json_form import to_json
from inseam.report.report import report
from testkit.gate_case import OF_RULES, OTHERS, read_pair

EXAMPLES = int(os.environ.get("INSEAM_FUZZED_CONTRACTS", "150"))
ALL = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
EVERYTHING = Settings(
    today=date(2026, 11, 1),
    majors=Majors.IN_PLACE,
    readers=frozenset(Readers),
    opt_in=frozenset(rule.id for rule in RULES if rule.opt_in),
)
CONTRACTS = [side for pair in map(read_pair, OF_RULES + OTHERS) for side in (pair.base, pair.head)]
FULL = full_contract()

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "1e999999999",
            "9" * 5_000,
            "P1Y",
            "P9999999999999999D",
            "2026-01-01",
            "0001-01-01T00:00:00+23:59",
            "STRUCT<a:STRUCT<b:INT>,>",
            "DECIMAL(0,-1)",
            "STRUCT<a: " * 90 + "INT" + ">" * 90,
            "STRUCT<a: " * 150 + "INT" + ">" * 150,
            "ARRAY<" * 5_000 + "INT" + ">" * 5_000,
            "INTERVAL DAY",
            "ARRAY<",
            "VARCHAR(99999999999999999999)",
            "schema/orders/properties",
            "....",
            "#/",
            -1,
            0,
            1.5,
            10**30,
        ]
    ),
)
JUNK = st.recursive(
    _SCALARS,
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(
            st.text(max_size=6) | st.sampled_from(["name", "id", "a"]), parts, max_size=3
        )
    ),
    max_leaves=6,
)


def outcome(old: bytes, new: bytes) -> Outcome:
    file = "output_ports/v1/a.odcs.yaml"
    published = "contracts/published/full-v1/1.0.0.odcs.yaml"
    found = compare_trees({file: old, published: old}, {file: new}, EVERYTHING, before="base")
    for finding in (*(one.finding for one in found.contract_findings), *found.unreadable):
        assert finding.file in (file, published)
        assert finding.line is None or finding.line >= 1
    to_json(report(one.finding for one in found.contract_findings)).encode()
    return found


@ALL
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    good = json.dumps(FULL).encode()

    found = outcome(good, content)
    assert found.unreadable  # no bytes of chance are a contract
    outcome(content, good)
    outcome(content, content)


@ALL
@given(st.data())
def test_a_file_with_some_bytes_replaced(data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(CONTRACTS))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 30)))
    broken = good[:start] + data.draw(st.binary(max_size=12) | _tokens()) + good[end:]

    outcome(good, broken)
    outcome(broken, good)


def _tokens() -> st.SearchStrategy[bytes]:
    return st.lists(
        st.sampled_from(
            [b"- ", b": ", b"\n", b"  ", b"[", b"{", b"*a", b"&a ", b"!!x ", b"~", b"'"]
        ),
        max_size=4,
    ).map(b"".join)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every entry of a mapping or list, as what holds it and its key."""
    found = []
    stack = [value]
    while stack:
        holder = stack.pop()
        parts = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, part in parts:
            found.append((holder, key))
            if isinstance(part, (dict, list)):
                stack.append(part)
    return found


@ALL
@given(st.data())
def test_a_contract_with_some_values_replaced_by_anything(data: st.DataObject) -> None:
    broken = copy.deepcopy(FULL)
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(places(broken)))
        if isinstance(holder, dict) and data.draw(st.integers(0, 9)) == 0:
            del holder[key]
        else:
            holder[key] = data.draw(JUNK)
    good, bad = json.dumps(FULL).encode(), json.dumps(broken).encode()

    outcome(good, bad)
    outcome(bad, good)
    assert not outcome(bad, bad).verdicts
