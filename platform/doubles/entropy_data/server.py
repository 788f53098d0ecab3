"""The double on a port: HTTP around the rules, with faults, a control page and pages for people.

GET    /                       all products; /dataproducts/<id> is one of them
GET    /double/content         all that was published, as JSON
GET    /double/calls           all calls to the API, without keys
POST   /double/faults          {"call": 3, "way": "reset", "times": 1}; see faults.py
DELETE /double/faults          no more faults
GET    /double/deviations      what a stricter server might have refused
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from doubles.entropy_data.faults import Faults, Way, read_fault
from doubles.entropy_data.marketplace import content
from doubles.entropy_data.messages import Problem, Request, Response, json_response
from doubles.entropy_data.page import page
from doubles.entropy_data.routes import Api

_LONGEST_BODY = 20_000_000
# How long somebody who gets no answer is kept waiting, if he does not hang up himself.
_SILENCE = 120.0


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the API. ``status`` is 0 when nobody answered."""

    method: str
    target: str
    body: bytes
    status: int

    @property
    def writes(self) -> bool:
        return self.method != "GET"


class Server:
    """Listens on ``address`` from when it is made until it is closed, as a context manager too."""

    def __init__(self, api: Api, port: int = 0) -> None:
        self.api = api
        self.faults = Faults()
        self.calls: list[Call] = []
        # Called with the number of each API call, before it is carried out and after.
        self.before: Callable[[int], None] = lambda number: None
        self.after: Callable[[int], None] = lambda number: None
        self._numbers = 0
        self._lock = Lock()
        self._closing = Event()
        self._http = _HTTPServer(("127.0.0.1", port), _handler(self))
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def wait(self) -> None:
        self._thread.join()

    def respond(self, request: Request) -> Response | Way:
        """A way stands for no answer."""
        with self._lock:
            if request.path.startswith("/double/"):
                return self._control(request)
            if not request.path.startswith("/api"):
                return page(self.api.market, request.parts)
            return self._call(request)

    def be_silent(self) -> None:
        self._closing.wait(_SILENCE)

    def _call(self, request: Request) -> Response | Way:
        self._numbers += 1
        number = self._numbers
        fault = self.faults.of(request)
        self.before(number)
        answer: Response | Way
        if fault is None:
            answer = self.api.handle(request)
        elif fault.way is Way.ANSWER:
            answer = fault.response(request)
        else:
            answer = fault.way
            if fault.way.carried_out:
                self.api.handle(request)
        status = answer.status if isinstance(answer, Response) else 0
        self.calls.append(Call(request.method, request.target, request.body, status))
        self.after(number)
        return answer

    def _control(self, request: Request) -> Response:
        try:
            match request.method, request.parts[1]:
                case "GET", "content":
                    return json_response(content(self.api.market))
                case "GET", "deviations":
                    return json_response(self.api.market.deviations)
                case "GET", "calls":
                    return json_response([_shown(call) for call in self.calls])
                case "POST", "faults":
                    self.faults.order(read_fault(json.loads(request.body)))
                    return Response(200)
                case "DELETE", "faults":
                    self.faults.clear()
                    return Response(200)
            raise Problem(404, f"There is no {request.method} {request.path}.")
        except Problem as problem:
            return problem.response(request.path)


def _shown(call: Call) -> dict[str, Any]:
    return {"method": call.method, "target": call.target, "status": call.status}


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    # Who is kept waiting does not keep the server from closing.
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Of a client that hung up, which here is what it was asked to do."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "entropy-data-double"
        sys_version = ""
        # An answer goes out at once, not when the next packet does.
        disable_nagle_algorithm = True
        wbufsize = -1

        def _handle(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            if length > _LONGEST_BODY:
                self._send(Problem(413, "The body is too long.").response(self.path))
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            answer = server.respond(request)
            if isinstance(answer, Response):
                self._send(answer)
            else:
                self._give_no_answer(answer)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _handle

        def _send(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)
            self.wfile.flush()

        def _give_no_answer(self, way: Way) -> None:
            self.close_connection = True
            if way in (Way.TIMEOUT, Way.TIMEOUT_AFTER):
                server.be_silent()
                return
            # Closed without a farewell: the client's system says "connection reset by peer".
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing, for a log might hold what no log should."""

    return Handler
