"""Posts a review as one comment on its pull request, which later ones replace.

``python -m inseam.review.post`` in a workflow that starts when `Pull request` has ended. It needs
Python alone. It may write comments, and what it posts was made by the pull request's own code: of
that run's artifact one file is read, up to a size; which pull request it is, the event of the forge
says; the text is cut to what our reviews consist of. From the environment: GITHUB_API_URL,
GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_TOKEN.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

# As `inseam.review.markdown` writes it.
MARKER = "<!-- inseam-review -->"
# GitHub refuses longer comments.
MOST_CHARACTERS = 65_536
# The artifact of the run, and the file in it.
ARTIFACT = "review"
FILE = "review.md"
_MOST_BYTES = 2_000_000
_PER_PAGE = 100
_SECONDS = 30
_MOST_PAGES = 100
_TAG = re.compile(r"</?(code|details|summary|br)>", re.IGNORECASE)
_MENTION = re.compile(r"@(?=[A-Za-z0-9])")
_BRACKET = re.compile(r"\]\s*(?=[(\[:])|(?<=:)//|!(?=\[)")


class CannotPost(Exception):
    """One sentence: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Forge:
    """The REST API of a forge such as GitHub's, for one repository."""

    address: str
    repository: str
    token: str = field(repr=False)

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Raises `CannotPost`."""
        what = f"{method} {path.partition('?')[0]}"
        content = None if body is None else json.dumps(body).encode()
        try:
            with _OPENER.open(self._request(method, path, content), timeout=_SECONDS) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise _refusal(what, error) from None
        except (OSError, ValueError) as error:
            raise _silence(what, error) from None

    def download(self, path: str) -> bytes:
        """What the forge redirects to: the token does not go along. Raises `CannotPost`."""
        what = f"GET {path}"
        try:
            _OPENER.open(self._request("GET", path, None), timeout=_SECONDS).close()
        except urllib.error.HTTPError as error:
            place = error.headers.get("Location") or ""
            if not 300 <= error.code < 400 or not _is_safe(place):
                raise _refusal(what, error) from None
        except OSError as error:
            raise _silence(what, error) from None
        else:
            raise CannotPost(f"{what}: the forge names no place to download it from.")
        try:
            with _OPENER.open(place, timeout=_SECONDS) as answer:
                content: bytes = answer.read(_MOST_BYTES + 1)
        except OSError as error:
            raise _silence(what, error) from None
        if len(content) > _MOST_BYTES:
            raise CannotPost(f"The artifact has more than {_MOST_BYTES:,} bytes.")
        return content

    def _request(self, method: str, path: str, content: bytes | None) -> urllib.request.Request:
        return urllib.request.Request(
            f"{self.address}/repos/{self.repository}{path}",
            data=content,
            method=method,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "inseam",
            },
        )

    def pages(self, path: str, **query: str) -> Iterator[Any]:
        for number in range(1, _MOST_PAGES + 1):
            asked = urlencode({**query, "per_page": _PER_PAGE, "page": number})
            found = self.call("GET", f"{path}?{asked}")
            yield from found
            if len(found) < _PER_PAGE:
                return


def _refusal(what: str, error: urllib.error.HTTPError) -> CannotPost:
    advice = " Give the job `pull-requests: write`." if error.code in (401, 403) else ""
    return CannotPost(f"{what}: the forge answers {error.code}.{advice}")


def _silence(what: str, error: Exception) -> CannotPost:
    return CannotPost(f"{what}: no answer that can be read: {getattr(error, 'reason', error)}")


def _is_safe(address: str) -> bool:
    where = urlsplit(address)
    return where.scheme == "https" or where.hostname in ("127.0.0.1", "localhost")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The token would go along."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def pull_request_of(event: Mapping[str, Any], forge: Forge) -> int | None:
    """By the branch that the event names; of a fork it names no number.

    None if its pull request is closed, or has a newer commit: that one's review is to come.
    """
    run = event.get("workflow_run") or {}
    owner = ((run.get("head_repository") or {}).get("owner") or {}).get("login")
    branch, commit = run.get("head_branch"), run.get("head_sha")
    if not (owner and branch and commit):
        raise CannotPost("The event is of no run of a pull request's workflow.")
    for pull in forge.pages("/pulls", state="open", head=f"{owner}:{branch}"):
        if pull["head"]["sha"] == commit:
            return int(pull["number"])
    return None


def review_of(event: Mapping[str, Any], forge: Forge) -> bytes | None:
    """What the run left; None if it left no review. Raises `CannotPost`."""
    run = int(event["workflow_run"]["id"])
    query = urlencode({"name": ARTIFACT, "per_page": _PER_PAGE})
    found = forge.call("GET", f"/actions/runs/{run}/artifacts?{query}")["artifacts"]
    if not found:
        return None
    content = forge.download(f"/actions/artifacts/{int(found[0]['id'])}/zip")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(FILE) as file:
            # What it says of its size may be wrong.
            return file.read(4 * MOST_CHARACTERS + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error):
        raise CannotPost(f"The artifact is not an archive with {FILE} in it.") from None


def comment_from(content: bytes) -> str:
    """The text, as far as it consists of what our reviews do. Raises `CannotPost`."""
    # A character has four bytes at most.
    if len(content) > 4 * MOST_CHARACTERS:
        raise CannotPost(f"{FILE} is longer than the {MOST_CHARACTERS:,} characters allowed.")
    try:
        text = content.decode().rstrip()
    except UnicodeDecodeError:
        raise CannotPost(f"{FILE} is not text in UTF-8.") from None
    if not text.startswith(MARKER):
        raise CannotPost(f"{FILE} does not begin as a review does.")
    text = f"{MARKER}{harmless(text[len(MARKER) :])}"
    if len(text) > MOST_CHARACTERS:
        raise CannotPost(f"{FILE} is longer than the {MOST_CHARACTERS:,} characters allowed.")
    return text


def harmless(text: str) -> str:
    """Without links, pictures, mentions and HTML but for our own tags, which have no attributes."""
    parts, end = [], 0
    for tag in _TAG.finditer(text):
        parts += [text[end : tag.start()].replace("<", "&lt;"), tag.group()]
        end = tag.end()
    parts.append(text[end:].replace("<", "&lt;"))
    mentions = _MENTION.sub("@&#8203;", "".join(parts))
    return _BRACKET.sub(lambda found: "".join(f"&#{ord(one)};" for one in found.group()), mentions)


def post(forge: Forge, number: int, text: str) -> str:
    """Says what it did: created, updated, or left alone what is the same."""
    for comment in forge.pages(f"/issues/{number}/comments"):
        is_ours = (comment.get("user") or {}).get("type") == "Bot"
        if is_ours and str(comment.get("body") or "").startswith(MARKER):
            if comment["body"] == text:
                return "unchanged"
            forge.call("PATCH", f"/issues/comments/{int(comment['id'])}", {"body": text})
            return "updated"
    forge.call("POST", f"/issues/{number}/comments", {"body": text})
    return "created"


def run(environment: Mapping[str, str]) -> str:
    names = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "GITHUB_TOKEN")
    if missing := [name for name in names if not environment.get(name)]:
        raise CannotPost(f"Not set in the environment: {', '.join(missing)}.")
    address, repository, event_path, token = (environment[name] for name in names)
    if not _is_safe(address):
        raise CannotPost(f"GITHUB_API_URL={address}: a token goes to https:// alone.")
    forge = Forge(address.rstrip("/"), repository, token)
    event = json.loads(Path(event_path).read_bytes())
    number = pull_request_of(event, forge)
    if number is None:
        return "Nothing posted: no open pull request has this commit as its last."
    content = review_of(event, forge)
    if content is None:
        return "Nothing posted: the run left no review."
    return f"#{number}: {post(forge, number, comment_from(content))}"


def main() -> int:
    try:
        print(run(os.environ))
    except CannotPost as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
