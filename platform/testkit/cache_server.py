"""A remote cache of the Remote Execution API: BuildGrid, with what it keeps in a folder."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# One that has not started by then is not going to, however busy the machine is.
_START_SECONDS = 120
_INSTANCE = "main"
# "  remote_cache_requests: 6"
_COUNTER = re.compile(r"^  (\w+): (\d+)$", re.MULTILINE)
_SETTINGS = """\
server:
  - !channel
    address: 127.0.0.1:{port}
    insecure-mode: true

description: A cache of results, which runs nothing.

authorization:
  method: none

instances:
  - name: {instance}
    storages:
      - !disk-storage &blobs
        path: {folder}/blobs
    caches:
      - !lru-action-cache &results
        storage: *blobs
        max-cached-refs: 10000
        cache-failed-actions: false
        allow-updates: true
    services:
      - !action-cache
        cache: *results
      - !cas
        storage: *blobs
      - !bytestream
        storage: *blobs

thread-pool-size: {threads}
"""


@dataclass(frozen=True)
class CacheServer:
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def options(self) -> tuple[str, ...]:
        """For Pants to read from it and write to it, and to say what came of that."""
        return (
            "--stats-log",
            "--remote-cache-read",
            "--remote-cache-write",
            f"--remote-store-address=grpc://127.0.0.1:{self.port}",
            f"--remote-instance-name={_INSTANCE}",
        )

    @property
    def blobs(self) -> list[Path]:
        return [path for path in (self.folder / "blobs").rglob("*") if path.is_file()]

    def bytes_kept(self) -> int:
        total = 0
        for blob in self.blobs:
            # One that is being written has another name in a moment.
            with suppress(FileNotFoundError):
                total += blob.stat().st_size
        return total

    def delete_blobs(self) -> None:
        for blob in self.blobs:
            blob.unlink()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def counters(output: str) -> Counter[str]:
    """Pants' own, of a run with `--stats-log` that could have had something from a cache."""
    found = {name: int(count) for name, count in _COUNTER.findall(output)}
    assert found.get("remote_cache_requests"), output
    return Counter(found)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def cache_server(
    programs: Path, folder: Path, port: int, threads: int = 200
) -> Iterator[CacheServer]:
    """Runs until the end of the block, or until it is killed.

    ``programs`` are those of BuildGrid's environment. A ``folder`` in which another one ran has
    the files that it kept, and not of which results they are: that is in memory. It answers as many
    calls at once as it has ``threads``, and refuses others.
    """
    (folder / "blobs").mkdir(parents=True, exist_ok=True)
    settings, log = folder / "settings.yml", folder / "log"
    settings.write_text(
        _SETTINGS.format(port=port, instance=_INSTANCE, folder=folder, threads=threads),
        encoding="utf-8",
    )
    with log.open("wb") as output:
        process = subprocess.Popen(
            [programs / "bgd", "server", "start", settings],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    server = CacheServer(folder, port, process)
    try:
        _wait(server, log)
        yield server
    finally:
        server.kill()


def _wait(server: CacheServer, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port)):
            return
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")[-5000:]
    raise AssertionError(f"BuildGrid did not start:\n{said}")
