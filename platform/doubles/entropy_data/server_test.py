"""Over the network: faults on demand, the pages, and the clients that people use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doubles.entropy_data.__main__ import main
from doubles.entropy_data.faults import FOR_GOOD, Fault, Way
from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server

KEY = "the-key"
TEAM = {"id": "checkout", "name": "Checkout", "type": "Team"}
MEMBERS = [{"emailAddress": "ana@example.com", "role": "Owner"}]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Api(Marketplace(today=lambda: date(2026, 1, 31)), {KEY: Grant()})) as server:
        yield server


def ask(
    server: Server, method: str, path: str, body: Any = None, seconds: float = 60
) -> tuple[int, str]:
    content = None if body is None else json.dumps(body).encode()
    headers = {"x-api-key": KEY, "content-type": "application/json"}
    request = urllib.request.Request(f"{server.address}{path}", content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def put_team(server: Server, **more: Any) -> int:
    return ask(server, "PUT", "/api/teams/checkout", {**TEAM, **more})[0]


def teams(server: Server) -> list[str]:
    return list(server.api.market.of("teams"))


def test_a_call_fails_once_and_as_ordered(server: Server) -> None:
    server.faults.order(Fault(call=2, status=503, retry_after="3"))

    assert [put_team(server) for _ in range(3)] == [200, 503, 200]


def test_a_request_fails_for_good_and_others_do_not(server: Server) -> None:
    server.faults.order(Fault(status=500, times=FOR_GOOD))

    assert [put_team(server) for _ in range(3)] == [500, 500, 500]
    assert ask(server, "GET", "/api/teams/checkout")[0] == 404
    server.faults.clear()
    assert put_team(server) == 200


@pytest.mark.parametrize("way", [Way.TIMEOUT, Way.TIMEOUT_AFTER, Way.RESET, Way.RESET_AFTER])
def test_nobody_answers_whether_it_was_done_or_not(server: Server, way: Way) -> None:
    server.faults.order(Fault(way=way))

    error = TimeoutError if "timeout" in way else ConnectionResetError
    with pytest.raises((error, urllib.error.URLError)):
        ask(server, "PUT", "/api/teams/checkout", TEAM, seconds=0.3)

    assert teams(server) == (["checkout"] if way.carried_out else [])
    assert [call.status for call in server.calls] == [0]


def test_faults_can_be_ordered_from_outside(server: Server) -> None:
    assert ask(server, "POST", "/double/faults", {"status": 429, "retry_after": "1"})[0] == 200
    assert put_team(server) == 429
    assert ask(server, "POST", "/double/faults", {"way": "magic"})[0] == 400
    assert ask(server, "POST", "/double/faults", {"times": FOR_GOOD})[0] == 200
    assert put_team(server) == 500
    assert ask(server, "DELETE", "/double/faults")[0] == 200
    assert put_team(server) == 200
    calls = json.loads(ask(server, "GET", "/double/calls")[1])
    assert [call["status"] for call in calls] == [429, 500, 200]
    assert KEY not in json.dumps(calls)
    assert "checkout" in json.loads(ask(server, "GET", "/double/content")[1])["teams"]
    assert ask(server, "GET", "/double/deviations") == (200, "[]")
    assert ask(server, "GET", "/double/nothing")[0] == 404


def test_the_pages_need_no_key_and_take_nothing_for_html(server: Server) -> None:
    script = "<script>alert('x')</script>"
    put_team(server, name=script)
    product = {"id": "orders", "name": script, "description": script, "team": {"name": "checkout"}}
    ask(server, "PUT", "/api/dataproducts/orders", product)

    for path in ("/", "/dataproducts/orders", "/teams/checkout"):
        status, page = ask(server, "GET", path)
        assert status == 200
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
    assert ask(server, "GET", "/dataproducts/none")[0] == 404


# The clients that people use. Their defects are known, and what this repository does avoids them.


def client(server: Server, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"ENTROPY_DATA_HOST": server.address, "ENTROPY_DATA_API_KEY": KEY, "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "entropy_data", *arguments],
        env={**os.environ, **own},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_vendors_client_reads_and_writes(server: Server, tmp_path: Path) -> None:
    (tmp_path / "team.json").write_text(json.dumps({**TEAM, "members": MEMBERS}))

    assert client(server, tmp_path, "teams", "put", "checkout", "-f", "team.json").returncode == 0
    listed = client(server, tmp_path, "-o", "json", "teams", "list")
    assert json.loads(listed.stdout) == [{**TEAM, "members": MEMBERS}]
    assert client(server, tmp_path, "teams", "get", "none").returncode == 1


def test_the_vendors_client_empties_teams_when_it_applies_a_folder(
    server: Server, tmp_path: Path
) -> None:
    put_team(server, members=MEMBERS)
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "checkout.yaml").write_text(json.dumps({**TEAM, "members": MEMBERS}))

    assert client(server, tmp_path, "apply", "dir", ".").returncode == 0
    assert server.api.market.of("teams")["checkout"]["members"] == []


def test_the_vendors_client_fails_on_a_date(server: Server, tmp_path: Path) -> None:
    put_team(server)
    text = "id: orders-v1\nteam: {name: checkout}\nslaProperties: [{value: 2028-01-31}]\n"
    (tmp_path / "contract.yaml").write_text(text)

    put = client(server, tmp_path, "datacontracts", "put", "orders-v1", "-f", "contract.yaml")

    assert put.returncode == 1
    assert "datacontracts" not in server.api.market.documents


def test_the_vendors_client_writes_another_id_without_a_word(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "team.json").write_text(json.dumps(TEAM))

    assert client(server, tmp_path, "teams", "put", "other", "-f", "team.json").returncode == 0
    assert server.api.market.of("teams")["other"]["id"] == "other"


def test_datacontract_cli_publishes_and_says_nothing_when_nobody_answers(
    server: Server, tmp_path: Path
) -> None:
    put_team(server)
    contract = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "orders-v1",
        "version": "1.0.0",
        "status": "active",
        "team": {"name": "checkout"},
    }
    path = tmp_path / "orders-v1.odcs.yaml"
    path.write_text(json.dumps(contract))

    def publish(address: str) -> int:
        own = {"ENTROPY_DATA_HOST": address, "ENTROPY_DATA_API_KEY": KEY}
        command = "from datacontract.cli import app; app()"
        return subprocess.run(
            [sys.executable, "-c", command, "publish", str(path)],
            env={**os.environ, **own},
            capture_output=True,
            check=False,
        ).returncode

    assert publish(server.address) == 0
    assert server.api.market.of("datacontracts") == {"orders-v1": contract}
    # Nobody listens there, and it ends as if all were well.
    assert publish("http://127.0.0.1:1") == 0


@pytest.mark.parametrize("port", ["taken", "99999"])
def test_a_port_that_cannot_be_had_is_said(
    server: Server, port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = server.address.rpartition(":")[2]
    given = ["entropy-data", "--port", taken if port == "taken" else port]
    monkeypatch.setattr(sys, "argv", given)

    with pytest.raises(SystemExit) as stopped:
        main()

    assert stopped.value.code == 2
    assert "name another with --port" in capsys.readouterr().err
