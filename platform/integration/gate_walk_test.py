"""docs/contract-gate-walk.md: its commands run, and what they print is what stands there.

To accept what they print now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 python -m pytest platform/integration/gate_walk_test.py
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from conftest import ROOT, Repository

PAGE = ROOT / "docs/contract-gate-walk.md"
_COMMAND = "    $ "
# A copy of the repository has commits of its own.
_COMMIT = re.compile(r"\([0-9a-f]{12}\)")


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
    return _COMMIT.sub("(0123456789ab)", done.stdout)


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


def test_the_page_says_what_its_commands_print(mesh: Repository) -> None:
    page = PAGE.read_text(encoding="utf-8")

    said = walked(page, mesh.root)

    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        PAGE.write_text(said, encoding="utf-8")
    assert said.splitlines() == page.splitlines()
    assert said.count(_COMMAND) > 20
