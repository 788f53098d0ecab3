from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.documents.yaml_document import read_yaml
from inseam.odcs import canonical
from inseam.odcs.canonical import canonical_form, canonical_text
from inseam.odcs.contract import read_contract
from inseam.report.finding import InputError
from inseam.report.process import run_process

ORDERS = (Path(__file__).parent / "testdata" / "orders-v1.odcs.yaml").read_text("utf-8")


def canonical_of(text: str) -> str:
    return canonical_text(read_yaml("a.odcs.yaml", text.encode()))


def edited(old: str, new: str) -> str:
    assert ORDERS.count(old) == 1
    return canonical_of(ORDERS.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# The contract that several", "# A contract that some"),
        ("Number of the order, unique in its shop.", "The order's number."),
        ("        description: Number of the order, unique in its shop.\n", ""),
        ("    Empty carts are left out.\n", ""),
        ("name: Orders\n", "name: All orders\n"),
        ("name: web-shop", "name: shop-team"),
        ("tags: [orders]", "tags: [orders, shop]"),
        ("      - name: total\n", "      - name: total\n        businessName: Sum\n"),
        (
            '    physicalType: table\n    description: "One row an order: the latest version."\n',
            "    description: One row an order.\n    physicalType: table\n",
        ),
        ("    value: 24\n    unit: h\n", "    unit: h\n    value: 24\n"),
        (
            "{id: few-nulls, metric: nullValues, mustBe: 0}",
            "{mustBe: 0, metric: nullValues, id: few-nulls}",
        ),
        ("description: A day has a thousand orders at least.", "description: Enough."),
    ],
)
def test_wording_team_comments_and_the_order_of_keys_make_no_difference(old: str, new: str) -> None:
    assert edited(old, new) == canonical_of(ORDERS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("decimal(10,2)", "decimal(12,2)"),
        ("        physicalType: decimal(10,2)\n        required: true\n", ""),
        ("      - name: total\n", "      - name: sum\n"),
        ("unique: true", "unique: false"),
        ("mustBeGreaterThan: 1000", "mustBeGreaterThan: 999"),
        ("where total < 0", "where total <= 0"),
        ("validValues: [a, b]", "validValues: [a]"),
        ("value: production", "value: test"),
        ("schema: op_shop_orders_v1", "schema: op_orders_v1"),
        ("type: databricks", "type: postgres"),
        ("version: 1.4.0", "version: 1.5.0"),
        ("status: active", "status: deprecated"),
        ("    unit: h\n", "    unit: d\n"),
        ('examples: ["DE-1", "AT-2"]', 'examples: ["DE-1"]'),
        ("      - name: description\n        logicalType: string\n", ""),
    ],
)
def test_what_a_test_depends_on_makes_a_difference(old: str, new: str) -> None:
    assert edited(old, new) != canonical_of(ORDERS)


@pytest.mark.parametrize("name", sorted(canonical.WORDING_KEYS))
def test_a_column_may_have_the_name_of_a_wording(name: str) -> None:
    form = json.loads(canonical_of(ORDERS.replace("- name: description", f"- name: {name}")))

    assert form["schema"][0]["properties"][3] == {"name": name, "logicalType": "string"}


def test_data_and_other_languages_inside_a_contract_keep_all_their_keys() -> None:
    contract = """\
kind: DataContract
schema:
  - name: o
    quality:
      - engine: soda
        implementation: {columns: {description: {tags: x}}}
      - arguments: {context: all}
    properties:
      - name: c
        examples: [{description: x}]
        customProperties: [{property: p, value: {tags: x}, description: why}]
"""
    form = json.loads(canonical_of(contract))["schema"][0]

    assert form["quality"] == [
        {"engine": "soda", "implementation": {"columns": {"description": {"tags": "x"}}}},
        {"arguments": {"context": "all"}},
    ]
    assert form["properties"][0]["examples"] == [{"description": "x"}]
    assert form["properties"][0]["customProperties"] == [{"property": "p", "value": {"tags": "x"}}]


def test_elements_have_the_same_paths_as_in_the_file() -> None:
    file = read_contract(read_yaml("a.odcs.yaml", ORDERS.encode()))
    form = read_contract(read_yaml("a.odcs.yaml", canonical_of(ORDERS).encode()))

    def paths(contract: Any) -> list[Any]:
        found = [rule.path for rule in contract.quality]
        for described in contract.objects:
            found.append(described.path)
            found += [column.path for column in described.properties]
        return found

    assert paths(form) == paths(file)
    assert len(paths(file)) == 12


def test_the_form_is_a_contract_and_its_own_canonical_form() -> None:
    form = canonical_of(ORDERS)

    assert canonical_of(form) == form
    assert read_contract(read_yaml("a.odcs.yaml", form.encode())).id == "shop-orders-v1"


DOCUMENT = read_yaml("a.odcs.yaml", ORDERS.encode())
words = st.text(max_size=5) | st.sampled_from(["\x7f", "a\x85b", "\u2028", "\ufeff", "\U0001f600"])
part = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "description", "tags", "properties", "examples", "type"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(part, st.randoms(use_true_random=False))
def test_the_order_of_keys_never_makes_a_difference(schema: Any, random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    one = replace(DOCUMENT, value={"kind": "DataContract", "schema": schema})
    other = replace(DOCUMENT, value=shuffled(one.value))

    assert canonical_text(other) == canonical_text(one)


@given(part)
def test_the_form_is_read_back_from_json_and_from_yaml_alike(schema: Any) -> None:
    document = replace(DOCUMENT, value={"kind": "DataContract", "schema": schema})
    text = canonical_text(document)

    assert json.loads(text) == canonical_form(document.value)
    assert read_yaml("a", text.encode()).value == canonical_form(document.value)


def test_a_number_that_is_not_finite_is_refused_since_json_cannot_say_it() -> None:
    with pytest.raises(InputError) as caught:
        canonical_of(ORDERS.replace("mustBeGreaterThan: 1000", "mustBeGreaterThan: -.inf"))

    (finding,) = caught.value.findings
    assert (finding.line, finding.message) == (25, "The file has a number that is not finite.")


def run(monkeypatch: pytest.MonkeyPatch, source: Path, target: Path) -> int:
    monkeypatch.setattr(sys, "argv", ["canonical", str(source), str(target)])
    return run_process(canonical.main)


def test_the_program_writes_the_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.odcs.yaml", tmp_path / "a.json"
    source.write_text(ORDERS, "utf-8")

    assert run(monkeypatch, source, target) == 0
    assert target.read_text("utf-8") == canonical_of(ORDERS)


def test_the_program_writes_nothing_for_what_is_no_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "a.odps.yaml", tmp_path / "a.json"
    source.write_text("kind: DataProduct\n", "utf-8")

    assert run(monkeypatch, source, target) == 2
    assert not target.exists()
    assert "its kind is `DataProduct`" in capsys.readouterr().out
