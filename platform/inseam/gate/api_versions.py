"""Versions of the standard, in their order."""

from __future__ import annotations

import re


def api_version(written: str) -> tuple[int, ...]:
    """Of `v3.1.0`; what is no version comes before all."""
    found = re.fullmatch(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})", written)
    return tuple(map(int, found.groups())) if found else ()
