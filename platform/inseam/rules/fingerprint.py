"""A sign by which one finding is known again when lines have moved."""

from __future__ import annotations

import hashlib


def fingerprint(*parts: str) -> str:
    """Of what makes the finding this one: its rule, where it is by names, and its message."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
