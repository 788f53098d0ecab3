"""Against the double, over the network, with the real library."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Semaphore

import pytest

from doubles.entropy_data.faults import Fault, Way
from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server
from inseam.delivery.clock import Clock, SystemClock
from inseam.delivery.destination import Transient, Unusable
from inseam.delivery.http import Answer, Http, checked_address

KEY = "canary-4f1d0c6e2b"
TEAM = {"id": "checkout", "name": "Käse", "type": "Team"}


@pytest.fixture
def server() -> Iterator[Server]:
    market = Marketplace(today=lambda: date(2026, 1, 31))
    with Server(Api(market, {KEY: Grant()})) as server:
        yield server


def to(server: Server, key: str = KEY) -> Http:
    return Http.to(server.address, lambda: key, SystemClock())


# Never over where an answer comes, however busy the machine is.
LONG = 60.0


def put(http: Http, seconds: float = LONG) -> Answer:
    return http.call("PUT", "/api/teams/checkout", lambda: seconds, body=TEAM)


def test_what_is_put_can_be_got(server: Server) -> None:
    assert put(to(server)).ok
    answer = to(server).call("GET", "/api/teams/checkout", lambda: LONG)
    assert answer.json() == TEAM


def test_another_answer_is_for_the_caller_to_judge(server: Server) -> None:
    answer = to(server).call("GET", "/api/teams/none", lambda: LONG)

    assert answer.status == 404
    refused = to(server).refusal("GET it", answer)
    assert refused.reason == "GET it: 404 There is no teams with the id none."


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 508])
def test_some_answers_are_worth_another_attempt(server: Server, status: int) -> None:
    server.faults.order(Fault(status=status, retry_after="7"))

    with pytest.raises(Transient) as caught:
        put(to(server))

    assert caught.value.answered
    assert caught.value.retry_after == 7


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 422, 431])
def test_others_are_not(server: Server, status: int) -> None:
    server.faults.order(Fault(status=status))

    assert put(to(server)).status == status


@pytest.mark.parametrize(
    ("way", "said"),
    [(Way.TIMEOUT, "no answer within 0.2 s"), (Way.RESET, "the connection broke")],
)
def test_no_answer_is_told_from_an_answer(server: Server, way: Way, said: str) -> None:
    server.faults.order(Fault(way=way))

    with pytest.raises(Transient, match=said) as caught:
        put(to(server), seconds=0.2)

    assert not caught.value.answered


def test_where_nobody_listens_the_connection_is_refused() -> None:
    http = Http.to("http://127.0.0.1:1", lambda: KEY, SystemClock())

    with pytest.raises(Transient, match="the connection was refused"):
        put(http)


def test_a_host_without_an_address_is_said_to_be_unknown() -> None:
    http = Http.to("https://no-such-host.invalid", lambda: KEY, SystemClock())

    with pytest.raises(Transient, match="the host's name is unknown"):
        put(http)


def test_a_connection_that_was_closed_meanwhile_does_not_harm(server: Server) -> None:
    http = to(server)
    put(http)
    server.faults.order(Fault(way=Way.RESET_AFTER))
    with pytest.raises(Transient):
        put(http)

    assert put(http).ok


def test_a_key_that_is_not_accepted_stops_everything(server: Server) -> None:
    with pytest.raises(Unusable, match="the key was not accepted"):
        put(to(server, "wrong"))


@pytest.mark.parametrize("key", ["", "two\nlines", "has a space", "käse", "tab\t"])
def test_a_key_that_can_be_none_is_not_sent_and_not_shown(server: Server, key: str) -> None:
    with pytest.raises(Unusable) as caught:
        put(to(server, key))

    assert server.calls == []
    assert not key or key not in str(caught.value)


def test_the_key_is_not_shown_even_if_the_server_repeats_it(server: Server) -> None:
    http = to(server)
    server.faults.order(Fault(status=503, echo=True))
    server.faults.order(Fault(call=2, status=422, echo=True))

    with pytest.raises(Transient, match=r"The key is \*\*\*") as caught:
        put(http)
    refused = http.refusal("PUT", put(http))

    assert KEY not in str(caught.value)
    assert "***" in refused.reason
    assert KEY not in refused.reason
    assert KEY not in repr(http)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://example.com", "unencrypted"),
        ("https://user:secret@example.com", "password"),
        ("https://example.com?key=secret", "query"),
        ("ftp://example.com", "is not an http"),
        ("example.com", "is not an http"),
        ("http://localhost:99999", "a port that no server can have"),
        ("https://example.com:0", "a port that no server can have"),
        ("https://example.com:secret", "a port that no server can have"),
        ("", "is not an http"),
    ],
)
def test_there_are_addresses_to_which_no_key_goes(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        checked_address(address)
    assert "secret" not in str(caught.value)


def test_addresses_are_taken_without_a_last_slash() -> None:
    assert checked_address("https://api.example.com/") == "https://api.example.com"
    assert checked_address("http://localhost:8080") == "http://localhost:8080"


def test_a_proxy_is_used_but_not_to_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://me:secret@127.0.0.1:1")

    assert put(to(server)).ok
    with pytest.raises(Transient, match="the proxy does not answer") as caught:
        put(Http.to("https://api.example.com", lambda: KEY, SystemClock()))
    assert "secret" not in str(caught.value)


@contextmanager
def answering(*parts: bytes, leave: Semaphore | None = None) -> Iterator[str]:
    """A server that answers one call with these bytes. It sends each part when it has leave to."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with closing(connection):
                connection.recv(65_536)
                for part in parts:
                    if leave is not None:
                        leave.acquire()
                    try:
                        connection.sendall(part)
                    except OSError:
                        return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(timeout=5)


def ask(address: str, seconds: float = LONG, clock: Clock | None = None) -> Answer:
    http = Http.to(address, lambda: KEY, clock or SystemClock())
    return http.call("GET", "/api/teams", lambda: seconds)


def head(text: str) -> bytes:
    return (text.replace("\n", "\r\n") + "\r\n\r\n").encode()


def test_a_redirect_is_not_followed() -> None:
    target = "HTTP/1.1 302 Found\nLocation: http://127.0.0.1:1/\nContent-Length: 0"

    with answering(head(target)) as address, pytest.raises(Unusable, match=r"redirects \(302\)"):
        ask(address)


def test_a_web_page_is_no_confirmation() -> None:
    page = b"<html>Please log in</html>"
    start = head(f"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: {len(page)}")

    with answering(start, page) as address, pytest.raises(Unusable, match="a web page answered"):
        ask(address)


def test_what_should_be_json_and_is_not_is_from_somebody_else() -> None:
    start = head("HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2")

    with (
        answering(start, b"hi") as address,
        pytest.raises(Unusable, match="is not JSON but text/plain"),
    ):
        ask(address).json()


NESTED = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("status", "error"), [("200 OK", Unusable), ("500 Internal Server Error", Transient)]
)
def test_json_that_is_nested_too_deeply_is_none(status: str, error: type[Exception]) -> None:
    start = head(f"HTTP/1.1 {status}\nContent-Type: text/json\nContent-Length: {len(NESTED)}")

    with answering(start, NESTED) as address, pytest.raises(error):
        ask(address).json()


def test_an_answer_that_ends_too_early_is_none() -> None:
    start = head("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 20")

    with answering(start, b"{}") as address, pytest.raises(Transient, match="the connection broke"):
        ask(address)


@dataclass
class SteppingClock:
    """Ten seconds pass each time that it is asked, and then the server sends its next part."""

    seconds: float = 0.0
    leave: Semaphore = field(default_factory=lambda: Semaphore(0))

    def monotonic(self) -> float:
        self.seconds += 10
        self.leave.release()
        return self.seconds

    def now(self) -> datetime:
        raise AssertionError("nobody asks")

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps")


def test_an_answer_that_dribbles_is_given_up_in_time() -> None:
    start = head("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 100")
    clock = SteppingClock()

    with answering(start + b" ", *[b" "] * 100, leave=clock.leave) as address:
        with pytest.raises(Transient, match="no answer within"):
            ask(address, seconds=LONG, clock=clock)

        # The call began at 10, so its time was up at 70; the rest was not waited for.
        assert clock.seconds == 80
        clock.leave.release(100)


def test_no_call_begins_when_there_is_no_time() -> None:
    with pytest.raises(Transient, match="no time was left"):
        ask("http://127.0.0.1:1", seconds=0)
