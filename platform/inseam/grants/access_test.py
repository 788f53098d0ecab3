"""What agreements give, read from files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inseam.environments.definition import Environment
from inseam.facts.contracts import read_contracts
from inseam.facts.documents import read_documents
from inseam.facts.gathered import Gathered
from inseam.facts.schema import EXTERNAL
from inseam.facts.teams import read_teams
from inseam.grants.access import accesses_of, read_facts
from inseam.grants.privileges import Grant, wanted
from inseam.report.finding import Finding, InputError

LAKE = Environment("lake", "lake", database="lake")
WAREHOUSE = Environment("warehouse", "databricks")
NAMES = ("lake", "warehouse")
DAY = date(2026, 2, 1)

FILES = {
    "platform/teams.yaml": """\
- id: sales
- id: finance
  groups:
    warehouse: [finance-analysts, finance-jobs]
""",
    "products/orders/orders.odps.yaml": """\
apiVersion: v1.0.0
kind: DataProduct
id: orders
team: {name: sales}
""",
    "products/orders/models/output_ports/v1/orders-v1.odcs.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
servers:
  - {server: old, type: kafka, host: kafka.example.com}
  - {server: production, type: databricks, catalog: retail, schema: op_orders_v1}
schema:
  - {name: orders, physicalName: Orders}
  - {name: order_lines}
roles:
  - {role: reader, access: read}
  - {role: writer, access: write}
""",
    "products/bills/bills.odps.yaml": """\
apiVersion: v1.0.0
kind: DataProduct
id: bills
team: {name: finance}
""",
    "products/bills/agreements/orders-v1.yaml": """\
id: bills-reads-orders-v1
provider: {product: orders, port: orders-v1}
consumer: bills
purpose: Bills what was ordered.
start: '2026-01-15'
end: '2028-01-14'
reassess: '2027-01-15'
roles: [reader]
""",
    "products/orders/agreements/tills-v1.yaml": """\
id: orders-reads-tills-v1
provider: {product: tills, port: tills-v1}
consumer: orders
purpose: Orders come from the tills.
start: '2026-01-15'
end: '2028-01-14'
reassess: '2027-01-15'
roles: [tills_reader]
""",
    "contracts/external/tills-v1.odcs.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: tills-v1
version: 1.0.0
team: {name: stores}
schema:
  - {name: receipts}
""",
}
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
AGREEMENT = "products/bills/agreements/orders-v1.yaml"
WRITE_GROUPS = "Write `groups: {<environment>: [<group>]}`, or leave it out: the group is the id."
Read = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """What is wrong with the files, after each of ``edits``: (file, what, by what)."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)

    def findings(*edits: tuple[str, str, str]) -> tuple[Finding, ...]:
        for file, old, new in edits:
            text = Path(file).read_text()
            assert old in text
            Path(file).write_text(text.replace(old, new, 1))
        with pytest.raises(InputError) as raised:
            accesses_of(read_facts(written()), WAREHOUSE, NAMES)
        return raised.value.findings

    return findings


def written() -> list[Path]:
    """The facts of the files, as the processes of facts write them."""
    parts: dict[str, Gathered] = {
        folder.name: read_documents(folder) for folder in sorted(Path("products").iterdir())
    }
    parts["teams"] = read_teams(Path("platform/teams.yaml"))
    parts["external"] = read_contracts(EXTERNAL, sorted(Path("contracts/external").iterdir()))
    for name, part in parts.items():
        part.write(Path("_facts", f"{name}.jsonl"))
    return sorted(Path("_facts").iterdir())


def test_a_team_s_groups_get_what_leads_to_the_views_of_the_port(read: Read) -> None:
    accesses = accesses_of(read_facts(written()), WAREHOUSE, NAMES)

    assert [(one.id, one.team, one.groups, one.is_outside, one.owner) for one in accesses] == [
        ("bills-reads-orders-v1", "finance", ("finance-analysts", "finance-jobs"), False, None),
        ("orders-reads-tills-v1", "sales", (), True, "stores"),
    ]
    port = ("retail", "op_orders_v1")
    assert wanted(accesses, DAY) == {
        Grant(group, names): ("bills-reads-orders-v1",)
        for group in ("finance-analysts", "finance-jobs")
        for names in [port[:1], port, (*port, "orders"), (*port, "order_lines")]
    }
    assert wanted(accesses, date(2026, 1, 14)) == {}
    assert wanted(accesses, date(2028, 1, 15)) == {}


def test_a_team_without_groups_in_an_environment_is_a_group_there(read: Read) -> None:
    accesses = accesses_of(read_facts(written()), LAKE, NAMES)

    schema = ("lake", "retail__op_orders_v1")
    assert set(wanted(accesses, DAY)) == {
        Grant("finance", names)
        for names in [schema[:1], schema, (*schema, "orders"), (*schema, "order_lines")]
    }


def test_a_role_that_is_not_for_reading_gives_nothing(read: Read) -> None:
    text = Path(AGREEMENT).read_text()
    Path(AGREEMENT).write_text(text.replace("[reader]", "[writer]"))
    assert wanted(accesses_of(read_facts(written()), WAREHOUSE, NAMES), DAY) == {}
    Path(AGREEMENT).write_text(text.replace("[reader]", "[writer, reader]"))
    assert len(wanted(accesses_of(read_facts(written()), WAREHOUSE, NAMES), DAY)) == 8


def test_no_data_contract_of_a_snapshot_counts(read: Read) -> None:
    """A consumer keeps copies of the contracts that it reads; they say nothing of who may."""
    before = accesses_of(read_facts(written()), WAREHOUSE, NAMES)
    copy = Path("products/bills/models/input_ports/orders-v1.odcs.yaml")
    copy.parent.mkdir(parents=True)
    copy.write_text(FILES[ORDERS].replace("op_orders_v1", "elsewhere"))
    assert accesses_of(read_facts(written()), WAREHOUSE, NAMES) == before


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [(AGREEMENT, "end: '2028-01-14'", "end: 2028")],
            [("agreement-invalid", AGREEMENT, 6, "Write `end: '2026-01-31'`.")],
        ),
        (
            [(AGREEMENT, "id: bills", "id: [bills")],
            [("yaml-unreadable", AGREEMENT, 2, None)],
        ),
        (
            [(AGREEMENT, "port: orders-v1", "port: order-v1")],
            [("grant-port-unknown", AGREEMENT, 2, "Did you mean `orders-v1`?")],
        ),
        (
            [(AGREEMENT, "[reader]", "[raeder]")],
            [("grant-role-unknown", AGREEMENT, 8, "Did you mean `reader`?")],
        ),
        (
            [(ORDERS, "catalog: retail, schema: op_orders_v1", "host: a.example.com")],
            [
                (
                    "grant-port-without-schema",
                    ORDERS,
                    5,
                    "Add a server with `catalog:` and `schema:`.",
                )
            ],
        ),
        (
            [("products/bills/bills.odps.yaml", "name: finance", "name: finanze")],
            [
                (
                    "grant-team-unknown",
                    "products/bills/bills.odps.yaml",
                    4,
                    "Did you mean `finance`?",
                )
            ],
        ),
        (
            [("products/bills/bills.odps.yaml", "team: {name: finance}", "tags: []")],
            [
                (
                    "grant-team-unknown",
                    "products/bills/bills.odps.yaml",
                    1,
                    "Name a team of platform/teams.yaml in `team.name`.",
                )
            ],
        ),
        (
            [("platform/teams.yaml", "warehouse:", "warehuose:")],
            [("team-environment-unknown", "platform/teams.yaml", 4, "Did you mean `warehouse`?")],
        ),
        (
            [("platform/teams.yaml", "[finance-analysts, finance-jobs]", "finance-analysts")],
            [
                (
                    "team-registry-unreadable",
                    "platform/teams.yaml",
                    4,
                    WRITE_GROUPS,
                )
            ],
        ),
    ],
)
def test_what_is_wrong_is_one_finding_and_nothing_is_granted(
    read: Read,
    edits: list[tuple[str, str, str]],
    expected: list[tuple[str, str, int, str | None]],
) -> None:
    found = read(*edits)
    assert [
        (one.rule, one.file, one.line, one.fix if fix else None)
        for one, (*_, fix) in zip(found, expected, strict=True)
    ] == expected


def test_all_that_is_wrong_is_said_at_once(read: Read) -> None:
    found = read(
        (AGREEMENT, "[reader]", "[raeder]"),
        ("products/orders/agreements/tills-v1.yaml", "port: tills-v1", "port: tills-v9"),
        ("platform/teams.yaml", "warehouse:", "warehuose:"),
    )
    assert [one.rule for one in found] == [
        "team-environment-unknown",
        "grant-role-unknown",
        "grant-port-unknown",
    ]


def test_a_mistake_that_grants_nothing_stops_nobody(read: Read) -> None:
    """A broken cost sheet is no reason to leave grants as they are."""
    before = accesses_of(read_facts(written()), WAREHOUSE, NAMES)
    Path("products/bills/costs.yaml").write_text("[")
    assert accesses_of(read_facts(written()), WAREHOUSE, NAMES) == before


def test_the_id_of_an_agreement_without_one_is_its_file(read: Read) -> None:
    (first, _) = accesses_of(read_facts(written()), WAREHOUSE, NAMES)
    assert replace(first, agreement=replace(first.agreement, id=None)).id == AGREEMENT
