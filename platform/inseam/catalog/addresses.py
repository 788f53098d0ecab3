"""Where each thing of the site is, from its top. Two ids never share an address."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

# What every file system keeps apart and every server hands out as it is written.
_PLAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_CHARACTER = re.compile(r"[^a-z0-9_-]")
# Some systems take no name of more than 255 characters, and one character here becomes up to six.
_LONGEST = 80
_LINKED = frozenset({"http", "https", "mailto"})

START = "index.html"
CONTROLLING = "controlling/index.html"
LINEAGE = "lineage/index.html"
FEED = "feed.xml"


def folder(id: str) -> str:
    """A folder's name for an id, whoever wrote it: `a:b` -> `~a~3a~b`."""
    if _PLAIN.fullmatch(id) and len(id) <= _LONGEST:
        return id
    if len(id) > _LONGEST / 2:
        return f"~~{sha256(id.encode()).hexdigest()}"
    # With its end, so that no digit behind it is taken for its own.
    return "~" + _CHARACTER.sub(lambda found: f"~{ord(found[0]):x}~", id)


def product(id: str) -> str:
    return f"products/{folder(id)}/index.html"


def port(id: str) -> str:
    return f"ports/{folder(id)}/index.html"


def request(id: str) -> str:
    return f"ports/{folder(id)}/request.html"


def odps(id: str) -> str:
    return f"products/{folder(id)}/product.odps.yaml"


def odcs(id: str) -> str:
    return f"ports/{folder(id)}/contract.odcs.yaml"


def published(id: str, file: str) -> str:
    version = PurePosixPath(file).name.removesuffix(".odcs.yaml")
    return f"ports/{folder(id)}/published/{folder(version)}.odcs.yaml"


def lineage(kind: str, id: str, view: str = "product") -> str:
    """As the lineage page reads addresses: ``kind`` is product, port, table or column."""
    return f"{LINEAGE}#view={view}&{kind}={quote(id, safe='/')}"


def facet(name: str, value: str) -> str:
    """The list of products that have it."""
    return f"{START}#{name}={quote(value, safe='')}"


def relative(target: str, page: str) -> str:
    """From a page of the site to another file of it."""
    return "../" * page.count("/") + target


def linked(url: str) -> str:
    """An address that a person wrote, if a browser may follow it; empty for a script or a file."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in _LINKED and (parts.netloc or parts.path) else ""
