"""One issue for each product that fails, at a stand-in of the forge's API over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from inseam.monitor.issues import Call, Issue, calls, failing_products, failures, main

TOKEN = "canary-1c7e"
REPOSITORY = "acme/mesh"


def finding(
    product: str, message: str = "It is broken.", severity: str = "error"
) -> dict[str, Any]:
    file = f"products/{product}/models/a.yaml"
    return {"file": file, "line": 3, "rule": "r", "severity": severity, "message": message}


def report(*findings: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "findings": list(findings), "summary": []}


def opened(product: str, number: int = 7) -> Issue:
    (call,) = calls({product: failures([report(finding(product))], [product])[product]}, [])
    return Issue(number, call.body["title"], call.body["body"])


FAILING = {"orders": ["`a.yaml:3` `r` It is broken."], "counts": []}


def test_a_failure_opens_one_issue_and_a_second_run_changes_nothing() -> None:
    (call,) = calls(FAILING, [])
    assert (call.method, call.path) == ("POST", "/issues")
    assert call.body["title"] == "orders: 1 promise broken in production"
    there = Issue(7, call.body["title"], call.body["body"])
    assert calls(FAILING, [there, Issue(1, "By a person", "orders is broken")]) == []


def test_other_findings_change_it_and_none_close_it() -> None:
    (change,) = calls({"orders": ["`b.yaml` `s` Other."]}, [opened("orders")])
    assert (change.method, change.path) == ("PATCH", "/issues/7")
    assert "Other." in change.body["body"]
    closed = {"state": "closed", "state_reason": "completed"}
    assert calls({"orders": []}, [opened("orders")]) == [Call("PATCH", "/issues/7", closed)]


def test_of_two_the_older_stays_and_of_products_not_looked_at_all_do() -> None:
    issues = [opened("orders", 9), opened("orders", 8), opened("other", 3)]
    failing = {"orders": failures([report(finding("orders"))], ["orders"])["orders"]}
    assert [one.path for one in calls(failing, issues)] == ["/issues/9"]


def test_only_errors_of_a_product_count_and_each_once() -> None:
    found = failures(
        [
            report(finding("a"), finding("a"), finding("b", severity="warning")),
            report(finding("a")),
        ],
        ["a", "b"],
    )
    assert {name: len(lines) for name, lines in found.items()} == {"a": 1, "b": 0}


def test_what_nobody_looked_at_is_not_said_to_hold() -> None:
    assert failing_products([report(finding("a")), None], ["a", "b"]).keys() == {"a"}
    assert failing_products([report(finding("a"))], ["a", "b"]).keys() == {"a", "b"}


def test_a_long_list_is_cut_and_nobody_is_called() -> None:
    lines = failures([report(*(finding("a", f"@me {n} {'x' * 5000}") for n in range(80)))], ["a"])
    (call,) = calls(lines, [])
    assert len(call.body["body"]) < 65_536
    assert "... and 30 more" in call.body["body"]
    assert "@me" not in call.body["body"]


@dataclass
class Forge:
    """Issues as GitHub has them: pages of 100, and the token asked for."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    refuses: int = 0
    sent: list[str] = field(default_factory=list)

    def answer(
        self, method: str, path: str, token: str, body: dict[str, Any]
    ) -> tuple[int, Any, str]:
        if token != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}, ""
        address = urlsplit(path)
        base = f"/repos/{REPOSITORY}/issues"
        if self.refuses:
            self.refuses -= 1
            return 502, {}, ""
        if method == "GET" and address.path == base:
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            there = [one for one in self.issues if one["state"] == query["state"]]
            first = (int(query.get("page", "1")) - 1) * 100
            more = 'rel="next"' if len(there) > first + 100 else ""
            return 200, there[first : first + 100], more
        self.sent.append(f"{method} {address.path}")
        if method == "POST" and address.path == base:
            self.issues.append({"number": len(self.issues) + 1, "state": "open", **body})
            return 201, self.issues[-1], ""
        number = int(address.path.removeprefix(f"{base}/"))
        self.issues[number - 1] |= body
        return 200, self.issues[number - 1], ""


@dataclass(frozen=True)
class Served:
    forge: Forge
    given: dict[str, str]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            token = self.headers.get("Authorization", "")
            status, content, link = forge.answer(self.command, self.path, token, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if link:
                self.send_header("Link", f"<x>; {link}")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        do_POST = do_PATCH = do_GET

        def log_message(self, *_: object) -> None:
            pass

    for name in ("orders", "counts"):
        (tmp_path / "products" / name).mkdir(parents=True)
        (tmp_path / "products" / name / "dbt_project.yml").touch()
    monkeypatch.chdir(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    given = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": TOKEN}
    yield Served(forge, given)
    server.shutdown()
    thread.join()
    server.server_close()


def run(served: Served, *reports: dict[str, Any]) -> int:
    files = [Path(f"{number}.json") for number in range(len(reports))]
    for file, one in zip(files, reports, strict=True):
        file.write_text(json.dumps(one), "utf-8")
    return main(served.given, files)


def open_titles(forge: Forge) -> list[str]:
    return [one["title"] for one in forge.issues if one["state"] == "open"]


def test_night_after_night(served: Served) -> None:
    forge = served.forge
    forge.issues += [
        {"number": n, "state": "open", "title": "-", "body": None} for n in range(1, 131)
    ]
    forge.refuses = 1
    assert run(served, report(finding("orders")), report()) == 0
    assert open_titles(forge)[130:] == ["orders: 1 promise broken in production"]
    assert run(served, report(finding("orders")), report()) == 0
    assert len(forge.sent) == 1
    assert run(served, report(finding("orders"), finding("orders", "More.")), report()) == 0
    assert open_titles(forge)[130:] == ["orders: 2 promises broken in production"]
    assert main(served.given, [Path("0.json"), Path("none.json")]) == 0
    assert len(open_titles(forge)) == 131
    assert run(served, report(), report()) == 0
    assert len(open_titles(forge)) == 130
    assert forge.issues[130]["state_reason"] == "completed"


def test_a_token_that_is_refused_is_an_error_and_not_shown(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**served.given, "GITHUB_TOKEN": "canary-wrong"}
    assert main(wrong, []) == 1
    assert main({**served.given, "GITHUB_TOKEN": ""}, []) == 1
    said = capsys.readouterr().err
    assert "401" in said
    assert "GITHUB_TOKEN is not set" in said
    assert "canary" not in said
