"""The command, as it is called."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from signal import SIGINT

import pytest

from doubles.entropy_data.faults import FOR_GOOD, Fault, Way
from doubles.entropy_data.server import Server
from inseam.bundle.folder import verify, write
from inseam.facts.lines import to_lines
from inseam.facts.schema import ContractRow, ProductRow
from inseam.publish.__main__ import arguments, run
from inseam.publish.bundle_sources import sources_of
from inseam.publish.publication_json import from_json, to_json
from inseam.report.exit_code import exit_code
from inseam.report.finding import InputError
from inseam.report.report import Report
from testkit.publication import KEY, PUBLICATION, double, held, writes
from testkit.published_bundles import BUNDLES, REGISTRY
from testkit.sparse_row import row


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    path = tmp_path / "publication.json"
    path.write_text(to_json(PUBLICATION), encoding="utf-8")
    return path


def call(server: Server, *given: str, key: str = KEY) -> Report:
    environment = {"ENTROPY_DATA_HOST": server.address, "ENTROPY_DATA_API_KEY": key}
    return run(arguments(given), environment)


def test_a_publication_is_written_and_read_as_json() -> None:
    assert from_json(to_json(PUBLICATION)) == PUBLICATION


def test_a_plan_then_a_run_then_nothing(publication: Path) -> None:
    with double() as server:
        plan = call(server, "--plan", str(publication))
        assert writes(server) == []
        assert "to create: dataproducts/orders" in plan.summary
        assert "orders: 6 to create" in plan.summary

        first = call(server, str(publication))
        assert (first.findings, exit_code(first.findings)) == ((), 0)
        assert "orders: 6 created" in first.summary

        sent = len(writes(server))
        second = call(server, str(publication))
        assert [line for line in second.summary if line.startswith(("orders", "revenue"))] == [
            "orders: unchanged",
            "revenue: unchanged",
        ]
        assert "orders: unchanged" in call(server, "--plan", str(publication)).summary
        assert len(writes(server)) == sent


def test_a_refused_product_does_not_stop_the_others_and_all_reasons_are_said(
    publication: Path,
) -> None:
    with double() as server:
        call(server, str(publication))
        # Calls are counted from one.
        numbers = [
            number
            for number, sent in enumerate(server.calls, 1)
            if sent.method == "PUT" and sent.target.endswith(("/web_shop", "/web-shop-v1"))
        ]
    assert len(numbers) == 2
    with double() as server:
        for number in numbers:
            server.faults.order(Fault(number, status=422, times=FOR_GOOD))
        said = call(server, str(publication))

        assert exit_code(said.findings) == 1
        files = [finding.file for finding in said.findings if finding.rule == "publish-refused"]
        assert files.count("contracts/external/web-shop-v1.odcs.yaml") == 1
        refused = {f.message.split()[0] for f in said.findings if f.rule == "publish-refused"}
        # Its reader cannot go without the system, and the reader's reader not without that.
        assert refused == {
            "sourcesystems/web_shop",
            "datacontracts/web-shop-v1",
            "dataproducts/orders",
            "dataproducts/revenue",
        }
        assert set(held(server)["datacontracts"]) == {"orders-v1", "revenue-v1"}


def test_a_product_is_refused_while_its_provider_is_unknown_there(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    revenue = PUBLICATION.products[0]
    alone.write_text(
        to_json(type(PUBLICATION)(teams=PUBLICATION.teams, products=(revenue,))), encoding="utf-8"
    )
    with double() as server:
        said = call(server, str(alone))

        messages = [f.message for f in said.findings if f.rule == "publish-refused"]
        assert len(messages) == 1
        assert "needs dataproducts/orders, which is unknown at" in messages[0]
        assert "dataproducts" not in held(server)
        # A plan says the same.
        assert exit_code(call(server, "--plan", str(alone)).findings) == 1


def test_without_a_key_nothing_is_begun(publication: Path) -> None:
    for mode in ([str(publication)], ["--plan", str(publication)]):
        with double() as server, pytest.raises(InputError, match="ENTROPY_DATA_API_KEY is not set"):
            call(server, *mode, key="")
        assert server.calls == []


def test_a_plan_that_could_not_compare_says_so_and_fails(publication: Path) -> None:
    with double() as server:
        said = call(server, "--plan", str(publication), key="wrong")

    assert exit_code(said.findings) == 1
    assert {finding.rule for finding in said.findings} == {"publish-not-compared"}
    assert "the key was not accepted" in said.findings[0].message


def test_what_stops_everything_is_one_finding_of_no_file(publication: Path) -> None:
    with double() as server:
        (stopped,) = call(server, str(publication), key="wrong").findings
        assert stopped.file == server.address
    assert stopped.rule == "publish-not-sent"
    assert stopped.message.startswith("Stopped: GET /api/teams/")
    assert "the key was not accepted (403)" in stopped.message
    assert re.search(r" Nothing was sent; \d+ items are left\.$", stopped.message)


def test_what_goes_after_a_refusal_is_one_finding_a_product(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    only = type(PUBLICATION)(teams=PUBLICATION.teams, products=PUBLICATION.products[:1])
    alone.write_text(to_json(only), encoding="utf-8")
    with double() as server:
        refused = call(server, str(alone))
    assert [one.rule for one in refused.findings] == ["publish-blocked", "publish-refused"]
    assert "revenue: 5 did not go to" in refused.findings[0].message


def test_the_key_is_in_the_variable_that_is_named(publication: Path) -> None:
    with double() as server:
        given = ["--key-variable", "MARKET_KEY", str(publication)]
        both = {"ENTROPY_DATA_HOST": server.address, "ENTROPY_DATA_API_KEY": KEY}
        with pytest.raises(InputError, match="MARKET_KEY is not set"):
            run(arguments(given), both)
        assert server.calls == []
        assert run(arguments(given), {**both, "MARKET_KEY": KEY}).findings == ()


def test_a_wrong_key_loses_nothing(publication: Path) -> None:
    with double() as server:
        said = call(server, str(publication), key="wrong")
        assert "the key was not accepted" in said.findings[0].message
        assert len(server.calls) == 1

        call(server, str(publication))
        assert set(held(server)["dataproducts"]) == {"orders", "revenue"}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": 2}', '{"version": 1, "x": 1}'])
def test_what_is_no_publication_is_said(content: str, tmp_path: Path) -> None:
    path = tmp_path / "publication.json"
    path.write_text(content, encoding="utf-8")
    with double() as server, pytest.raises(InputError, match="is not a publication"):
        call(server, str(path))


def test_who_interrupts_it_is_told_in_a_sentence(publication: Path) -> None:
    with double() as server:
        server.faults.order(Fault(call=20, way=Way.TIMEOUT))
        own = {"ENTROPY_DATA_HOST": server.address, "ENTROPY_DATA_API_KEY": KEY}
        with subprocess.Popen(
            [sys.executable, "-m", "inseam.publish", str(publication)],
            env={**os.environ, **own},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            server.before = lambda number: process.send_signal(SIGINT) if number == 20 else None
            _, said = process.communicate(timeout=60)

        assert process.returncode == 128 + SIGINT
        assert said == "Interrupted. Run it again: what has arrived is not sent twice.\n"
        server.before = lambda number: None
        assert call(server, str(publication)).findings == ()


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with double() as server, pytest.raises(InputError, match="No such file"):
        call(server, str(tmp_path / "none.json"))


def test_an_address_is_never_taken_from_a_contract(publication: Path) -> None:
    options = arguments([str(publication)])
    with pytest.raises(InputError, match="unencrypted"):
        run(options, {"ENTROPY_DATA_HOST": "http://example.com", "ENTROPY_DATA_API_KEY": KEY})


@pytest.mark.parametrize("address", ["http://example.com", "https://example.com:99999"])
@pytest.mark.parametrize("is_option", [True, False])
def test_an_address_that_cannot_be_is_said_with_where_it_is_given(
    address: str, is_option: bool, publication: Path
) -> None:
    given = ["--address", address] if is_option else []
    options = arguments([*given, str(publication)])
    other = "https://api.example.com" if is_option else address
    with pytest.raises(InputError) as caught:
        run(options, {"ENTROPY_DATA_HOST": other, "ENTROPY_DATA_API_KEY": KEY})

    (finding,) = caught.value.findings
    assert finding.file == ("--address" if is_option else "ENTROPY_DATA_HOST")
    assert ("in pants.toml, `address` of the repository" in finding.fix) is is_option


@pytest.mark.parametrize("key", ["wrong", "two\nlines"])
def test_a_wrong_key_is_named_as_what_to_correct(key: str, publication: Path) -> None:
    with double() as server:
        plan = call(server, "--plan", str(publication), key=key)
        said = call(server, str(publication), key=key)

    for finding in (*plan.findings, *said.findings):
        assert finding.fix.startswith("Correct the key or the address that the reason names, and ")
        assert finding.message.split(": ", 1)[-1].find("key") >= 0


def test_a_server_that_does_not_answer_is_one_finding(publication: Path) -> None:
    options = arguments(["--deadline=1", str(publication)])
    with double() as server:
        address = server.address
    said = run(options, {"ENTROPY_DATA_HOST": address, "ENTROPY_DATA_API_KEY": KEY})

    (finding,) = said.findings
    assert (finding.rule, finding.file) == ("publish-not-sent", address)
    assert "the 1 seconds for all were not enough" in finding.message
    assert "the connection was refused. Nothing was sent; " in finding.message
    assert finding.fix.startswith(
        "When the server answers, or with a longer --publish-deadline, run the same "
    )
    assert [line for line in said.summary if line.startswith("orders: ")] == []


@pytest.fixture
def bundles(tmp_path: Path) -> list[str]:
    """Of a repository in the working folder."""
    for name, content in REGISTRY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for place, files in BUNDLES.items():
        kept = {path: content for path, content in files.items() if path != "lineage/_.json"}
        write(tmp_path / place, PurePosixPath(place).name, "4f1d0c6", kept)
    return [str(tmp_path / place) for place in BUNDLES]


def test_bundles_are_published_to_the_server_and_into_a_folder(
    bundles: list[str], tmp_path: Path
) -> None:
    repository = ["--repository", str(tmp_path)]
    with double() as server:
        first = call(server, *repository, *bundles)
        assert first.findings == ()
        assert set(held(server)["dataproducts"]) == {"orders", "revenue"}
        second = call(server, *repository, *bundles)
        assert {"orders: unchanged", "revenue: unchanged"} <= set(second.summary)

        out = ["--directory", str(tmp_path / "out")]
        sent = len(server.calls)
        assert "orders: 9 created" in call(server, *out, *bundles).summary
        assert "orders: unchanged" in call(server, *out, *bundles).summary
        assert len(server.calls) == sent
    assert verify(tmp_path / "out" / "orders") == []


def test_a_folder_of_something_else_is_one_finding_a_product(
    bundles: list[str], tmp_path: Path
) -> None:
    sources = tmp_path / "products/orders/models/orders.sql"
    sources.parent.mkdir(parents=True)
    sources.write_text("select 1")
    out = ["--directory", str(tmp_path / "products")]

    for mode in (["--plan"], []):
        said = run(arguments([*out, *mode, *bundles]), {})
        refused, *others = [one for one in said.findings if one.rule == "publish-refused"]
        assert others == []
        assert f"{tmp_path / 'products/orders'} has files and no bundle.json" in refused.message
    assert [path.name for path in (tmp_path / "products/orders").iterdir()] == ["models"]
    assert sources.read_text() == "select 1"
    assert verify(tmp_path / "products/revenue") == []


def test_a_folder_in_the_home_folder_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    given = arguments(["--directory=~/catalog", "a"])
    assert given.directory == Path("/home/ana/catalog")


def test_what_is_wrong_in_a_bundle_is_said_with_its_place_in_the_repository(
    bundles: list[str], tmp_path: Path
) -> None:
    reader = [bundle for bundle in bundles if bundle.endswith("revenue")]
    with double() as server:
        said = call(server, "--repository", str(tmp_path), *reader)

    files = {finding.file for finding in said.findings}
    assert files == {"dist/revenue/revenue.odps.yaml"}


OF_REVENUE = to_lines(
    [
        row(ProductRow, product="revenue", file="products/revenue/revenue.odps.yaml"),
        row(
            ContractRow,
            contract_id="revenue-v1",
            kind="output_port",
            file="products/revenue/models/output_ports/v1/r.odcs.yaml",
        ),
        row(
            ContractRow,
            contract_id="orders-v1",
            kind="snapshot",
            file="products/revenue/models/input_ports/orders-v1.odcs.yaml",
        ),
    ]
)


def bundle_of_revenue(folder: Path, files: dict[str, bytes]) -> str:
    write(folder / "bundles/revenue", "revenue", "4f1d0c6", files)
    return str(folder / "bundles/revenue")


def test_what_is_wrong_is_said_with_the_file_that_the_bundle_was_made_of(tmp_path: Path) -> None:
    files = {**BUNDLES["dist/revenue"], "facts/documents.jsonl": OF_REVENUE}
    unpublished = {path: files[path] for path in files if not path.startswith("published/")}
    bad = {
        **files,
        "contracts/revenue-v1.odcs.yaml": b"a: [",
        "inputs/orders-v1.odcs.yaml": b"a: [",
        "agreements/orders-v1.yaml": b"a: [",
    }
    with double() as server:
        bundle = bundle_of_revenue(tmp_path / "1", unpublished)
        said = call(server, "--repository", str(tmp_path / "1"), bundle)
        bundle = bundle_of_revenue(tmp_path / "2", bad)
        with pytest.raises(InputError) as caught:
            call(server, "--repository", str(tmp_path / "2"), bundle)

    contract = "products/revenue/models/output_ports/v1/r.odcs.yaml"
    (refused,) = [one for one in said.findings if "datacontracts/revenue-v1 " in one.message]
    assert refused.file == contract
    assert f"of {contract} is active and is not among the published" in refused.message
    assert "bundles/" not in f"{said.findings}"
    assert {finding.file for finding in caught.value.findings} == {
        contract,
        "products/revenue/agreements/orders-v1.yaml",
        "products/revenue/models/input_ports/orders-v1.odcs.yaml",
    }


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'{"facts": 0}', OF_REVENUE[:-9], OF_REVENUE.split(b"\n")[0] + b"\n1"],
)
def test_facts_that_cannot_be_read_only_cost_the_names(content: bytes) -> None:
    assert sources_of("bundles/x", {"facts/documents.jsonl": content}) == {}


@pytest.mark.parametrize(
    "path, content, says",
    [
        ("test-results/revenue-v1.json", '{"checks": [{"result": "failed"}]}', True),
        ("test-results/revenue-v1.json", '{"checks": [{"result": "error"}]}', True),
        ("dbt-results.json", '[{"unique_id": "t", "status": "fail"}]', True),
        ("dbt-results.json", '[{"unique_id": "t", "status": "runtime error"}]', True),
        ("test-results/revenue-v1.json", '{"checks": [{"result": "warning"}]}', False),
        ("dbt-results.json", '[{"unique_id": "t", "status": "warn"}]', False),
        ("dbt-results.json", '[1, {"status": [1]}]', False),
        ("dbt-results.json", "{", False),
    ],
)
def test_a_product_whose_test_finds_errors_is_said_to_have_them_and_goes(
    path: str, content: str, says: bool, tmp_path: Path
) -> None:
    files = {"facts/documents.jsonl": OF_REVENUE, path: content.encode()}
    bundle = bundle_of_revenue(tmp_path, files)
    out = ["--directory", str(tmp_path / "out")]

    for mode in (["--plan"], []):
        said = run(arguments([*out, *mode, "--repository", str(tmp_path), bundle]), {})
        assert exit_code(said.findings) == 0
        found = [(one.rule, one.file, one.fix) for one in said.findings]
        assert found == says * [
            (
                "publish-test-errors",
                "products/revenue/revenue.odps.yaml",
                "Run ./pants test products/revenue:: and correct what it reports.",
            )
        ]
    assert verify(tmp_path / "out/revenue") == []


def test_a_bundle_that_was_changed_is_not_published(bundles: list[str]) -> None:
    (Path(bundles[0]) / "README.md").write_text("changed")
    with double() as server, pytest.raises(InputError, match=r"README\.md was changed"):
        call(server, *bundles)


def files_with(text: str, folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


# Prints all that can be logged: the library's calls, their headers, and every variable on the way
# of an error.
LOUD = """
import faulthandler, http.client, logging, runpy, sys
faulthandler.enable()
logging.basicConfig(level=logging.DEBUG)
sys.argv = ["inseam.publish", *sys.argv[1:]]
runpy.run_module("inseam.publish", run_name="__main__", alter_sys=False)
"""


@pytest.mark.parametrize(
    "fault",
    [
        None,
        Fault(call=20, status=422, times=FOR_GOOD, echo=True),
        Fault(call=20, status=403, times=FOR_GOOD, echo=True),
        Fault(call=1, status=401, times=FOR_GOOD, echo=True),
        Fault(call=20, status=500, echo=True),
        Fault(call=20, way=Way.RESET),
    ],
    ids=["no fault", "422", "403", "401", "500", "reset"],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_key_is_in_no_log_no_error_and_no_file(
    publication: Path, tmp_path: Path, fault: Fault | None, form: str
) -> None:
    with double() as server:
        if fault is not None:
            server.faults.order(fault)
        own = {"ENTROPY_DATA_HOST": server.address, "ENTROPY_DATA_API_KEY": KEY}
        done = subprocess.run(
            [sys.executable, "-c", LOUD, str(publication), "--format", form],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        got_the_key = len(server.calls)

    assert got_the_key > 0
    assert done.returncode in (0, 1)
    assert "DEBUG:urllib3" in done.stderr
    assert KEY not in done.stdout
    assert KEY not in done.stderr
    assert files_with(KEY, tmp_path) == []
