"""Installs Pants and builds the pex tool from the hash-locked files of this folder, once per user.

`.pants.bootstrap` starts this when its own quick look finds nothing ready. All goes to the user's
cache, one folder for each piece:

    pants-<key>/       a venv made from pants.txt
    pex-<key>/pex      the pex tool, built from the wheel that pex.txt pins
    uv-<key>/uv        what fetches a CPython 3.9 where there is none, from the wheel of uv.txt
    pythons/           what it fetched
    ready/<name>       written last of all: shell lines that say where the pieces are
    logs/              what pip and pex had to say

A piece is whole when its file `complete` is there, and only then; whatever lacks it is left over
from an interrupted run and is removed. An OS lock lets one process work and the others wait.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Callable
from urllib.parse import quote

LOCKS = Path(__file__).resolve().parent

# With exactly these, the wheel gives the same bytes under every Python: shared caches rely on it.
PEX_FLAGS = ("-c", "pex", "--no-strip-pex-env", "--python-shebang", "/usr/bin/env python3")

# In the venv, beside the `pants` of the wheel: starts that, and once more if its daemon is slow.
START = "start_pants"

# The platforms of Pants; the pex tool is one file for all of them.
PANTS_PLATFORMS = ("linux_arm64", "linux_x86_64", "macos_arm64", "macos_x86_64")

# A user's settings that would send an installation elsewhere or change the bytes of the pex tool.
UNWANTED_VARIABLES = (
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_TARGET",
    "PYTHONHOME",
    "PYTHONPATH",
    "SOURCE_DATE_EPOCH",
)


class InstallError(Exception):
    """What went wrong and what to do about it, in words for the user."""


def main() -> int:
    """Makes the wanted pieces and writes the ready file; answers the exit code."""
    parser = argparse.ArgumentParser(description="Installs Pants and builds the pex tool.")
    parser.add_argument("--cache", type=Path, required=True, help="the folder that gets everything")
    parser.add_argument("--ready", type=Path, help="the shell file to write last")
    parser.add_argument("--extra-path", default="", help="where else Pants finds interpreters")
    parser.add_argument("--want", choices=["pants", "pex", "uv"], required=True)
    options = parser.parse_args()
    if options.want != "uv" and options.ready is None:
        parser.error("say with --ready which file to write")
    # A file's mode goes into the pex tool, so a private umask would change its bytes.
    os.umask(0o022)
    try:
        if options.want == "uv":
            print(install_uv(options.cache))
            return 0
        lines = [f"_inseam_extra_path={shlex.quote(options.extra_path)}"]
        install(options.cache, options.ready, lines, with_pants=options.want == "pants")
    except InstallError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(
            f"Could not write to {options.cache}: {error}.\n"
            "Make room there, or set XDG_CACHE_HOME to a folder that can hold 400 MB."
        )
        return 1
    except KeyboardInterrupt:
        say("Interrupted. The next run starts over.")
        return 130
    return 0


def install(cache: Path, ready: Path, lines: list[str], *, with_pants: bool) -> None:
    """Makes the pieces that are missing, then the ready file, with the cache locked.

    `lines` go into the ready file before ours. `with_pants` asks for Pants beside the pex tool.
    """
    for folder in (cache / "logs", ready.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(cache / "lock") as lock_fd:
        builder = Builder(cache, lock_fd)
        wanted = [("pex", pex_key()), *([("pants", pants_key())] if with_pants else [])]
        builder.steps = sum(not builder.is_whole(*piece) for piece in wanted)
        lines = [*lines, *pex_lines(builder.piece("pex", pex_key(), builder.build_pex))]
        if with_pants:
            lines += pants_lines(builder.piece("pants", pants_key(), builder.install_pants))
        unfinished = ready.with_suffix(".new")
        unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
        unfinished.replace(ready)


def install_uv(cache: Path) -> Path:
    """uv's program, with the cache locked while it is installed."""
    (cache / "logs").mkdir(parents=True, exist_ok=True)
    with locked(cache / "lock") as lock_fd:
        builder = Builder(cache, lock_fd)
        return builder.piece("uv", digest((LOCKS / "uv.txt").read_bytes()), builder.take_uv) / "uv"


@contextlib.contextmanager
def locked(path: Path) -> Iterator[int]:
    """Holds a lock that the kernel releases however its holders end; yields its descriptor."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is installing Pants; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


class Builder:
    """Makes the pieces; every process it starts holds the lock too.

    So when this process is killed and its pip lives on, nobody starts over in the same folder
    before that pip has ended.
    """

    def __init__(self, cache: Path, lock_fd: int) -> None:
        self._cache = cache
        self._lock_fd = lock_fd
        # How many pieces this run makes, and how many it has begun.
        self.steps = 1
        self._begun = 0

    def is_whole(self, name: str, key: str) -> bool:
        return (self._cache / f"{name}-{key}" / "complete").exists()

    def _begin(self, what: str, seconds: int) -> None:
        """Says which piece is made. `seconds` are those that it takes on a machine of today."""
        self._begun += 1
        of = f"{self._begun} of {self.steps}, " if self.steps > 1 else ""
        say(f"{what}, {of}once, about {seconds} s ...")

    def piece(self, name: str, key: str, build: Callable[[Path], None]) -> Path:
        """The folder of a whole piece, built now unless it is there."""
        folder = self._cache / f"{name}-{key}"
        if not self.is_whole(name, key):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir()
            build(folder)
            (folder / "complete").touch()
        return folder

    def install_pants(self, folder: Path) -> None:
        """A venv in `folder` with what pants.txt pins, and nothing compiled on this machine."""
        self._begin(f"Installing Pants {pinned_version('pants', 'pantsbuild-pants')}", 40)
        python = self._venv(folder, "pants")
        self._pip(python, "pants", "install")
        client = native_client(folder)
        client.chmod(client.stat().st_mode | 0o111)

    def build_pex(self, folder: Path) -> None:
        """The pex tool as `folder/pex`, built by the pinned wheel from itself alone."""
        version = pinned_version("pex", "pex")
        self._begin(f"Building the pex tool {version}", 15)
        work = folder / "work"
        python = self._venv(work / "venv", "pex")
        wheels = work / "wheels"
        self._pip(python, "pex", "download", "--dest", str(wheels))
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(work / "lib")
        from_wheels = ("--no-index", "--find-links", str(wheels))
        output = ("--output-file", str(folder / "pex"))
        self._run(
            [python, "-m", "pex", f"pex=={version}", *from_wheels, *PEX_FLAGS, *output],
            log="pex",
            purpose="build the pex tool",
            PYTHONPATH=str(work / "lib"),
            PEX_ROOT=str(work / "root"),
            PEX_IGNORE_RCFILES="1",
        )
        shutil.rmtree(work)

    def take_uv(self, folder: Path) -> None:
        """uv as `folder/uv`, out of its wheel. This Python may be one without ensurepip."""
        self._begin(f"Installing uv {pinned_version('uv', 'uv')}", 5)
        work = folder / "work"
        python = sys.executable
        if importlib.util.find_spec("ensurepip"):
            python = self._venv(work / "venv", "uv")
        else:
            self._log("uv").write_text("", encoding="utf-8")
        self._pip(python, "uv", "download", "--dest", str(work / "wheels"))
        (wheel,) = (work / "wheels").glob("uv-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
            (folder / "uv").write_bytes(archive.read(name))
        (folder / "uv").chmod(0o755)
        shutil.rmtree(work)

    def _venv(self, folder: Path, log: str) -> str:
        self._log(log).write_text("", encoding="utf-8")
        self._run([sys.executable, "-I", "-m", "venv", str(folder)], log=log, purpose="make a venv")
        return str(folder / "bin" / "python")

    def _pip(self, python: str, lock_name: str, command: str, *arguments: str) -> None:
        hash_locked = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
        quiet = ("--disable-pip-version-check", "--no-input")
        lock_file = ("--requirement", str(LOCKS / f"{lock_name}.txt"))
        self._run(
            [python, "-m", "pip", command, *quiet, *hash_locked, *lock_file, *arguments],
            log=lock_name,
            purpose=f"{command} what platform/locks/{lock_name}.txt lists",
            # A venv refuses an installation that pip's configuration sends to the user's folder.
            PIP_USER="0",
        )

    def _run(self, command: list[str], *, log: str, purpose: str, **variables: str) -> None:
        with self._log(log).open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**clean_environment(), **variables},
                pass_fds=[self._lock_fd],
            )
            with showing_packages(log, self._log(log)):
                process.wait()
        if process.returncode != 0:
            raise InstallError(failure(purpose, self._log(log)))

    def _log(self, name: str) -> Path:
        return self._cache / "logs" / f"{name}.log"


@contextlib.contextmanager
def showing_packages(lock_name: str, log: Path) -> Iterator[None]:
    """Shows meanwhile, to a terminal, how many of the lock's packages pip has come to."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()

    def show() -> None:
        while not ended.wait(1):
            done, of = packages(lock_name, log.read_text(encoding="utf-8", errors="replace"))
            print(f"\r  {done} of {of} packages", end="", file=sys.stderr, flush=True)

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def packages(lock_name: str, log: str) -> tuple[int, int]:
    """How many packages pip has come to by its log, and how many a lock has at most."""
    pins = re.findall(
        r"^\S+==", (LOCKS / f"{lock_name}.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    return len(set(re.findall(r"^Collecting (\S+?)(?:==| |$)", log, re.MULTILINE))), len(pins)


def clean_environment() -> dict[str, str]:
    """The user's environment without what would change where and what we build."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in UNWANTED_VARIABLES and not name.startswith("PEX_")
    }


def failure(purpose: str, log: Path) -> str:
    """What to tell the user of a command that failed, from its log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    complaints = [line for line in text.splitlines() if line.strip()] or ["it said nothing"]
    errors = [line for line in complaints if line.startswith("ERROR: ")] or complaints
    message = f"Could not {purpose}: {errors[-1].removeprefix('ERROR: ').strip()}"
    if "connection broken" in text:
        message += (
            "\nThe package index did not answer: check the network, and the index "
            "that pip is set up with (`pip config list`)."
        )
    return f"{message}\nAll that the command said is in {log}."


def pinned_version(lock_name: str, package: str) -> str:
    """The version of a package in a lock file."""
    text = (LOCKS / f"{lock_name}.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(package)}==(\S+)", text, re.MULTILINE)
    if found is None:
        raise InstallError(
            f"platform/locks/{lock_name}.txt does not pin {package}. "
            f"Run platform/locks/update {lock_name}."
        )
    return found[1]


def pants_key() -> str:
    """Names a venv: another lock file or another interpreter makes another venv."""
    return digest((LOCKS / "pants.txt").read_bytes(), sys.executable.encode(), sys.version.encode())


def pex_key() -> str:
    """Names a pex tool; it is the same whichever interpreter builds it."""
    return digest((LOCKS / "pex.txt").read_bytes(), *(flag.encode() for flag in PEX_FLAGS))


def digest(*parts: bytes) -> str:
    """A short name for these bytes."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def native_client(venv: Path) -> Path:
    """Pants' client in machine code, which spares each call the start of a Python."""
    return venv / "lib" / "python3.9" / "site-packages" / "pants" / "bin" / "native_client"


def pants_lines(folder: Path) -> list[str]:
    """The shell lines that say where Pants is."""
    start = folder / "bin" / START
    unfinished = start.with_suffix(".new")
    code = (LOCKS / f"{START}.py").read_text(encoding="utf-8")
    # Shell and Python alike: after `#!` no path may have a blank, or be long.
    python = shlex.quote(str(folder / "bin" / "python"))
    head = f"#!/bin/sh\n'''exec' {python} \"$0\" \"$@\"\n' '''\n"
    unfinished.write_text(head + code, encoding="utf-8")
    unfinished.chmod(0o755)
    unfinished.replace(start)
    return [
        f"_inseam_pants_server={shlex.quote(str(start))}",
        f"_inseam_pants_python={shlex.quote(str(folder / 'bin' / 'python'))}",
        f"_inseam_pants_client={shlex.quote(str(native_client(folder)))}",
    ]


def pex_lines(folder: Path) -> list[str]:
    """The shell lines that make Pants take the built pex tool instead of downloading one."""
    pex = folder / "pex"
    content = pex.read_bytes()
    version = pinned_version("pex", "pex")
    checksum = hashlib.sha256(content).hexdigest()
    known = [f"{version}|{platform}|{checksum}|{len(content)}" for platform in PANTS_PLATFORMS]
    return [
        f"_inseam_pex={shlex.quote(str(pex))}",
        f"export PANTS_PEX_CLI_VERSION={shlex.quote(version)}",
        f"export PANTS_PEX_CLI_KNOWN_VERSIONS={shlex.quote(json.dumps(known))}",
        # Quoted as in a URL, which also keeps Pants from filling in a `{` of the path.
        f"export PANTS_PEX_CLI_URL_TEMPLATE={shlex.quote('file://' + quote(str(pex)))}",
    ]


def say(message: str) -> None:
    """Speaks to the user; stdout belongs to Pants."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
