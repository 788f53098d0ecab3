"""Posting a review, over HTTP, to what stands in for the forge."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from inseam.review.post import MARKER, MOST_CHARACTERS, CannotPost, harmless, run

TOKEN = "token-of-the-job"
REPOSITORY = "acme/mesh"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Forge(ThreadingHTTPServer):
    """Pull requests by their head, and comments of them, as GitHub has them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pulls: list[dict[str, Any]] = [
            {"number": 7, "head": {"sha": COMMIT, "label": "someone:change"}}
        ]
        self.comments: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.answers_with: int | None = None
        self.artifact: bytes | None = None
        self.leaked: list[str] = []

    def comment(self, body: str, kind: str = "User") -> None:
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, "user": {"type": kind}})

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET")]


class _Handler(BaseHTTPRequestHandler):
    server: Forge

    def _handle(self) -> None:
        where = urlsplit(self.path)
        self.server.calls.append(f"{self.command} {where.path}")
        if where.path == "/blob":
            self._blob()
            return
        if where.path.endswith("/actions/artifacts/3/zip") and not self.server.answers_with:
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/blob")
            self.end_headers()
            return
        status, answer = self._answer(where.path, parse_qs(where.query))
        content = json.dumps(answer).encode()
        self.send_response(self.server.answers_with or status)
        if self.server.answers_with == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _blob(self) -> None:
        """Of another server: the token is not for it."""
        self.server.leaked += self.headers.get_all("Authorization") or []
        content = self.server.artifact or b""
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    do_GET = do_POST = do_PATCH = _handle

    def _answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {}
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        root = f"/repos/{REPOSITORY}"
        if self.command == "GET":
            if path == f"{root}/actions/runs/5/artifacts":
                assert query["name"] == ["review"]
                return 200, {"artifacts": [{"id": 3}] if self.server.artifact else []}
            size, page = (int(query[name][0]) for name in ("per_page", "page"))
            if path == f"{root}/pulls":
                assert query["state"] == ["open"]
                found = [p for p in self.server.pulls if p["head"]["label"] == query["head"][0]]
            else:
                assert path == f"{root}/issues/7/comments"
                found = self.server.comments
            return 200, found[(page - 1) * size : page * size]
        body = json.loads(given)["body"]
        assert len(body) <= MOST_CHARACTERS
        if self.command == "POST":
            assert path == f"{root}/issues/7/comments"
            self.server.comment(body, "Bot")
            return 201, self.server.comments[-1]
        (comment,) = [
            c for c in self.server.comments if path == f"{root}/issues/comments/{c['id']}"
        ]
        comment["body"] = body
        return 200, comment

    def log_message(self, *_: Any) -> None:
        """The test says what went wrong."""


@pytest.fixture(name="forge")
def start_forge() -> Iterator[Forge]:
    with Forge() as forge:
        thread = threading.Thread(target=forge.serve_forever, args=(0.01,))
        thread.start()
        yield forge
        forge.shutdown()
        thread.join()


def environment(forge: Forge, folder: Path, **run_: Any) -> dict[str, str]:
    of_run = {
        "id": 5,
        "head_sha": COMMIT,
        "head_branch": "change",
        "head_repository": {"owner": {"login": "someone"}},
        # Of a fork the event names none.
        "pull_requests": [],
        **run_,
    }
    event = folder / "event.json"
    event.write_text(json.dumps({"workflow_run": of_run}))
    return {
        "GITHUB_API_URL": f"http://127.0.0.1:{forge.server_port}",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_TOKEN": TOKEN,
    }


def archive(content: bytes, name: str = "review.md") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("review.json", "{}")
        file.writestr(name, content)
    return made.getvalue()


def posted(forge: Forge, folder: Path, text: str, **run_: Any) -> str:
    forge.artifact = archive(f"{MARKER}\n\n{text}\n".encode())
    return run(environment(forge, folder, **run_))


def test_a_comment_is_created_then_updated_then_left_alone(forge: Forge, tmp_path: Path) -> None:
    forge.comment("Looks good.")
    assert posted(forge, tmp_path, "one") == "#7: created"
    assert posted(forge, tmp_path, "two") == "#7: updated"
    assert posted(forge, tmp_path, "two") == "#7: unchanged"
    assert forge.leaked == []
    assert [comment["body"] for comment in forge.comments] == [
        "Looks good.",
        f"{MARKER}\n\ntwo",
    ]
    assert len(forge.writes) == 2


@pytest.mark.parametrize("before", [99, 100, 101, 250])
def test_the_comment_is_found_on_a_later_page(forge: Forge, tmp_path: Path, before: int) -> None:
    for number in range(before):
        forge.comment(f"comment {number}")
    forge.comment(f"{MARKER}\n\nold", "Bot")
    assert posted(forge, tmp_path, "new") == "#7: updated"
    assert forge.comments[-1]["body"] == f"{MARKER}\n\nnew"
    assert len(forge.comments) == before + 1


def test_a_comment_of_a_person_that_looks_like_ours_is_not_touched(
    forge: Forge, tmp_path: Path
) -> None:
    forge.comment(f"{MARKER}\n\nAll is well.")
    assert posted(forge, tmp_path, "new") == "#7: created"
    assert forge.comments[0]["body"] == f"{MARKER}\n\nAll is well."


def test_the_event_says_which_pull_request_and_the_text_does_not(
    forge: Forge, tmp_path: Path
) -> None:
    other = {"number": 8, "head": {"sha": "f" * 40, "label": "someone:other"}}
    forge.pulls.insert(0, other)
    text = '{"number": 8, "pull_request": 8} #8'
    assert posted(forge, tmp_path, text) == "#7: created"


@pytest.mark.parametrize("change", [{"head_sha": "f" * 40}, {"head_branch": "gone"}])
def test_an_old_commit_and_a_closed_pull_request_get_no_comment(
    forge: Forge, tmp_path: Path, change: dict[str, str]
) -> None:
    said = posted(forge, tmp_path, "one", **change)
    assert said.startswith("Nothing posted: no open pull request")
    assert forge.writes == []


def test_a_run_without_a_review_gets_no_comment(forge: Forge, tmp_path: Path) -> None:
    assert run(environment(forge, tmp_path)) == "Nothing posted: the run left no review."
    assert forge.writes == []


@pytest.mark.parametrize(
    ("artifact", "says"),
    [
        (archive(b"# Free money"), "does not begin as a review does"),
        (archive(MARKER.encode() + b"\xff"), "not text in UTF-8"),
        (archive(MARKER.encode() + b"x" * MOST_CHARACTERS), "longer than the 65,536 characters"),
        # It unpacks to a thousand times its size.
        (archive(MARKER.encode() + b"x" * 50_000_000), "longer than the 65,536 characters"),
        # What is made harmless gets longer.
        (archive(MARKER.encode() + b"<" * 60_000), "longer than the 65,536 characters"),
        (archive(b"x", "../review.md"), "not an archive with review.md in it"),
        (b"PK nothing", "not an archive with review.md in it"),
        (b"x" * 3_000_000, "more than 2,000,000 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_review_is_not_posted(
    forge: Forge, tmp_path: Path, artifact: bytes, says: str
) -> None:
    forge.artifact = artifact
    with pytest.raises(CannotPost, match=says):
        run(environment(forge, tmp_path))
    assert forge.writes == []


@pytest.mark.parametrize(
    ("status", "says"),
    [(403, "answers 403. Give the job `pull-requests: write`"), (500, "500"), (302, "302")],
)
def test_what_the_forge_refuses_is_said_in_a_line(
    forge: Forge, tmp_path: Path, status: int, says: str
) -> None:
    forge.answers_with = status
    with pytest.raises(CannotPost, match=says) as raised:
        posted(forge, tmp_path, "one")
    assert TOKEN not in str(raised.value)


def test_a_token_goes_to_https_alone(forge: Forge, tmp_path: Path) -> None:
    variables = environment(forge, tmp_path) | {"GITHUB_API_URL": "http://forge.example.com"}
    with pytest.raises(CannotPost, match="https"):
        run(variables)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y>"),
        ("<details open><summary>", "&lt;details open><summary>"),
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("@everyone, see a@b", "@&#8203;everyone, see a@&#8203;b"),
        ("[a](https://b) ![c][d]", "[a&#93;(https:&#47;&#47;b) &#33;[c&#93;[d]"),
        ("[d]: https://b", "[d&#93;: https:&#47;&#47;b"),
        ("<!-- inseam-review -->", "&lt;!-- inseam-review -->"),
        ("| <code>a</code><br>b |", "| <code>a</code><br>b |"),
    ],
)
def test_what_the_pull_requests_code_wrote_does_no_harm(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_it_needs_python_alone(forge: Forge, tmp_path: Path) -> None:
    platform = Path(__file__).parents[2]
    forge.artifact = archive(MARKER.encode())

    def started(**variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-S", "-m", "inseam.review.post"],
            env={"PYTHONPATH": str(platform), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    done = started(**environment(forge, tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "#7: created\n", "")
    done = started()
    assert done.returncode == 1
    assert done.stderr.startswith("Not set in the environment: GITHUB_API_URL, ")
