"""Files that nobody writes by accident: an answer, in little memory, and no traceback.

Each is linted by a process of its own, which is ended if it hangs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from inseam.contract_lint import lint_file
from testkit.effort.limited import run_limited

MAX_MEMORY_MB = 500
PLATFORM = Path(__file__).parents[2]
FILE = "contracts/external/orders-v1.odcs.yaml"
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: orders-v1\nversion: 1.0.0\nstatus: active\n"
SCHEMA = f"{HEAD}schema:\n  - name: orders\n    properties:\n"
# Of each rule a hundred at most.
MAX_FINDINGS = 1_500


def column(index: int, more: str = "") -> str:
    return f"      - name: c{index}\n        logicalType: string\n{more}"


def columns(count: int, more: str = "") -> str:
    return SCHEMA + "".join(column(index, more) for index in range(count))


def nested(depth: int) -> str:
    """A struct in a struct in a struct."""
    inner = "{name: leaf, logicalType: string}"
    opened = "{name: a, logicalType: object, properties: ["
    return f"{SCHEMA}      - {opened * depth}{inner}{']}' * depth}\n"


def bomb() -> str:
    """Ten to the ninth values in a few lines."""
    lines = ["x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 9)]
    return HEAD + "\n".join(lines) + "\n"


def shared_columns() -> str:
    """The same struct in itself in two places, eight times over: 256 columns of eight lines."""
    lines = ["c0: &c0 {name: c0, logicalType: string}"]
    lines += [
        f"c{n}: &c{n} {{name: c{n}, logicalType: object, properties: [*c{n - 1}, *c{n - 1}]}}"
        for n in range(1, 9)
    ]
    return f"{HEAD}schema: [{{name: orders, properties: [*c8]}}]\n".join(
        [
            "customProperties:\n  - property: x\n    value:\n      "
            + "\n      ".join(lines)
            + "\n",
            "",
        ]
    )


@dataclass(frozen=True)
class Case:
    """``rules`` are among those of the findings; none if nothing is wrong."""

    text: Callable[[], str | bytes]
    rules: frozenset[str]


def case(text: Callable[[], str | bytes], *rules: str) -> Case:
    return Case(text, frozenset(rules))


UNREADABLE = "yaml-unreadable"
CASES: Mapping[str, Case] = {
    "nothing": case(lambda: "", UNREADABLE),
    "a blank line": case(lambda: "\n", UNREADABLE),
    "bytes that are not text": case(lambda: bytes(range(256)), UNREADABLE),
    "a bracket that is never closed": case(lambda: HEAD + "schema: [", UNREADABLE),
    "a hundred thousand brackets": case(lambda: "[" * 100_000, UNREADABLE),
    "a key twice": case(lambda: HEAD + "id: others-v1\n", UNREADABLE),
    "a bomb of anchors": case(bomb, UNREADABLE),
    "an anchor that contains itself": case(lambda: HEAD + "schema: &a [*a]\n", UNREADABLE),
    "a mapping that contains itself": case(lambda: HEAD + "schema: &a {b: *a}\n", UNREADABLE),
    "a mapping merged into itself": case(lambda: HEAD + "x: &a {<<: *a}\n", UNREADABLE),
    "a tag that runs code": case(
        lambda: HEAD + "schema: !!python/object/apply:os.system [ls]\n", UNREADABLE
    ),
    "a line of 10 MB": case(lambda: f"{HEAD}name: {'x' * 10_000_000}\n", UNREADABLE),
    "a line just below the limit": case(lambda: f"{HEAD}name: {'x' * 4_900_000}\n"),
    "a list just below the limit": case(
        lambda: f"{HEAD}tags: [{', '.join(['x'] * 9_900)}]\n",
    ),
    "a contract of 2,500 columns": case(lambda: columns(2_500)),
    "a contract of 10,000 columns": case(lambda: columns(10_000), "standard-too-large"),
    "1,000 columns with a key that is unknown": case(
        lambda: columns(1_000, "        typ: x\n"), "standard-key-unknown", "standard-too-many"
    ),
    "2,500 columns of one name": case(
        lambda: SCHEMA + column(1) * 2_500, "contract-name-twice", "standard-too-many"
    ),
    "1,000 relationships that lead nowhere": case(
        lambda: columns(1_000, "        relationships: [{to: orders.nowhere}]\n"),
        "contract-relationship-dangling",
    ),
    "1,000 service levels about nothing": case(
        lambda: (
            columns(500)
            + "slaProperties:\n"
            + "".join(
                f"  - {{property: freshness, value: 1, unit: d, element: orders.x{n}}}\n"
                for n in range(1_000)
            )
        ),
        "contract-sla-element-dangling",
    ),
    "3,000 examples of 3,000 allowed values": case(
        lambda: (
            SCHEMA.replace("v3.1.0", "v3.2.0")
            + column(
                1,
                f"        enum: [{', '.join(f'{{value: a{n}}}' for n in range(3_000))}]\n"
                f"        examples: [{', '.join(f'b{n}' for n in range(3_000))}]\n",
            )
        ),
        "contract-example-misfit",
    ),
    "a pattern that takes others forever": case(
        lambda: (
            SCHEMA
            + column(
                1,
                "        logicalTypeOptions:\n          pattern: '^(a+)+$'\n"
                f"        examples: ['{'a' * 50_000}b']\n",
            )
        ),
        "contract-example-misfit",
    ),
    "a pattern that takes all memory": case(
        lambda: (
            SCHEMA
            + column(
                1, "        logicalTypeOptions:\n          pattern: '((a{1000}){1000}){1000}'\n"
            )
        ),
        "contract-pattern-invalid",
    ),
    "a struct in a struct, 20 deep": case(lambda: nested(20)),
    "a struct in a struct, 500 deep": case(lambda: nested(500), UNREADABLE),
    "a struct in a struct, 60 deep": case(lambda: nested(60), "standard-too-large"),
    "a list in a list, 500 deep": case(lambda: f"{HEAD}tags: {'[' * 500}{']' * 500}\n", UNREADABLE),
    "a struct that is shared 256 times": case(shared_columns, "contract-name-twice"),
    "a mapping of 9,900 keys": case(
        lambda: HEAD + "".join(f"k{n}: 1\n" for n in range(9_900)), "standard-key-unknown"
    ),
    "a range with 9,800 ends": case(
        lambda: (
            SCHEMA
            + column(
                1,
                "        quality:\n          - metric: nullValues\n            mustBeBetween: ["
                + ", ".join(f"{n}, a{n}" for n in range(4_900))
                + "]\n",
            )
        ),
        "standard-value-form",
    ),
    "an id that leads out of the folder": case(
        lambda: HEAD.replace("id: orders-v1", "id: ../../../../etc/passwd"), "contract-name-invalid"
    ),
    "names that lead out of the folder": case(
        lambda: (
            SCHEMA.replace("name: orders", "name: ../../orders")
            + column(1).replace("c1", "../../../x")
            + "servers:\n  - server: ../../x\n    type: ../../y\n"
        ),
        "standard-value-not-allowed",
    ),
    "Jinja and HTML in descriptions": case(
        lambda: (
            f"{HEAD}description:\n"
            "  purpose: \"{{ modules.os.system('rm -rf /') }}\"\n"
            "  limitations: '{% for x in range(10**9) %}x{% endfor %}'\n"
            "  usage: <script>alert(1)</script><img src=x onerror=alert(2)>\n"
        ),
    ),
    "HTML, Jinja and escapes where they are shown": case(
        lambda: HEAD.replace("active", '"<script>`{{ 7 * 7 }}`\\e[31m\\u202e\\n::error::x"'),
        "contract-status-unknown",
    ),
    "a number of a thousand digits": case(
        lambda: HEAD.replace("1.0.0", "9" * 1_000), "standard-value-kind"
    ),
    "numbers that are none": case(
        lambda: (
            SCHEMA
            + column(
                1, "        logicalTypeOptions: {minLength: .nan, maxLength: -.inf}\n"
            ).replace("string", "integer")
            + "        examples: [.inf, .nan, 1e400, -0.0]\n"
        ),
        "contract-example-misfit",
    ),
    "an old contract of many levels": case(
        lambda: "dataContractSpecification: " + "[" * 150 + "]" * 150 + "\n", "standard-too-large"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_comes_and_in_little_memory(name: str, tmp_path: Path) -> None:
    text = CASES[name].text()
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    command = [sys.executable, "-m", lint_file.__name__, FILE]
    paths = os.pathsep.join([str(PLATFORM), *sys.path])
    ended = run_limited(command, tmp_path, {"PYTHONPATH": paths}, tmp_path)

    assert ended.stderr == ""
    findings = json.loads(ended.stdout)["findings"] if ended.stdout else []
    assert CASES[name].rules <= {finding["rule"] for finding in findings}
    assert bool(findings) == bool(CASES[name].rules)
    assert ended.exit_code == (2 if UNREADABLE in CASES[name].rules else bool(findings))
    assert len(findings) <= MAX_FINDINGS
    for finding in findings:
        assert len(finding["message"]) < 1_000
        assert finding["message"].isprintable()
        assert finding["line"] is None or finding["line"] >= 1
    assert ended.megabytes < MAX_MEMORY_MB
