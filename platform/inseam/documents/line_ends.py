"""Line ends, of which git may make others on a disk than it keeps (`core.autocrlf`, `eol=crlf`)."""

from __future__ import annotations


def as_git_keeps(content: bytes) -> bytes:
    """The same text with the line ends that git keeps, to compare by the byte."""
    return content.replace(b"\r\n", b"\n")
