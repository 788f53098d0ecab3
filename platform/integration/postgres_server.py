"""A Postgres of its own, for the catalog of a lake or as a system outside.

``python postgres_server.py <command>`` runs a command that finds it in `INSEAM_LAKE_POSTGRES`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OF_DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Runs until the end of the block; gives a connection string of its database `lake`."""
    # Not below pytest's folder, which nobody else may enter: Postgres does not run as root.
    with tempfile.TemporaryDirectory(prefix="inseam-postgres-") as folder:
        user = "postgres" if os.getuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        with _running(_programs(), Path(folder), user):
            yield f"host={folder} dbname=lake user=inseam"


def client(address: str, script: str) -> None:
    """Runs a script of psql, with its own commands such as `\\copy`. Fails if it does."""
    command = [_programs() / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", address]
    subprocess.run(list(map(str, command)), input=script, text=True, check=True)


@contextmanager
def _running(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    data = folder / "data"
    initdb = (programs / "initdb", "-D", data, "-U", "inseam", "--auth=trust", "-E", "UTF8")
    _run(user, folder, *initdb, "--no-locale")
    # On a socket alone: no port that another could have.
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    start = ("start", "-w", "-l", folder / "log", "-o", options)
    _run(user, folder, programs / "pg_ctl", "-D", data, *start)
    try:
        _run(user, folder, programs / "createdb", "-h", folder, "-U", "inseam", "lake")
        yield
    finally:
        _run(user, folder, programs / "pg_ctl", "-D", data, "stop", "-m", "immediate")


def _programs() -> Path:
    """Fails if there is no Postgres."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_OF_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert versions, "These tests need Postgres; Debian has it as postgresql."
    return versions[-1].parent


def _run(user: str | None, folder: Path, *command: Path | str) -> None:
    subprocess.run(
        list(map(str, command)),
        cwd=folder,
        user=user,
        check=True,
        stdin=subprocess.DEVNULL,
        # The server would keep a pipe open.
        stdout=subprocess.DEVNULL,
    )


def main() -> int:
    with postgres_server() as catalog:
        given = {**os.environ, "INSEAM_LAKE_POSTGRES": catalog}
        return subprocess.run(sys.argv[1:], env=given, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
