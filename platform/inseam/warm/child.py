"""The child: becomes the process that asked, as far as a module can see."""

from __future__ import annotations

import atexit
import ctypes
import importlib
import importlib.util
import io
import os
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec

from inseam.warm import wire

_LIBC = ctypes.CDLL(None)
# linux/prctl.h.
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Forked:
    """Open files of the process that asked: standard streams, folder, request."""

    files: list[int]


def run(forked: Forked) -> None:
    """Does not return."""
    # What ends the parent at once must not leave a child behind that nobody waits for.
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()
    *streams, folder, file = forked.files
    request = wire.read_request(file)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.fchdir(folder)
    for opened in forked.files:
        os.close(opened)
    code = 0
    try:
        _become(request)
        _run_as_main(request.module)
    except SystemExit as end:
        code = _exit_code(end)
    finally:
        if (error := sys.exception()) is not None:
            sys.excepthook(type(error), error, error.__traceback__)
            code = 1
        _end(code)


def _become(request: wire.Request) -> None:
    os.umask(request.umask)
    _hear_signals(request)
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    sys.argv[1:] = request.arguments
    sys.path[:] = request.path
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    # Ours are those of the process that asked, whatever the parent was started from.
    for name in [n for n in sys.modules if n == "inseam" or n.startswith("inseam.")]:
        del sys.modules[name]
    _open_streams(request)
    # What a fork would have in common with its siblings.
    random.seed()
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed()
    tempfile.tempdir = None


def _hear_signals(request: wire.Request) -> None:
    """As the process that asked: the parent has those of the process that started it."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if number in request.ignored:
            signal.signal(number, signal.SIG_IGN)
        elif number == signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
        else:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, request.blocked)


def _run_as_main(module: str) -> None:
    """As `python -m`, without the frames of `runpy`.

    For each of them `inspect` looks at every module there is, and dbt asks it for its callers.
    """
    spec = _spec(module)
    main = importlib.util.module_from_spec(spec)
    main.__name__ = "__main__"
    sys.modules["__main__"] = main
    sys.argv[0] = str(spec.origin)
    assert isinstance(spec.loader, InspectLoader)
    code = spec.loader.get_code(spec.name)
    assert code is not None
    exec(code, vars(main))


def _spec(module: str) -> ModuleSpec:
    """Of what runs: of a package its `__main__`."""
    spec = importlib.util.find_spec(module)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{module}.__main__")
    if spec is None:
        sys.exit(f"{sys.executable}: No module named {module}")
    return spec


def _open_streams(request: wire.Request) -> None:
    """As the interpreter does when it starts: those of the parent lead to nowhere."""
    encoding, errors = request.encoding, request.errors
    reader = io.BufferedReader(io.FileIO(0, "rb", closefd=False))
    writer, messages = (io.BufferedWriter(io.FileIO(n, "wb", closefd=False)) for n in (1, 2))
    sys.stdin = io.TextIOWrapper(reader, encoding, errors)
    sys.stdout = io.TextIOWrapper(writer, encoding, errors, line_buffering=os.isatty(1))
    sys.stderr = io.TextIOWrapper(messages, encoding, "backslashreplace", line_buffering=True)


def _exit_code(end: SystemExit) -> int:
    """As the interpreter has it."""
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code
    print(end.code, file=sys.stderr)
    return 1


def _end(code: int) -> None:
    """As the interpreter ends, without taking apart what it shares with the parent."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                code = code or 120
        os._exit(code & 0xFF)
