"""The feed of contract changes, as Atom (RFC 4287): an entry a published version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from inseam.catalog import addresses
from inseam.catalog.content import Port, Site, Version

_ATOM = "http://www.w3.org/2005/Atom"
# Atom wants an instant of each entry. Of a version whose file has none, nobody knows it.
UNDATED = "1970-01-01T00:00:00Z"
# What XML 1.0 has no way to write.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed(site: Site, title: str) -> str:
    """The newest first; those without a date at the end, by contract."""
    ElementTree.register_namespace("", _ATOM)
    top = ElementTree.Element(f"{{{_ATOM}}}feed")
    entries = sorted(_entries(site), key=lambda entry: entry[0].id)
    entries.sort(key=lambda entry: entry[1].created, reverse=True)
    _add(top, "id", "urn:inseam:catalog")
    _add(top, "title", f"{title}: contract changes")
    _add(top, "updated", max((v.created for _, v in entries), default="") or UNDATED)
    _add(top, "link", href=addresses.START, rel="alternate", type="text/html")
    for port, version in entries:
        entry = _add(top, "entry")
        _add(entry, "id", f"urn:inseam:contract:{port.id}:{version.version}")
        _add(entry, "title", f"{port.title} {version.version} ({version.status or 'no status'})")
        _add(entry, "updated", version.created or UNDATED)
        _add(entry, "link", href=addresses.port(port.id), rel="alternate", type="text/html")
        author = _add(entry, "author")
        _add(author, "name", site.team_title(port.team) or "unknown")
        _add(entry, "category", term=port.domain or "none")
        _add(entry, "content", summary(port, version), type="text")
    ElementTree.indent(top)
    written = ElementTree.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'


def summary(port: Port, version: Version) -> str:
    """What changed, a line each."""
    if version is port.versions[-1]:
        return "The first published version."
    lines = [f"{c.grade}: {c.element}: {c.reason}" for c in version.changes]
    return "\n".join(lines) or "Nothing that readers notice."


def _entries(site: Site) -> Iterator[tuple[Port, Version]]:
    for port in site.ports.values():
        for version in port.versions:
            yield port, version


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    kept = {key: _NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", kept)
    child.text = None if text is None else _NO_XML.sub("\ufffd", text)
    return child
