"""Finds the dbt 2 that a person names: ``python -m inseam.dbt_project.named_dbt <file> <folder>
<file to write>``.

Where it lies differs from machine to machine, and what it makes of a project does not. So a copy is
left in a ``folder`` that is no part of what a later process depends on, under the digest of its
bytes. What is written is the copy's path: another executable is another path.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report

# "dbt-core 2.0.0-alpha.4", "dbt-fusion 2.0.0-preview.196", "dbt 2.0.9".
_VERSION = re.compile(r"\bdbt[\w-]*\W+(?P<version>(?P<major>\d+)\.\d+\.\d\S*)")
_OPTION = "`--data-products-dbt`"


def keep(executable: Path, folder: Path) -> Path:
    """The copy in ``folder``. Raises `InputError` if it is not a dbt 2."""
    if not executable.is_file() or not os.access(executable, os.X_OK):
        raise InputError([_refused(f"{executable} is not a file that can be run.")])
    with executable.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = folder / digest / "dbt"
    if not kept.is_file():
        _check_version(executable)
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Another process may do the same: each writes a file of its own, and the last one stays.
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as copy:
            shutil.copyfile(executable, copy.name)
        Path(copy.name).chmod(0o755)
        Path(copy.name).replace(kept)
    return kept


def _check_version(executable: Path) -> None:
    try:
        run = subprocess.run(
            [executable.absolute(), "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        raise InputError([_refused(f"{executable} cannot be run: {error.strerror}.")]) from None
    found = _VERSION.search(run.stdout + run.stderr)
    if run.returncode != 0 or found is None:
        raise InputError([_refused(f"{executable} does not say that it is a dbt 2.")])
    if found["major"] != "2":
        what = f"{executable} is dbt {found['version']}, and only a dbt 2 can stand beside dbt-core"
        raise InputError([_refused(f"{what} 1.11, which is the engine of record.")])


def _refused(message: str) -> Finding:
    return Finding(
        rule="dbt-not-usable",
        severity=Severity.ERROR,
        file="pants.toml",
        message=message,
        fix=f"Name the executable of a dbt 2 with {_OPTION}, such as `.venv/bin/dbt`, or leave the"
        " option out: dbt-core does the same, more slowly.",
    )


def main() -> Report:
    executable, folder, file = map(Path, sys.argv[1:])
    file.write_text(str(keep(executable, folder)), encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
