"""A child does what a process of its own does, and knows nothing of the children before it."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inseam.warm import asking, folder, parent, sources, wire

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Elsewhere every process runs by itself."
)
SOURCES = Path(parent.__file__).resolve().parents[2]
PATH = [str(SOURCES), *(str(Path(entry).absolute()) for entry in sys.path if entry)]
# For what never comes: ten times and more what it takes.
LONG = 120

# Writes what a module can see of its process; then does what its first argument says.
PROBE = """\
import json, os, random, signal, sys, threading
import ours

def is_open(number):
    return os.path.exists("/proc/self/fd/" + number)

def seen():
    mask = os.umask(0)
    os.umask(mask)
    return {
        "name": __name__,
        "file": __file__,
        "arguments": sys.argv,
        "folder": os.getcwd(),
        "environment": {k: v for k, v in sorted(os.environ.items()) if k != "LC_CTYPE"},
        # But for our modules, which are copied to where they stay.
        "path": [entry for entry in sys.path if not os.path.isdir(f"{entry}/inseam/warm")],
        "umask": mask,
        "open": sorted(filter(is_open, os.listdir("/proc/self/fd"))),
        "streams": [
            [s.encoding, s.errors, s.line_buffering] for s in (sys.stdin, sys.stdout, sys.stderr)
        ],
        "input": sys.stdin.read(),
        "threads": threading.active_count(),
        "ours": ours.__file__ + ours.VALUE,
        "handlers": [str(s) for s in map(signal.getsignal, signal.valid_signals())],
        "dumps": json.dumps.__module__,
    }

print(json.dumps(seen(), sort_keys=True))
print("a message", file=sys.stderr)
what = sys.argv[1]
if what == "spoil":
    os.environ["SPOILT"] = "1"
    os.umask(0o077)
    os.chdir("/")
    sys.path.insert(0, "/spoilt")
    sys.argv.append("spoilt")
    ours.VALUE = "spoilt"
    json.dumps = lambda *_, **__: "spoilt"
    sys.modules["yaml"] = None
    threading.Thread(target=print, args=("from a thread",)).start()
elif what == "raise":
    raise ValueError("as the module says")
elif what == "exit":
    sys.exit(int(sys.argv[2]))
elif what == "sentence":
    sys.exit("a sentence")
elif what == "killed":
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def parents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which one parent listens."""
    shared = tmp_path_factory.mktemp("warm")
    yield shared
    for pid in parents_in(shared):
        os.kill(pid, signal.SIGKILL)


def parents_in(shared: Path) -> list[int]:
    """Their processes: those that work in the private folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink().parent == shared.resolve():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    made = tmp_path / "modules"
    made.mkdir()
    (made / "probe.py").write_text(PROBE, encoding="utf-8")
    (made / "ours.py").write_text("VALUE = '1'\n", encoding="utf-8")
    return made


def command(*arguments: str, warm: bool) -> list[str]:
    return [sys.executable, "-s", "-m", *(["inseam.warm"] if warm else []), *arguments]


def environment(modules: Path, shared: Path | None) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(modules), *PATH]),
        **({folder.VARIABLE: str(shared)} if shared else {}),
    }


def run(
    modules: Path, shared: Path | None, *arguments: str, warm: bool = True, text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments, warm=warm),
        cwd=modules,
        env=environment(modules, shared),
        input=text,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("probe", "nothing", "ä b", ""),
        ("probe", "spoil"),
        ("probe", "exit", "0"),
        ("probe", "exit", "3"),
        ("probe", "sentence"),
        ("probe", "raise"),
        ("probe", "killed"),
    ],
    ids="-".join,
)
def test_a_child_does_what_a_process_of_its_own_does(
    parents: Path, modules: Path, arguments: tuple[str, ...]
) -> None:
    alone = run(modules, None, *arguments, warm=False, text="some input\n")
    child = run(modules, parents, *arguments, text="some input\n")

    assert (child.returncode, child.stdout) == (alone.returncode, alone.stdout), child.stderr
    assert last_line(child.stderr) == last_line(alone.stderr)
    assert len(parents_in(parents)) == 1


def last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def test_no_order_of_runs_changes_what_one_of_them_sees(parents: Path, modules: Path) -> None:
    def outcome(name: str) -> tuple[int, str, str]:
        done = run(modules, parents, "probe", name, "3")
        return done.returncode, done.stdout, done.stderr

    names = ("nothing", "spoil", "raise", "exit")
    first = {name: outcome(name) for name in names}
    order = random.Random(5).choices(names, k=40)

    for name in order:
        assert outcome(name) == first[name], order


def test_children_have_nothing_random_in_common(parents: Path, modules: Path) -> None:
    (modules / "drawn.py").write_text(
        "import random, tempfile, numpy\n"
        "print(random.random(), numpy.random.random(), tempfile.mktemp())\n",
        encoding="utf-8",
    )
    drawn = [run(modules, parents, "drawn").stdout.split() for _ in range(3)]

    assert all(len(set(values)) == 3 for values in zip(*drawn, strict=True))


def test_a_changed_module_is_what_runs(parents: Path, modules: Path) -> None:
    def value() -> str:
        return str(json.loads(run(modules, parents, "probe", "nothing").stdout)["ours"])

    before = value()
    (modules / "ours.py").write_text("VALUE = 'another'\n", encoding="utf-8")

    assert before.endswith("ours.py1")
    assert value().endswith("ours.pyanother")


def test_modules_of_ours_are_those_of_the_process_that_asks(parents: Path, modules: Path) -> None:
    (modules / "where.py").write_text(
        "import inseam.warm.parent as p, inseam.warm.child as c; print(p.__file__, c.__file__)\n",
        encoding="utf-8",
    )

    said = [Path(name) for name in run(modules, parents, "where").stdout.split()]

    assert [file.name for file in said] == ["parent.py", "child.py"]
    for file in said:
        assert file.is_relative_to(parents)
        assert file.read_bytes() == (SOURCES / "inseam" / "warm" / file.name).read_bytes()


def test_changed_sources_are_copied_to_another_place(tmp_path: Path) -> None:
    made: dict[str, Path] = {}
    for text in ("first", "second", "first"):
        module = tmp_path / text / "inseam" / "warm" / "sources.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_bytes(Path(sources.__file__).read_bytes())
        for package in (module.parent, module.parents[1]):
            (package / "__init__.py").touch()
        (module.parent / "asking.py").write_text(text, encoding="utf-8")
        code = (
            f"import sys; sys.path[:0] = [{str(tmp_path / text)!r}];"
            "from pathlib import Path; from inseam.warm.sources import lasting_sources;"
            f"print(*lasting_sources(Path({str(tmp_path)!r}), 'key').values())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        copy = Path(done.stdout.strip())
        assert (copy / "inseam" / "warm" / "asking.py").read_text(encoding="utf-8") == text
        assert made.setdefault(text, copy) == copy

    assert len(set(made.values())) == 2


def test_other_tools_other_sources_and_other_limits_have_another_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = [folder.key()]
    monkeypatch.setattr(os, "getpriority", lambda *_: 7)
    keys.append(folder.key())
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1, 1))
    keys.append(folder.key())
    monkeypatch.setattr(sys, "prefix", "/another/environment")
    keys.append(folder.key())
    monkeypatch.setattr(folder, "_sources", lambda: ["changed"])
    keys.append(folder.key())
    monkeypatch.setattr(sys, "version", "4")
    keys.append(folder.key())

    assert len(set(keys)) == 6


def test_a_parent_has_one_thread_and_no_duckdb(parents: Path, modules: Path) -> None:
    (modules / "has.py").write_text(
        "import sys; print('duckdb' in sys.modules, 'dbt.cli.main' in sys.modules)\n",
        encoding="utf-8",
    )

    assert run(modules, parents, "has").stdout == "False True\n"
    (pid,) = parents_in(parents)
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1


def test_what_was_in_the_environment_never_was_in_the_parent(parents: Path, modules: Path) -> None:
    secret = "canary-" + "7f3a" * 4
    done = subprocess.run(
        command("probe", "nothing", warm=True),
        cwd=modules,
        env={**environment(modules, parents), "TOKEN": secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )

    assert secret in done.stdout
    (pid,) = parents_in(parents)
    assert holds(pid, b"import_libraries")
    assert not holds(pid, secret.encode())


def holds(pid: int, text: bytes) -> bool:
    """Whether a process has it in memory that it can write."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            if " rw" not in line:
                continue
            start, end = (int(part, 16) for part in line.split(" ", 1)[0].split("-"))
            memory.seek(start)
            try:
                if text in memory.read(end - start):
                    return True
            except OSError:
                continue
    return False


# Whoever runs these tests may ignore signals, and what it starts does then.
HEARS = """\
import os, signal, sys
for number in (1, 2, 3, 15):
    signal.signal(number, signal.SIG_IGN if number == {ignored} else signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
WAITS = """\
import os, signal, sys, time
{before}
print(os.getpid(), flush=True)
while True:
    time.sleep(0.05)
"""


# What the module does before, and a signal that is ignored.
Start = Callable[..., tuple[subprocess.Popen[str], int]]


@pytest.fixture
def waiting(parents: Path, modules: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(before: str, ignored: int = 0) -> tuple[subprocess.Popen[str], int]:
        (modules / "waits.py").write_text(WAITS.format(before=before), encoding="utf-8")
        hears = [sys.executable, "-c", HEARS.format(ignored=ignored)]
        process = subprocess.Popen(
            [*hears, *command("waits", warm=True)],
            cwd=modules,
            env=environment(modules, parents),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_reaches_the_child(waiting: Start, number: signal.Signals) -> None:
    process, child = waiting("")
    process.send_signal(number)
    process.communicate(timeout=LONG)

    assert process.returncode == -number
    assert is_gone(child)


def test_what_is_ignored_is_ignored_by_the_child(waiting: Start) -> None:
    process, child = waiting("", ignored=signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    os.kill(child, signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=LONG)

    assert process.returncode == -signal.SIGTERM


def test_an_interrupt_is_what_the_module_makes_of_it(
    waiting: Start,
) -> None:
    process, child = waiting("signal.signal(2, lambda *_: sys.exit(7))")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LONG)

    assert process.returncode == 7
    assert is_gone(child)


def test_whoever_is_killed_takes_its_child_and_what_that_started_along(
    waiting: Start,
) -> None:
    process, child = waiting("if os.fork() == 0:\n    time.sleep(1000)\n")
    process.kill()
    process.communicate(timeout=LONG)

    assert is_gone(child)
    # Whoever holds its standard output would still be there.
    assert process.stdout is not None
    assert process.stdout.closed


def is_gone(pid: int) -> bool:
    for _ in range(LONG * 50):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_a_parent_that_is_killed_is_reported_and_the_next_call_has_another(
    tmp_path: Path, modules: Path
) -> None:
    shared = tmp_path / "shared"
    # Where no parent could be started in time, the process has this one for a parent.
    (modules / "kills.py").write_text(
        "import os, signal, time\n"
        f"assert os.getppid() != {os.getpid()}, 'it was not forked'\n"
        "os.kill(os.getppid(), signal.SIGKILL)\n"
        "time.sleep(1000)\n",
        encoding="utf-8",
    )
    try:
        done = run(modules, shared, "kills")

        assert done.returncode == 1
        assert "Run the same command again." in done.stderr
        assert "Traceback" not in done.stderr
        assert run(modules, shared, "probe", "exit", "4").returncode == 4
        assert len(parents_in(shared)) == 1
    finally:
        for pid in parents_in(shared):
            os.kill(pid, signal.SIGKILL)


def open_to_others(shared: Path) -> None:
    (shared / str(os.geteuid())).mkdir()
    (shared / str(os.geteuid())).chmod(0o750)


def a_file(shared: Path) -> None:
    (shared / str(os.geteuid())).write_text("", encoding="utf-8")


def a_link(shared: Path) -> None:
    (shared / "elsewhere").mkdir(mode=0o700)
    (shared / str(os.geteuid())).symlink_to(shared / "elsewhere")


@pytest.mark.parametrize("make", [open_to_others, a_file, a_link])
def test_a_folder_that_is_not_private_is_not_used(
    tmp_path: Path, modules: Path, make: Callable[[Path], None]
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    make(shared)

    done = run(modules, shared, "probe", "exit", "5")

    assert done.returncode == 5
    assert not parents_in(shared)


def test_what_is_no_socket_is_replaced(tmp_path: Path, modules: Path) -> None:
    shared = tmp_path / "shared"
    private = shared / str(os.geteuid())
    private.mkdir(parents=True)
    private.chmod(0o700)
    try:
        run(modules, shared, "probe", "nothing")
        (pid,) = parents_in(shared)
        os.kill(pid, signal.SIGKILL)
        (socket,) = private.glob("*.socket")
        socket.unlink()
        socket.write_text("not a socket", encoding="utf-8")

        assert run(modules, shared, "probe", "exit", "6").returncode == 6
        assert socket.is_socket()
    finally:
        for pid in parents_in(shared):
            os.kill(pid, signal.SIGKILL)


# A parent that imports nothing, in which one thing is not as it should be.
ODD = """\
import sys, threading, time
sys.path[:0] = {path!r}
from inseam.warm import parent
parent.import_libraries = lambda: None
{odd}
sys.argv[1:1] = ["unused"]
parent.main()
"""


def start_odd_parent(private: Path, name: str, odd: str) -> subprocess.Popen[bytes]:
    ready, started = os.pipe()
    process = subprocess.Popen(
        [
            *(sys.executable, "-s", "-c", ODD.format(path=PATH, odd=odd)),
            *(name, str(started)),
        ],
        cwd=private,
        pass_fds=[started],
    )
    os.close(started)
    os.read(ready, 1)
    os.close(ready)
    return process


@pytest.mark.parametrize(
    "odd",
    [
        "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
        "parent._CHILDREN = 0",
        "parent.Parent._accept = lambda self: self.listener.accept()[0].close()",
    ],
    ids=["thread", "too many children", "silent"],
)
def test_a_module_runs_by_itself_whatever_is_odd(
    tmp_path: Path, modules: Path, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / str(os.geteuid())
    private.mkdir(mode=0o700)
    (modules / "parent_of.py").write_text(
        "import os; print(os.getppid() == int(os.environ['ASKING']))\n", encoding="utf-8"
    )
    key = subprocess.run(
        [sys.executable, "-s", "-c", "from inseam.warm.folder import key; print(key())"],
        env=environment(modules, None),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    process = start_odd_parent(private, f"{key}.socket", odd)
    try:
        done = subprocess.run(
            command("parent_of", warm=True),
            env={**environment(modules, tmp_path), "ASKING": str(os.getpid())},
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
        assert (done.stdout, done.stderr) == ("True\n", "")
    finally:
        process.kill()
        process.wait()


def test_who_has_connected_and_asks_nothing_holds_up_nobody(tmp_path: Path, modules: Path) -> None:
    assert run(modules, tmp_path, "probe", "exit", "4").returncode == 4
    (address,) = (tmp_path / str(os.geteuid())).glob("*.socket")
    silent = [asking._connected(address) for _ in range(50)]
    try:
        assert run(modules, tmp_path, "probe", "exit", "5").returncode == 5
        # It still listens to each of them: one that asks for nothing valid hears so.
        for connection in filter(None, silent):
            connection.send(b"x")
            assert connection.recv(1) == wire.REFUSED
        assert None not in silent
        assert len(parents_in(tmp_path)) == 1
    finally:
        for pid in parents_in(tmp_path):
            os.kill(pid, signal.SIGKILL)


def test_a_parent_ends_when_nobody_asks(tmp_path: Path) -> None:
    sources.sources_of(tmp_path, "a").mkdir()
    process = start_odd_parent(tmp_path, "a.socket", "parent.IDLE = 0.1")

    assert process.wait(timeout=LONG) == 0
    assert not list(tmp_path.iterdir())


def test_a_parent_removes_what_one_that_was_killed_has_left(tmp_path: Path) -> None:
    killed = start_odd_parent(tmp_path, "killed.socket", "")
    alive = start_odd_parent(tmp_path, "alive.socket", "")
    for name in ("killed", "alive"):
        sources.sources_of(tmp_path, name).mkdir()
    killed.kill()
    killed.wait()
    third = start_odd_parent(tmp_path, "third.socket", "")
    try:
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {"alive.socket", "alive.sources", "third.socket"}
    finally:
        for process in (alive, third):
            process.kill()
            process.wait()


def test_a_parent_whose_socket_is_gone_ends(tmp_path: Path) -> None:
    process = start_odd_parent(tmp_path, "a.socket", "parent.IDLE = 5")
    (tmp_path / "a.socket").unlink()

    assert process.wait(timeout=LONG) == 0


def test_many_that_ask_at_once_start_one_parent(tmp_path: Path, modules: Path) -> None:
    asked = [
        subprocess.Popen(
            command("probe", "exit", str(number), warm=True),
            cwd=modules,
            env=environment(modules, tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(6)
    ]
    try:
        assert [process.wait(timeout=LONG) for process in asked] == list(range(6))
        assert len(parents_in(tmp_path)) == 1
    finally:
        for pid in parents_in(tmp_path):
            os.kill(pid, signal.SIGKILL)
