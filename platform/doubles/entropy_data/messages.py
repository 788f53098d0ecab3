"""Requests, responses and problem documents (RFC 9457), without any network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """Header names are in lower case. ``parts`` are the path's, decoded."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(unquote(part) for part in self.path.strip("/").split("/"))

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Problem(Exception):
    """A request that is not granted."""

    def __init__(self, status: int, detail: str, violations: Mapping[str, str] | None = None):
        self.status = status
        self.detail = detail
        self.violations = dict(violations or {})
        super().__init__(detail)

    def response(self, instance: str, headers: Mapping[str, str] | None = None) -> Response:
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.violations:
            document["violations"] = [
                {"field": name, "message": message} for name, message in self.violations.items()
            ]
        kind = {"content-type": "application/problem+json"}
        return Response(self.status, encoded(document), kind | dict(headers or {}))


def json_response(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    return Response(200, encoded(value), {"content-type": JSON} | dict(headers or {}))


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
