"""Finds the Java that Spark runs with: ``python -m inseam.parity.java <folder> <file to write>``.

Where it is differs from machine to machine, and what comes of it does not. So the path is left in a
``folder`` that is no part of what a later process depends on, by the version that the file names.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from inseam.parity.settings import OLDEST_JAVA
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report

# Where Homebrew puts one that it keeps off the PATH.
_KEGS = tuple(
    f"{root}/opt/{name}"
    for root in ("/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew")
    for name in ("openjdk@17", "openjdk@21", "openjdk")
)
# Where a user's programs are, for a process whose own PATH is another.
USER_PATH = "INSEAM_USER_PATH"
_VERSION = re.compile(r'version "((\d+)[^"]*)"')


def find(environment: Mapping[str, str]) -> tuple[str, Path]:
    """Version and home of the first Java that is new enough. Raises `InputError`."""
    seen = []
    for home in _homes(environment):
        if (found := _version(home / "bin" / "java")) is None:
            continue
        version, major = found
        if major >= OLDEST_JAVA:
            return version, home
        seen.append(f"{version} in {home}")
    raise InputError([_missing(seen)])


def home(folder: Path, version: str) -> Path:
    """Of the Java that `find` found."""
    return Path((folder / version).read_text(encoding="utf-8"))


def _homes(environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get("JAVA_HOME"):
        yield Path(named)
    path = environment.get(USER_PATH) or environment.get("PATH") or os.defpath
    if program := shutil.which("java", path=path):
        yield Path(os.path.realpath(program)).parents[1]
    yield from map(Path, _KEGS)


def _version(java: Path) -> tuple[str, int] | None:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = _VERSION.search(said.stderr + said.stdout)
    return (found[1], int(found[2])) if found else None


def _missing(seen: list[str]) -> Finding:
    found = f"found Java {', '.join(seen)}" if seen else "found none"
    return Finding(
        rule="java-missing",
        severity=Severity.ERROR,
        file="pants.toml",
        message=f"Spark runs on Java {OLDEST_JAVA} or later, and this machine has none: {found} by"
        " JAVA_HOME and PATH.",
        fix="Install it: `apt-get install openjdk-17-jre-headless` on Debian and Ubuntu,"
        " `brew install openjdk@17` on macOS; or set JAVA_HOME to one that you have.",
    )


def main() -> Report:
    folder, file = map(Path, sys.argv[1:])
    version, found = find(os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / version).write_text(str(found), encoding="utf-8")
    file.write_text(version, encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
