"""One HTTP call, and what its end means for a delivery."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from inseam.delivery.clock import Clock
from inseam.delivery.destination import Refused, TimeLeft, Transient, Unusable
from inseam.delivery.retry_after import retry_after

# Request Timeout, Too Early, Too Many Requests; and all of 500 and above.
_AGAIN = frozenset({408, 425, 429})
_LONGEST_ANSWER = 50_000_000
_LONGEST_REASON = 500
_CHUNK = 65_536
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Raises `Unusable` if it is not JSON: then something else answered than we talk to.

        JSON that is nested too deeply to be read counts as none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "nothing")
            raise Unusable(
                f"the answer is not JSON but {kind}: is that the right address?"
            ) from error


@dataclass(frozen=True, slots=True)
class Http:
    """Calls to one server, each once: what to do after a failure is for others to say.

    ``key`` is asked for each time that it is used and kept nowhere; what the server answers is
    shown only after the key was taken out of it. Redirects are not followed, for the key would go
    along. It is sent as ``x-api-key``, or to an API that ``takes_bearer`` tokens as one.
    """

    address: str
    key: Callable[[], str] = field(repr=False)
    clock: Clock = field(repr=False)
    _pool: urllib3.PoolManager = field(repr=False)
    takes_bearer: bool = False

    @classmethod
    def to(
        cls, address: str, key: Callable[[], str], clock: Clock, *, takes_bearer: bool = False
    ) -> Http:
        """Raises `ValueError` for an address to which no key should go."""
        address = checked_address(address)
        return cls(address, key, clock, _pool(address), takes_bearer)

    def call(
        self,
        method: str,
        path: str,
        time_left: TimeLeft,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Answer:
        """Raises `Transient` and `Unusable`. Any other answer is the caller's to judge."""
        what = f"{method} {path}"
        seconds = time_left()
        if seconds <= 0:
            raise Transient(f"no time was left for {what}", answered=True)
        key = _checked_key(self.key())
        try:
            answer = self._exchange(method, path, seconds, query or {}, body, key)
        except HTTPError as error:
            raise Transient(f"{what}: {_why(error, seconds)}", answered=False) from None
        return self._judged(what, answer, key)

    def _exchange(
        self,
        method: str,
        path: str,
        seconds: float,
        query: Mapping[str, str],
        body: Any,
        key: str,
    ) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": "inseam"}
        headers |= {"Authorization": f"Bearer {key}"} if self.takes_bearer else {"x-api-key": key}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode()
        question = f"?{urlencode(query)}" if query else ""
        until = self.clock.monotonic() + seconds
        response = self._pool.request(
            method,
            f"{self.address}{path}{question}",
            body=content,
            headers=headers,
            timeout=urllib3.Timeout(total=seconds),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        received = bytearray()
        try:
            # A timeout is for each read: who sends a byte now and then would never meet it.
            while chunk := response.read1(_CHUNK):
                received += chunk
                if self.clock.monotonic() > until or len(received) > _LONGEST_ANSWER:
                    response.close()
                    raise urllib3.exceptions.TimeoutError("the answer did not end")
        finally:
            response.release_conn()
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            bytes(received),
        )

    def _judged(self, what: str, answer: Answer, key: str) -> Answer:
        status = answer.status
        if status in _AGAIN or status >= 500:
            seconds = retry_after(answer.headers.get("retry-after"), self.clock.now())
            reason = f"{what}: {status} {_detail(answer, key)}".strip()
            raise Transient(reason, retry_after=seconds, answered=True)
        if 300 <= status < 400:
            raise Unusable(
                f"{what}: the server redirects ({status}): is {self.address} its address?"
            )
        if status == 401 or (status == 403 and "api key" in _detail(answer, key).lower()):
            raise Unusable(f"{what}: the key was not accepted ({status}): {_detail(answer, key)}")
        if answer.ok and "html" in answer.headers.get("content-type", ""):
            raise Unusable(f"{what}: a web page answered: is {self.address} its address?")
        return answer

    def refusal(self, what: str, answer: Answer) -> Refused:
        return Refused(f"{what}: {answer.status} {_detail(answer, self.key())}".strip())


def checked_address(address: str) -> str:
    """Raises `ValueError`, without repeating what may be a secret."""
    parts = urlsplit(address.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("the address is not an http or https address")
    if parts.username or parts.password:
        raise ValueError("the address holds a user or a password, which would be shown in messages")
    try:
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if not has_port:
        # What is there instead may be a secret, so the error is not shown.
        raise ValueError("the address has a port that no server can have") from None
    if parts.query or parts.fragment:
        raise ValueError("the address has a query or a fragment")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise ValueError("the key would go over the network unencrypted: use https")
    return parts.geturl()


def _checked_key(key: str) -> str:
    """What no header can hold would be shown by the error that the header causes."""
    if key and key.isascii() and key.isprintable() and " " not in key:
        return key
    raise Unusable("the key is empty or holds characters that no key has, such as a line's end")


def _pool(address: str) -> urllib3.PoolManager:
    """Through the proxy that the environment names, as other programs do; never to this machine."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or host in _LOCAL or urllib.request.proxy_bypass(host):
        return urllib3.PoolManager()
    login = urlsplit(proxy)
    headers = None
    if login.username is not None:
        name, password = unquote(login.username), unquote(login.password or "")
        headers = urllib3.make_headers(proxy_basic_auth=f"{name}:{password}")
    return urllib3.ProxyManager(proxy, proxy_headers=headers)


def _why(error: HTTPError, seconds: float) -> str:
    """By kind, for the text of these errors names objects in memory."""
    if isinstance(error, urllib3.exceptions.ProxyError):
        return "the proxy does not answer"
    # Of which the first two are kinds of the third.
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return "the host's name is unknown"
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "the connection was refused"
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return f"no connection within {seconds:.1f} s"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return f"no answer within {seconds:.1f} s"
    if isinstance(error, urllib3.exceptions.SSLError):
        return "no encrypted connection could be made"
    return "the connection broke"


def _detail(answer: Answer, key: str) -> str:
    """What a problem document says (RFC 9457), or the text of the answer, shortened."""
    text = answer.body.decode(errors="replace")
    try:
        problem = json.loads(text)
        said = problem.get("detail") or problem.get("title") or ""
        violations = problem.get("violations") or []
        fields = ", ".join(f"{one['field']} {one['message']}" for one in violations)
        text = f"{said} ({fields})" if fields else str(said)
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        if "<html" in text.lower():
            text = ""
    text = " ".join(text.split())
    text = text.replace(key, "***") if key else text
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}..."
