"""The Pythons of this machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def find_python(version: str) -> Path | None:
    """Where `./pants` would find one, with the modules venv and ensurepip."""
    search = '. ./.pants.bootstrap && _inseam_find_python "$1" venv ensurepip'
    found = subprocess.run(
        ["bash", "-c", search, "-", version],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout.strip()
    return Path(found) if found else None
