"""Documents and lists of a server that speaks JSON, as Entropy Data does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inseam.delivery.destination import TimeLeft, Unusable
from inseam.delivery.http import Answer, Http

_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class JsonApi:
    """All methods raise `DeliveryError`."""

    http: Http

    def get(self, path: str, time_left: TimeLeft) -> Mapping[str, Any] | None:
        """A document with an id; None if there is nothing."""
        answer = self.http.call("GET", path, time_left)
        if answer.status == 404:
            return None
        self.check(f"GET {path}", answer)
        found = answer.json()
        if not isinstance(found, Mapping) or "id" not in found:
            raise _not_the_api(path)
        return found

    def listed(
        self,
        path: str,
        query: Mapping[str, str],
        time_left: TimeLeft,
        *,
        page_name: str = "p",
        first: int = 0,
    ) -> list[Mapping[str, Any]]:
        """All pages together. Their parameter is ``page_name``, and counts from ``first``."""
        found: list[Mapping[str, Any]] = []
        for page in range(_MOST_PAGES):
            paged = {**query, page_name: str(first + page)} if page else query
            answer = self.http.call("GET", path, time_left, query=paged)
            self.check(f"GET {path}", answer)
            listed = answer.json()
            if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
                raise _not_the_api(path)
            found += listed
            if 'rel="next"' not in answer.headers.get("link", ""):
                break
        return found

    def put(self, path: str, body: Any, time_left: TimeLeft) -> None:
        self.check(f"PUT {path}", self.http.call("PUT", path, time_left, body=body))

    def post(
        self, path: str, body: Any, time_left: TimeLeft, query: Mapping[str, str] | None = None
    ) -> None:
        answer = self.http.call("POST", path, time_left, query=query, body=body)
        self.check(f"POST {path}", answer)

    def check(self, what: str, answer: Answer) -> None:
        """Raises `Refused` unless the answer is a success."""
        if not answer.ok:
            raise self.http.refusal(what, answer)


def _not_the_api(path: str) -> Unusable:
    return Unusable(
        f"GET {path}: the answer is JSON, but not of this API: is that the right address?"
    )
