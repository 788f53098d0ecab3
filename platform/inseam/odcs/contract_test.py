from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import PRODUCTION, Contract, Server, read_contract
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.text import render_text

ORDERS = (FilePath(__file__).parent / "testdata" / "orders-v1.odcs.yaml").read_text("utf-8")
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: a-v1\n"


def read(text: str) -> Contract:
    return read_contract(read_yaml("a.odcs.yaml", text.encode()))


def refusal(text: str) -> str:
    """The finding for what is refused, without the rule's id."""
    with pytest.raises(InputError) as caught:
        read(text)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.severity) == ("contract-unreadable", Severity.ERROR)
    return render_text([finding]).replace("error[contract-unreadable] ", "")


# What is read


def test_a_contract_has_an_id_a_version_an_owner_and_servers() -> None:
    contract = read(ORDERS)

    assert (contract.file, contract.id, contract.version) == (
        "a.odcs.yaml",
        "shop-orders-v1",
        "1.4.0",
    )
    assert contract.owner == "web-shop"
    assert contract.servers == (
        Server(name="production", type="databricks", catalog="shop", schema="op_shop_orders_v1"),
    )


def test_a_database_is_the_catalog_of_a_server_that_has_no_other() -> None:
    (server,) = read(HEAD + "servers: [{server: s, type: postgres, database: d}]").servers

    assert (server.catalog, server.schema) == ("d", None)


def test_objects_and_columns_are_known_by_their_physical_names() -> None:
    orders, shops = read(ORDERS).objects

    assert (shops.name, shops.physical_name, shops.physical_type) == ("shops", "shop", "view")
    assert orders.physical_name == "orders"
    assert [column.physical_name for column in orders.properties] == [
        "shop",
        "order_id",
        "total",
        "description",
        "lines",
    ]


def test_an_object_is_found_by_its_table_name_in_any_case() -> None:
    contract = read(ORDERS)

    found = contract.object_named("SHOP")
    assert found is not None
    assert found.name == "shops"
    assert contract.object_named("shops") is None


def test_a_key_has_the_order_of_its_positions() -> None:
    orders, shops = read(ORDERS).objects

    assert [column.name for column in orders.primary_key] == ["order_no", "shop"]
    assert shops.primary_key == ()


def test_a_column_of_the_key_without_a_position_comes_first() -> None:
    keyed = read(
        HEAD + "schema: [{name: o, properties: [{name: c, primaryKey: true, primaryKeyPosition: 2},"
        " {name: b, primaryKey: true}, {name: a, primaryKey: true, primaryKeyPosition: -1},"
        " {name: d}]}]"
    )

    assert [column.name for column in keyed.objects[0].primary_key] == ["b", "a", "c"]


def test_columns_of_the_key_are_required_without_saying_so() -> None:
    required = {column.name: column.required for column in read(ORDERS).objects[0].properties}

    assert required == {
        "shop": True,
        "order_no": True,
        "total": True,
        "description": False,
        "lines": False,
    }


def test_an_array_of_objects_has_items_with_fields() -> None:
    lines = read(ORDERS).objects[0].properties[4]

    assert lines.items is not None
    assert (lines.items.name, lines.items.logical_type) == ("items", "object")
    assert lines.items.path == ("schema", 0, "properties", 4, "items")
    assert [(field.name, field.required) for field in lines.items.properties] == [
        ("sku", True),
        ("quantity", False),
    ]


def test_quality_rules_are_found_wherever_they_stand() -> None:
    rules = read(ORDERS).quality

    assert [(rule.id, rule.path, rule.evaluated_in) for rule in rules] == [
        ("enough-orders", ("schema", 0, "quality", 0), PRODUCTION),
        (None, ("schema", 0, "quality", 1), None),
        ("few-nulls", ("schema", 0, "properties", 2, "quality", 0), None),
        (
            "sku-known",
            ("schema", 0, "properties", 4, "items", "properties", 0, "quality", 0),
            None,
        ),
    ]


def test_every_path_leads_to_what_it_says() -> None:
    document = read_yaml("a.odcs.yaml", ORDERS.encode())
    contract = read_contract(document)

    def at(path: tuple[str | int, ...]) -> Any:
        value = document.value
        for step in path:
            value = value[step]
        return value

    for described in contract.objects:
        assert at(described.path)["name"] == described.name
        for column in described.properties:
            assert at(column.path)["name"] == column.name
    for rule in contract.quality:
        assert at(rule.path).get("id") == rule.id


@pytest.mark.parametrize("version", ["v3.0.0", "v3.0.2", "v3.1.0", "v3.2.0"])
def test_odcs_3_0_to_3_2_are_understood(version: str) -> None:
    assert read(f"apiVersion: {version}\nkind: DataContract\nid: a\n").id == "a"


@pytest.mark.parametrize(
    ("team", "owner"),
    [
        ("{name: shop, members: []}", "shop"),
        ("{members: []}", None),
        ("[{username: ada, role: owner}]", None),
        ("5", None),
    ],
)
def test_a_team_is_an_object_and_was_a_list_of_people_in_odcs_3_0(
    team: str, owner: str | None
) -> None:
    assert read(f"{HEAD}team: {team}").owner == owner


def test_a_contract_may_have_no_schema_and_an_object_no_columns() -> None:
    assert read(HEAD).objects == ()
    assert read(HEAD + "schema: [{name: events}]").objects[0].properties == ()


# What is refused


def test_a_contract_without_an_id_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read("apiVersion: v3.1.0\nkind: DataContract\nname: Orders\n")

    assert caught.value.findings == (
        Finding(
            rule="contract-unreadable",
            severity=Severity.ERROR,
            file="a.odcs.yaml",
            line=1,
            message="The file has no `id` that is text.",
            fix="Add `id:` with the file's name without `.odcs.yaml`.",
        ),
    )


WRITE_KIND = "\n    fix: Write `kind: DataContract` if it is one, else give the file another name."
WRITE_3_1 = "\n    fix: Write the contract in ODCS v3.1.0."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "- a",
            "a.odcs.yaml:1: The file is not a data contract: it is not a mapping." + WRITE_KIND,
        ),
        (
            "\nid: a",
            "a.odcs.yaml:2: The file is not a data contract: it has no `kind`." + WRITE_KIND,
        ),
        (
            "apiVersion: v1.0.0\nkind: DataProduct\nid: shop\n",
            "a.odcs.yaml:2: The file is not a data contract: its kind is `DataProduct`."
            + WRITE_KIND,
        ),
        (
            "id: orders\ndataContractSpecification: 1.1.0\ninfo: {title: Orders}\n",
            "a.odcs.yaml:2: The file is a Data Contract Specification, the forerunner of ODCS."
            + WRITE_3_1,
        ),
        (
            "kind: DataContract\napiVersion: v9.9.9\nid: a\n",
            "a.odcs.yaml:2: The file has the apiVersion `v9.9.9`; v3.0, v3.1 and v3.2 are"
            " understood." + WRITE_3_1,
        ),
        (
            "kind: DataContract\nid: a\n",
            "a.odcs.yaml:1: The file has no `apiVersion`; v3.0, v3.1 and v3.2 are understood."
            + WRITE_3_1,
        ),
        (
            HEAD + "version: 1.10\n",
            (
                "a.odcs.yaml:4: The file has the version 1.1, which is a number and no text.\n"
                "    fix: Write the version in quotes."
            ),
        ),
        (
            HEAD + "schema: {orders: {}}\n",
            (
                "a.odcs.yaml:4: The file has `schema` that is not a list.\n"
                "    fix: Write `schema:` as a list of `- key: value` entries."
            ),
        ),
        (
            HEAD + "schema:\n  - name: a\n  - b\n",
            (
                "a.odcs.yaml:6: The file has an entry in `schema` that is not a mapping.\n"
                "    fix: Write it as `- key: value`."
            ),
        ),
        (
            HEAD + "schema:\n  - physicalName: a\n",
            "a.odcs.yaml:5: The file has an entry without a name.\n    fix: Add `name:`.",
        ),
        (
            HEAD + "schema:\n  - physicalName: a\n    name: 2024\n",
            (
                "a.odcs.yaml:6: The file has the name `2024`, which is a number.\n"
                '    fix: Write `name: "2024"`.'
            ),
        ),
        (
            HEAD + "schema: [{name: a, properties: [{name: b, items: [c]}]}]\n",
            (
                "a.odcs.yaml:4: The file has `items` that is not a mapping.\n"
                "    fix: Write `items:` with the type of the array's elements below it."
            ),
        ),
        (
            HEAD
            + "schema:\n  - name: a\n    properties:\n      - name: b\n        required: yes\n",
            (
                "a.odcs.yaml:8: The file has `required: yes`, which is neither true nor false.\n"
                "    fix: Write `true` or `false`."
            ),
        ),
    ],
)
def test_what_is_refused_and_in_which_line(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize("version", ["v2.2.2", "v3", "v3.3.0", "v3.10.0", "3.1.0", "[v3.1.0]"])
def test_other_versions_are_refused(version: str) -> None:
    assert f"has the apiVersion `{version}`" in refusal(
        f"apiVersion: {version}\nkind: DataContract\nid: a\n"
    ).replace("`['v3.1.0']`", "`[v3.1.0]`")


@pytest.mark.parametrize("key", ["required", "unique", "primaryKey"])
@pytest.mark.parametrize("value", ["'true'", "1", "[true]"])
def test_what_is_neither_true_nor_false_is_never_taken_for_false(key: str, value: str) -> None:
    text = f"{HEAD}schema: [{{name: a, properties: [{{name: b, {key}: {value}}}]}}]"

    assert f"has `{key}: " in refusal(text)


KEYS = sorted(set(re.findall(r"(\w+):", ORDERS)))
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYS), part, max_size=4)
    ),
    max_leaves=12,
)


@given(st.data())
def test_a_contract_with_anything_in_place_of_a_part_is_read_or_refused(data: Any) -> None:
    document = read_yaml("a.odcs.yaml", ORDERS.encode())
    path, _ = data.draw(st.sampled_from(list(document.entries())))
    container = document.value
    for step in path[:-1]:
        container = container[step]
    container[path[-1]] = data.draw(anything)

    try:
        contract = read_contract(document)
    except InputError as error:
        assert [finding.rule for finding in error.findings] == ["contract-unreadable"]
    else:
        assert all(described.name for described in contract.objects)
