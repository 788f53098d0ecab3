"""One issue for each product that fails: opened, changed while it fails, closed when it holds.

``python -m inseam.monitor.issues <report> ...``: each report is what a goal printed with
`--inseam-format=json`. One that is missing or is none, as its goal did not come to it, says of no
product that it holds: then none is closed. ``GITHUB_API_URL``, ``GITHUB_REPOSITORY`` and
``GITHUB_TOKEN`` say where; the token is read when a call is made. Exit codes: 0 all is as it should
be, 1 something was not sent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.delivery.clock import SystemClock
from inseam.delivery.destination import DeliveryError, TimeLeft
from inseam.delivery.http import Http
from inseam.delivery.json_api import JsonApi
from inseam.delivery.progress import Silent
from inseam.delivery.retry import GaveUp, Retry, RetryPolicy

LABEL = "inseam-monitor"
# Of one product; nobody reads more, and the forge takes 65,536 characters.
_MOST_FINDINGS = 50
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Issue:
    """One that is open."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Call:
    """Of the forge's API: ``body`` goes to ``path`` below the repository."""

    method: str
    path: str
    body: Mapping[str, Any]


def failures(reports: Iterable[Mapping[str, Any]], products: Iterable[str]) -> dict[str, list[str]]:
    """What is wrong, by product: errors whose file is in its folder. Each once, in their order."""
    found: dict[str, list[str]] = {name: [] for name in products}
    for report in reports:
        for finding in report["findings"]:
            product = _product_of(str(finding["file"]))
            line = _line(finding)
            if finding["severity"] == "error" and line not in found.get(product, (line,)):
                found[product].append(line)
    return found


def calls(failing: Mapping[str, Sequence[str]], issues: Iterable[Issue]) -> list[Call]:
    """What has to be sent, so that there is one open issue for each product with failures.

    Of two that are about one product the older is kept. ``failing`` has an empty list for a product
    that holds; issues of a product that was not looked at stay as they are.
    """
    by_product: dict[str, list[Issue]] = {}
    for issue in sorted(issues, key=lambda one: one.number):
        for product in failing:
            if issue.body.startswith(_mark(product)):
                by_product.setdefault(product, []).append(issue)
    found: list[Call] = []
    for product, lines in sorted(failing.items()):
        there = by_product.get(product, [])
        first = there[0] if there else None
        if lines:
            wanted = {"title": _title(product, lines), "body": _body(product, lines)}
            if first is None:
                found.append(Call("POST", "/issues", {**wanted, "labels": [LABEL]}))
            elif {"title": first.title, "body": first.body} != wanted:
                found.append(Call("PATCH", f"/issues/{first.number}", wanted))
        elif first is not None:
            found.append(_close(first))
        found += [_close(other) for other in there[1:]]
    return found


def _close(issue: Issue) -> Call:
    done = {"state": "closed", "state_reason": "completed"}
    return Call("PATCH", f"/issues/{issue.number}", done)


def _mark(product: str) -> str:
    return f"<!-- inseam-monitor: {product} -->\n"


def _title(product: str, lines: Sequence[str]) -> str:
    return f"{product}: {len(lines)} promise{'' if len(lines) == 1 else 's'} broken in production"


def _body(product: str, lines: Sequence[str]) -> str:
    shown = "\n".join(f"- {line}" for line in lines[:_MOST_FINDINGS])
    left = len(lines) - _MOST_FINDINGS
    more = f"\n- ... and {left} more" if left > 0 else ""
    return (
        f"{_mark(product)}What the nightly run found of `{product}`:\n\n{shown}{more}\n\n"
        "It is changed by each run, and closed by the first that finds nothing."
    )


def _line(finding: Mapping[str, Any]) -> str:
    where = (
        finding["file"] if finding.get("line") is None else f"{finding['file']}:{finding['line']}"
    )
    text = f"`{where}` `{finding['rule']}` {' '.join(str(finding['message']).split())}"
    # No one is called by an @, and nothing ends the line of a list.
    text = text.replace("@", "@\u200b")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _product_of(file: str) -> str:
    top, _, rest = file.partition("/")
    return rest.partition("/")[0] if top == "products" else ""


@dataclass(frozen=True, slots=True)
class Forge:
    """Issues of one repository, at an API as GitHub's. Raises `GaveUp`."""

    api: JsonApi
    repository: str
    retry: Retry

    def open_issues(self) -> list[Issue]:
        # Of all labels: who may not make one has issues without it.
        query = {"state": "open", "per_page": "100"}
        found = self.retry.call(lambda left: self._pages(query, left))
        return [
            Issue(one["number"], one["title"], one["body"] or "")
            for one in found
            if "pull_request" not in one
        ]

    def _pages(self, query: Mapping[str, str], left: TimeLeft) -> list[Mapping[str, Any]]:
        path = f"/repos/{self.repository}/issues"
        return self.api.listed(path, query, left, page_name="page", first=1)

    def send(self, call: Call) -> None:
        path = f"/repos/{self.repository}{call.path}"

        def attempt(left: TimeLeft) -> None:
            answer = self.api.http.call(call.method, path, left, body=dict(call.body))
            self.api.check(f"{call.method} {path}", answer)

        self.retry.call(attempt)


def read_report(path: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    is_one = isinstance(found, dict) and isinstance(found.get("findings"), list)
    return found if is_one else None


def failing_products(
    reports: Sequence[Mapping[str, Any] | None], products: Iterable[str]
) -> Mapping[str, Sequence[str]]:
    """Without those that hold, where a report is missing: nobody looked at all of it."""
    found = failures([one for one in reports if one is not None], products)
    return {name: lines for name, lines in found.items() if lines or None not in reports}


def main(given: Mapping[str, str], files: Sequence[Path], forge: Forge | None = None) -> int:
    reports = [read_report(file) for file in files]
    products = sorted(one.parent.name for one in Path("products").glob("*/dbt_project.yml"))
    failing = failing_products(reports, products)
    try:
        there = forge or forge_of(given)
        needed = calls(failing, there.open_issues())
        for call in needed:
            there.send(call)
    except (DeliveryError, GaveUp, ValueError) as error:
        print(f"The issues are not as they should be: {error}", file=sys.stderr)
        return 1
    print(
        f"{len(failing)} products looked at, {sum(map(bool, failing.values()))} fail, "
        f"{len(needed)} issues changed."
    )
    return 0


def forge_of(given: Mapping[str, str]) -> Forge:
    """Raises ValueError for what is not set, or an address that gets no token."""
    needed = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
    if missing := [name for name in needed if not given.get(name)]:
        raise ValueError(f"{', '.join(missing)} is not set")
    address, repository, _ = (given[name] for name in needed)
    clock = SystemClock()
    http = Http.to(address, lambda: given["GITHUB_TOKEN"], clock, takes_bearer=True)
    return Forge(JsonApi(http), repository, Retry(RetryPolicy(), clock, Silent()))


if __name__ == "__main__":
    sys.exit(main(os.environ, [Path(name) for name in sys.argv[1:]]))
