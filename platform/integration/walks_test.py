"""Pages with commands and what they print: the commands run, and print what the page shows.

To accept what they print now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 python -m pytest platform/integration/walks_test.py
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Repository

# With how many commands each has at least.
PAGES = {
    "docs/adopt.md": 5,
    "docs/contract-gate-walk.md": 20,
    "docs/lineage.md": 3,
    "docs/release.md": 10,
}
_COMMAND = "    $ "
# A copy of the repository has commits of its own.
_COMMIT = re.compile(r"\([0-9a-f]{12}\)")
# A release's id has a digest of all code, the platform's macros included.
_RELEASE = re.compile(r"\b(\d+)_[0-9a-f]{8}\b")


def run(folder: Path, script: str) -> str:
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "dumb"},
    )
    output = done.stdout.replace(str(folder), "/home/you/inseam")
    return _RELEASE.sub(r"\1_3f2a9c01", _COMMIT.sub("(0123456789ab)", output))


def walked(page: str, folder: Path) -> str:
    """The page with what its commands print now. Variables that one exports are the next ones'."""
    written: list[str] = []
    exports = ""
    is_output = False
    for line in page.splitlines():
        if line.startswith(_COMMAND):
            command = line.removeprefix(_COMMAND)
            output = run(folder, exports + command)
            exports += f"{command}\n" if command.startswith("export ") else ""
            written += [line, *(f"    {said}".rstrip() for said in output.splitlines())]
            is_output = True
        # What it printed before goes on to the end of the block, with empty lines in it.
        elif is_output and (line.startswith("    ") or not line):
            continue
        elif is_output:
            written += ["", line]
            is_output = False
        else:
            written.append(line)
    return "\n".join(written) + "\n"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_what_its_commands_print(mesh: Repository, name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    now = walked(page, mesh.root)

    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        (ROOT / name).write_text(now, encoding="utf-8")
    assert now.splitlines() == page.splitlines()
    assert now.count(_COMMAND) >= PAGES[name]
