"""Tests of ./pants and .pants.bootstrap: from an empty home folder to a Pants that runs.

Most run against a stand-in for install.py and take no time. The last ones install the real Pants,
so they need a package index and a minute or two.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = REPOSITORY / "platform" / "locks"

# What the shell parts may call. No Python among them.
COMMANDS = ("bash", "cat", "cksum", "dirname", "env", "head", "ls", "readlink")

# The bytes of the pex tool are the same wherever zlib compresses alike.
PEX_SHA256 = "7521002cee3d6dea40065d52b11fc2e0018f0e04650ea71024212d3d5ef24f1f"

NO_PYTHON_39 = (
    "Pants runs on CPython 3.9 (with the modules venv and ensurepip), its tools on CPython 3.11, "
    "3.12 or 3.13, and none was found: set PANTS_PYTHON to a CPython 3.9, or put python3.9 and "
    "python3.11 on PATH, or run 'pyenv install 3.9 3.11', or install uv, or a Python with pip, "
    "with which ./pants fetches one.\n"
)
BUILDING = "Building the pex tool 2.33.7, 1 of 2, once, about 15 s ...\n"
INSTALLING = "Installing Pants 2.17.1, once, about 40 s ...\n"
WAYS = "set PANTS_PYTHON to a CPython 3.9, or put python3.9 on PATH, or run 'pyenv install 3.9'."

PANTS_TOML = """\
[GLOBAL]
pants_version = "2.17.1"
pantsd = false
ignore_warnings = ["DEPRECATED: Running Pants in an external Python interpreter"]

[anonymous-telemetry]
enabled = false
"""

# Says that it ran, and leaves a "Pants" that shows what reached it.
STAND_IN_FOR_INSTALL = """\
import pathlib, sys
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
print("installing", options["--want"], "with", sys.executable, file=sys.stderr)
cache, ready = pathlib.Path(options["--cache"]), pathlib.Path(options["--ready"])
ready.parent.mkdir(parents=True, exist_ok=True)
(cache / "pex").touch()
client = cache / "client"
client.write_text('''#!/bin/bash
printf 'argument %s\\\\n' "$@"
echo "server $_PANTS_SERVER_EXE"
echo "pyenv ${PYENV_ROOT-unset}"
echo "path $PATH"
echo "dynamic_ui ${PANTS_DYNAMIC_UI-unset}"
echo "colors ${PANTS_COLORS-unset}"
cat
exit 7
''')
client.chmod(0o755)
ready.write_text(f'''_inseam_extra_path='{options["--extra-path"]}'
_inseam_pex='{cache}/pex'
export PANTS_PEX_CLI_VERSION=1
_inseam_pants_server='the server'
_inseam_pants_python='{sys.executable}'
_inseam_pants_client='{client}'
''')
"""

# As ./pants does it, without running Pants, which takes ten seconds where there is no daemon.
BOOTSTRAP = "set -euo pipefail; _inseam_want=pants; source ./.pants.bootstrap"


class Checkout:
    """A copy of the files under test, with a home folder and a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "check out"
        self.home = folder / "home"
        self.bin = folder / "bin"
        for made in (self.root / "platform", self.home, self.bin):
            made.mkdir(parents=True)
        for name in ("pants", ".pants.bootstrap"):
            shutil.copy2(REPOSITORY / name, self.root / name)
        shutil.copytree(LOCKS, self.root / "platform" / "locks")
        (self.root / "pants.toml").write_text(PANTS_TOML)
        for command in COMMANDS:
            (self.bin / command).symlink_to(find_command(command))

    @property
    def cache(self) -> Path:
        return self.home / ".cache" / "inseam"

    def put_on_path(self, name: str, python: Path) -> None:
        """Makes an interpreter available under this name."""
        write_script(self.bin / name, f'exec "{python}" "$@"')

    def provide_pythons(self, python39: Path) -> None:
        """Makes all interpreters available that are needed."""
        self.put_on_path("python3.9", python39)
        self.put_on_path("python3.11", tools_python())

    def stand_in(self, python39: Path) -> None:
        """Replaces the installation by one that takes no time; nothing else is lacking."""
        (self.root / "platform" / "locks" / "install.py").write_text(STAND_IN_FOR_INSTALL)
        self.provide_pythons(python39)

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """An environment with nothing of the user's, but pip's settings for reaching an index."""
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        ours = {"HOME": str(self.home), "PATH": str(self.bin), "LANG": "C.UTF-8"}
        return {**pip, **ours, **variables}

    def start(self, *command: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
        """Starts a command in the checkout, in a process group of its own."""
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self,
        *command: str,
        cwd: Path | None = None,
        stdin: str = "",
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command in the checkout, `./pants` without arguments by default."""
        return subprocess.run(
            command or ("./pants",),
            cwd=cwd or self.root,
            check=False,
            env=self.environment(env),
            input=stdin,
            capture_output=True,
            text=True,
        )


def find_command(name: str) -> str:
    """The path of a command that these tests cannot do without."""
    path = shutil.which(name)
    assert path is not None, f"These tests need the command {name}."
    return path


def write_script(path: Path, body: str) -> None:
    """An executable shell script."""
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)


def tools_python() -> Path:
    """The interpreter of these tests, if it is one that the repository's tools run on."""
    if sys.version_info < (3, 11):
        pytest.skip("run these tests with CPython 3.11 or later")
    return Path(sys.executable)


@pytest.fixture(scope="session")
def python39() -> Path:
    """A real CPython 3.9 of this machine."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    named = [os.environ.get("PANTS_PYTHON"), shutil.which("python3.9")]
    for python in [
        *(Path(name) for name in named if name),
        *pyenv.glob("versions/3.9.*/bin/python3.9"),
    ]:
        probe = subprocess.run(
            [python, "-c", "import ensurepip, sys; print(sys.executable)"],
            check=False,
            capture_output=True,
            text=True,
        )
        if probe.returncode == 0:
            return Path(probe.stdout.strip())
    pytest.skip("there is no CPython 3.9 on this machine")


@pytest.fixture(scope="session")
def python312() -> Path:
    """A CPython 3.12, as a machine of today has."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [shutil.which("python3.12"), *pyenv.glob("versions/3.12.*/bin/python3.12")]
    for python in filter(None, found):
        command = [str(python), "-c", "import pip, sys; print(sys.executable)"]
        probe = subprocess.run(command, check=False, capture_output=True, text=True)
        if probe.returncode == 0:
            return Path(probe.stdout.strip())
    pytest.skip("there is no CPython 3.12 with pip on this machine")


def download_list(folder: Path, python: Path) -> str:
    """Of one CPython 3.9, this one, packed as uv's own are; the address of the list."""
    described = (
        "import platform, sys\n"
        "print(sys.version.split()[0], sys.base_prefix, platform.machine().replace('arm', 'aarch'))"
    )
    version, prefix, family = subprocess.run(
        [python, "-c", described], check=True, capture_output=True, text=True
    ).stdout.split()
    left_out = {"test", "idlelib", "lib2to3", "site-packages", "tkinter", "__pycache__"}

    def kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = set(entry.name.split("/"))
        return None if left_out & parts or "/config-" in entry.name else entry

    archive = folder / "python.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
        for name in ("bin/python3.9", "lib/python3.9", "include/python3.9"):
            packed.add(Path(prefix, name), f"python/{name}", filter=kept)
    system, libc = ("darwin", "none") if sys.platform == "darwin" else ("linux", "gnu")
    major, minor, patch = map(int, version.split("."))
    entry = {
        "name": "cpython",
        "arch": {"family": family, "variant": None},
        "os": system,
        "libc": libc,
        "major": major,
        "minor": minor,
        "patch": patch,
        "prerelease": "",
        "url": archive.as_uri(),
        "sha256": None,
        "variant": None,
    }
    name = f"cpython-{version}-{system}-{family}-{libc}"
    listed = folder / "downloads.json"
    listed.write_text(json.dumps({name: entry}))
    return listed.as_uri()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh checkout."""
    return Checkout(tmp_path)


# Finding interpreters


def test_without_python_39_one_sentence_names_every_way_to_give_it(checkout: Checkout) -> None:
    """A machine with nothing: no Python, no pyenv, no uv."""
    result = checkout.run()

    assert (result.returncode, result.stdout, result.stderr) == (1, "", NO_PYTHON_39)


def test_a_python_39_that_does_not_work_counts_as_none(checkout: Checkout) -> None:
    """As a pyenv shim is, where pyenv has no such version, or none is chosen."""
    write_script(checkout.bin / "python3.9", "echo 'pyenv: command not found' >&2; exit 127")

    assert checkout.run().stderr == NO_PYTHON_39


def test_pants_python_of_another_version_is_an_error_that_names_it(checkout: Checkout) -> None:
    """Even when a right one could be found: the user asked for this one."""
    python = tools_python()

    result = checkout.run(env={"PANTS_PYTHON": str(python)})

    version = ".".join(map(str, sys.version_info[:3]))
    assert result.returncode == 1
    assert result.stderr == (
        f"PANTS_PYTHON is {python}, but that is not a working CPython 3.9 with the modules venv"
        " and "
        f"ensurepip (it says: Python {version}). Set PANTS_PYTHON to one, or unset it to have one "
        "searched for.\n"
    )


def test_without_a_python_for_the_tools_one_is_fetched(checkout: Checkout, python39: Path) -> None:
    """Found out before anything is installed."""
    checkout.stand_in(python39)
    (checkout.bin / "python3.11").unlink()
    asked = checkout.home / "asked"
    write_script(
        checkout.bin / "uv",
        f'echo "$@" >> "{asked}"; case "$*" in *install*) exit 2;; esac',
    )

    result = checkout.run()

    assert result.returncode == 1
    assert result.stderr.startswith(
        "The tools of this repository run on CPython 3.11, 3.12 or 3.13, and none was found. "
        "Fetching CPython 3.11, once: "
    )
    assert "put python3.11 on PATH, or run 'pyenv install 3.11'." in result.stderr
    assert "python install 3.11" in asked.read_text().splitlines()
    assert not checkout.cache.exists()


def test_pyenv_is_known_by_its_shims_and_pants_is_told(checkout: Checkout, python39: Path) -> None:
    """The home folder is empty, PYENV_ROOT unset, and the shim itself does not work."""
    checkout.stand_in(python39)
    pyenv = checkout.home.parent / "py env"
    for folder in ("shims", "versions/3.9.18/bin"):
        (pyenv / folder).mkdir(parents=True)
    write_script(pyenv / "shims" / "python3.9", "exit 127")
    (checkout.bin / "python3.9").rename(pyenv / "versions" / "3.9.18" / "bin" / "python3.9")

    for _ in ("first call", "warm call"):
        result = checkout.run(env={"PATH": f"{pyenv}/shims:{checkout.bin}"})

        assert result.returncode == 7, result.stderr
        assert f"pyenv {pyenv}\n" in result.stdout


def test_pythons_that_only_uv_knows_are_put_on_path(checkout: Checkout, python39: Path) -> None:
    """Pants could not find them otherwise."""
    checkout.stand_in(python39)
    for name in ("python3.9", "python3.11"):
        (checkout.bin / name).unlink()
    tools = tools_python()
    write_script(
        checkout.bin / "uv",
        f'case "$*" in *find*3.9) echo "{python39}";; *find*3.11) echo "{tools}";; esac',
    )

    for _ in ("first call", "warm call"):
        result = checkout.run()

        assert result.returncode == 7, result.stderr
        assert f"path {checkout.bin}:{python39.parent}:{tools.parent}\n" in result.stdout


@pytest.mark.nightly
def test_on_a_machine_with_python_312_alone_python_39_is_fetched(
    checkout: Checkout, python39: Path, python312: Path, downloads: str, tmp_path: Path
) -> None:
    """By the uv of the lock, from a list like its own; Pants is installed with what came."""
    checkout.put_on_path("python3", python312)
    checkout.put_on_path("python3.12", python312)
    env = {
        "UV_PYTHON_DOWNLOADS_JSON_URL": download_list(tmp_path, python39),
        "PIP_CACHE_DIR": downloads,
    }

    result = checkout.run("bash", "-c", f'{BOOTSTRAP}; echo "$_inseam_pants_python"', env=env)

    assert result.returncode == 0, result.stderr
    needs, installs, *rest = result.stderr.splitlines()
    assert needs.startswith("Pants runs on CPython 3.9 (with the modules venv and ensurepip), and ")
    assert "Fetching CPython 3.9, once: uv (20 MB," in needs
    assert f"into {checkout.cache}/pythons, by default from Astral's builds at " in needs
    assert "set UV_PYTHON_INSTALL_MIRROR or UV_PYTHON_DOWNLOADS_JSON_URL" in needs
    assert needs.endswith(f"To give one instead, {WAYS}")
    assert re.fullmatch(r"Installing uv \S+, once, about 5 s \.\.\.", installs)
    assert rest[0] == "Downloading CPython 3.9 ..."
    assert len(rest) == 3, rest
    base = 'import sys; print("%d.%d" % sys.version_info[:2], sys.base_prefix)'
    version, prefix = checkout.run(result.stdout.strip(), "-c", base).stdout.split(" ", 1)
    assert version == "3.9"
    assert prefix.startswith(f"{checkout.cache}/pythons/cpython-3.9")
    assert sorted(path.name for path in checkout.home.iterdir()) == [".cache"]

    again = checkout.run("bash", "-c", BOOTSTRAP, env={"PIP_NO_INDEX": "1"})
    assert (again.returncode, again.stderr) == (0, "")


def test_where_neither_uv_nor_a_python_can_be_had_the_ways_out_are_said(
    checkout: Checkout, python312: Path, tmp_path: Path
) -> None:
    checkout.put_on_path("python3.12", python312)
    unreachable = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_RETRIES": "1",
    }

    result = checkout.run(env=unreachable)

    assert result.returncode == 1
    _, installs, *rest = result.stderr.splitlines()
    assert installs.startswith("Installing uv ")
    assert rest[-1] == f"To do without uv, {WAYS}"
    assert "The package index did not answer: check the network" in result.stderr

    write_script(checkout.bin / "uv", "exit 2")
    result = checkout.run()
    assert result.returncode == 1
    assert result.stderr.splitlines()[1:] == [
        "Downloading CPython 3.9 ...",
        "uv could not download CPython 3.9: see that this machine reaches where it comes from, or "
        "set UV_PYTHON_INSTALL_MIRROR or UV_PYTHON_DOWNLOADS_JSON_URL to a mirror, or " + WAYS,
    ]


# Calling Pants


def test_arguments_exit_code_and_stdin_go_through(checkout: Checkout, python39: Path) -> None:
    """On the first call, which installs, and on a warm one."""
    checkout.stand_in(python39)

    first = checkout.run("./pants", "a b", "", "--c=*", stdin="typed\n")
    warm = checkout.run("./pants", "a b", "", "--c=*", stdin="typed\n")

    assert first.stdout == warm.stdout
    assert first.stdout.startswith("argument a b\nargument \nargument --c=*\nserver the server\n")
    assert first.stdout.endswith("\ntyped\n")
    assert (first.returncode, warm.returncode) == (7, 7)
    assert first.stderr == f"installing pants with {python39}\n"
    assert warm.stderr == ""


def test_a_hook_of_git_gets_the_path_of_the_terminal(checkout: Checkout, python39: Path) -> None:
    checkout.stand_in(python39)
    git = "/usr/lib/git-core"

    result = checkout.run(env={"PATH": f"{git}:{checkout.bin}", "GIT_EXEC_PATH": git})

    assert f"path {checkout.bin}" in result.stdout, result.stderr
    assert git not in result.stdout


def test_called_from_a_subfolder_and_through_symlinks(checkout: Checkout, python39: Path) -> None:
    """A relative link to a link, as somebody may keep in a folder on PATH."""
    checkout.stand_in(python39)
    products = checkout.root / "products"
    products.mkdir()
    (checkout.bin / "second").symlink_to("../check out/pants")
    (checkout.bin / "first").symlink_to(checkout.bin / "second")

    for command in ("../pants", str(checkout.root / "pants"), "first"):
        assert checkout.run(command, cwd=products).returncode == 7


def test_called_outside_of_the_repository(checkout: Checkout) -> None:
    """Pants itself would end in a traceback."""
    result = checkout.run(str(checkout.root / "pants"), cwd=checkout.home)

    assert result.returncode == 1
    where = f"{checkout.home} is not in the repository of this Pants, {checkout.root}."
    assert result.stderr == f"{where} Go there first.\n"


@pytest.mark.parametrize("change", ["a new pants.txt", "a new pex.txt", "PANTS_PYTHON", "no pex"])
def test_a_change_of_what_is_needed_installs_again(
    checkout: Checkout, python39: Path, change: str
) -> None:
    """And nothing else does."""
    checkout.stand_in(python39)
    env = {}
    checkout.run()
    if change == "PANTS_PYTHON":
        env["PANTS_PYTHON"] = str(python39)
    elif change == "no pex":
        (checkout.cache / "pex").unlink()
    else:
        lock = checkout.root / "platform" / "locks" / change.split()[-1]
        lock.write_text(lock.read_text() + "# changed\n")

    assert "installing" in checkout.run(env=env).stderr
    assert checkout.run(env=env).stderr == ""


def test_the_official_launcher_gets_the_pex_tool_alone(checkout: Checkout, python39: Path) -> None:
    """It sources .pants.bootstrap like this and brings its own Pants, so any Python will do."""
    checkout.stand_in(python39)
    (checkout.bin / "python3.9").unlink()
    script = f'set -eou pipefail; source "{checkout.root}/.pants.bootstrap"; exec env'

    result = checkout.run("bash", "-c", script, cwd=checkout.home)

    assert result.returncode == 0, result.stderr
    assert result.stderr.startswith("installing pex with ")
    assert "PANTS_PEX_CLI_VERSION=1\n" in result.stdout


# What Pants itself leaves unsaid


TOO_SLOW = """\
import pathlib, sys
from pants.pantsd.process_manager import ProcessManager

def main():
    tries = pathlib.Path("tries")
    number = len(tries.read_text()) if tries.exists() else 0
    tries.write_text("x" * (number + 1))
    if number < int(pathlib.Path("slow").read_text()):
        raise ProcessManager.Timeout("exceeded timeout of 60 seconds while waiting for pantsd")
    print("started", *sys.argv[1:])
    sys.exit(7)
"""
SLOW_AGAIN = (
    "Pants' daemon is slow to start (exceeded timeout of 60 seconds while waiting for pantsd): "
    "this machine is busy. Trying again ...\n"
)


@pytest.mark.parametrize("slow", [0, 1, 2])
def test_a_daemon_that_is_slow_to_start_is_waited_for_twice(tmp_path: Path, slow: int) -> None:
    for name, code in {
        "pants/bin/pants_loader.py": TOO_SLOW,
        "pants/pantsd/process_manager.py": "class ProcessManager:\n"
        "    class Timeout(Exception): ...\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code)
    (tmp_path / "slow").write_text(str(slow))

    result = subprocess.run(
        [sys.executable, LOCKS / "start_pants.py", "lint", "::"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (tmp_path / "tries").read_text() == "x" * min(slow + 1, 2)
    if slow < 2:
        assert (result.returncode, result.stdout) == (7, "started lint ::\n")
        assert result.stderr == SLOW_AGAIN * slow
    else:
        assert result.returncode == 1
        assert result.stderr.startswith(SLOW_AGAIN)
        assert "put --no-pantsd before the goal" in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("argument", "meant"),
    [
        ("products/ordres::", "products/orders::"),
        ("prodcts/ordres/models:dbt", "products/orders/models:dbt"),
        ("products/Orders/modles/a.sql", "products/orders/models/a.sql"),
        ("products/nothing-like-it::", None),
        ("products/orders::", None),
        ("products/ord*/x", None),
        ("--option=products/ordres::", None),
        ("//:ordres", None),
        ("ordres", None),
    ],
)
def test_a_path_that_is_not_there_has_a_near_one(
    checkout: Checkout, python39: Path, argument: str, meant: str | None
) -> None:
    checkout.stand_in(python39)
    near_names = "platform/inseam/report/near_names.py"
    for name in ("products/orders/models/a.sql", near_names):
        (checkout.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / near_names, checkout.root / name)
    checkout.run()

    result = checkout.run("./pants", "test", argument, "--", "products/ordres/x")

    if meant is None:
        assert (result.returncode, result.stderr) == (7, "")
    else:
        assert result.returncode == 1
        assert result.stderr.endswith(f" here. Did you mean `{meant}`?\n")


def told(checkout: Checkout, *command: str, **variables: str) -> set[str]:
    """What Pants knows of its terminal, of which there is none."""
    said = checkout.run(*command, env=variables).stdout
    return {line for line in said.splitlines() if line.startswith(("dynamic_ui ", "colors "))}


def test_each_call_says_whether_it_has_a_terminal_unless_somebody_decided(
    checkout: Checkout, python39: Path
) -> None:
    checkout.stand_in(python39)
    run = ("./pants", "lint")
    neither = {"dynamic_ui false", "colors false"}
    assert told(checkout, *run) == neither

    own = {"PANTS_DYNAMIC_UI": "true", "PANTS_COLORS": ""}
    assert told(checkout, *run, **own) == {"dynamic_ui true", "colors "}
    (checkout.root / "own.toml").write_text("[GLOBAL]\n  colors = true\n")
    only = {"dynamic_ui false", "colors unset"}
    assert told(checkout, *run, PANTS_CONFIG_FILES="own.toml") == only
    assert told(checkout, *run, PANTS_CONFIG_FILES="+['none.toml', 'own.toml']") == only
    assert told(checkout, *run, "--pants-config-files=own.toml") == only
    assert told(checkout, *run, "--", "--pants-config-files=own.toml") == neither
    (checkout.root / "pants.toml").write_text("[GLOBAL]\ndynamic_ui=false\n#colors = true\n")
    assert told(checkout, *run) == {"dynamic_ui unset", "colors false"}


# The lock files


def test_locks_name_no_index() -> None:
    """They serve whoever has another one."""
    for lock in LOCKS.glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        assert "index-url" not in text, lock.name


def test_the_test_runner_and_the_library_agree_on_what_they_share() -> None:
    """They are installed together, on CPython 3.11 and later."""
    runner, library = (pins_for_311(LOCKS / name) for name in ("pytest.txt", "library.txt"))

    shared = runner.keys() & library.keys()
    assert {name: runner[name] for name in shared} == {name: library[name] for name in shared}


def pins_for_311(lock: Path) -> dict[str, str]:
    """Versions by package, without those for older Pythons."""
    pins = re.findall(r"^([\w.-]+)==(\S+)(.*)$", lock.read_text(), re.MULTILINE)
    return {name: version for name, version, rest in pins if "python_full_version <" not in rest}


# The real installation


# A checkout, and the exit code, stdout and stderr of each run.
FirstRuns = tuple[Checkout, list[tuple[int, str, str]]]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cache for pip, so that these tests fetch everything once."""
    return str(tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="module")
def first_runs(
    tmp_path_factory: pytest.TempPathFactory, python39: Path, downloads: str
) -> FirstRuns:
    """A checkout after two first runs at the same moment, and what each of them gave."""
    checkout = Checkout(tmp_path_factory.mktemp("first runs"))
    checkout.provide_pythons(python39)
    # What must not matter: another umask, and settings that would change what is built.
    spoilers = {"SOURCE_DATE_EPOCH": "1", "PYTHONPATH": str(checkout.home), "PIP_USER": "1"}
    env = {"PIP_CACHE_DIR": downloads, **spoilers}
    scripts = ("umask 077; exec ./pants --version", f"umask 077; {BOOTSTRAP}")
    runs = [checkout.start("bash", "-c", script, env=env) for script in scripts]
    outputs = [run.communicate() for run in runs]
    return checkout, [(run.returncode, *output) for run, output in zip(runs, outputs)]


@pytest.mark.nightly
def test_two_first_runs_at_once_install_once(first_runs: FirstRuns) -> None:
    """The one that comes second waits, says so, and uses what the other has installed."""
    checkout, results = first_runs

    assert [result[:2] for result in results] == [(0, "2.17.1\n"), (0, "")], results
    messages = sorted(stderr for _, _, stderr in results)
    assert messages == [
        "Another process is installing Pants; waiting for it.\n",
        BUILDING + INSTALLING.replace("once", "2 of 2, once"),
    ]
    assert len(list(checkout.cache.glob("pants-*"))) == 1


@pytest.mark.nightly
def test_the_pex_tool_is_the_same_everywhere(first_runs: FirstRuns) -> None:
    """Whoever builds it, so that what was made with it can be taken from a shared cache."""
    checkout, _ = first_runs

    (pex,) = checkout.cache.glob("pex-*/pex")
    assert hashlib.sha256(pex.read_bytes()).hexdigest() == PEX_SHA256


@pytest.mark.nightly
def test_pants_is_told_of_the_pex_tool(first_runs: FirstRuns) -> None:
    """Its own size and checksum, for each platform that Pants knows."""
    checkout, _ = first_runs

    lines = checkout.run("bash", "-c", f"{BOOTSTRAP}; exec env").stdout.splitlines()

    (pex,) = checkout.cache.glob("pex-*/pex")
    known = (
        f'"2.33.7|{platform}|{PEX_SHA256}|{pex.stat().st_size}"'
        for platform in ("linux_arm64", "linux_x86_64", "macos_arm64", "macos_x86_64")
    )
    assert "PANTS_PEX_CLI_VERSION=2.33.7" in lines
    assert f"PANTS_PEX_CLI_KNOWN_VERSIONS=[{', '.join(known)}]" in lines
    assert f"PANTS_PEX_CLI_URL_TEMPLATE={pex.as_uri()}" in lines


@pytest.mark.nightly
def test_a_later_run_needs_no_network(first_runs: FirstRuns) -> None:
    """Nothing is listening where the package index should be."""
    checkout, _ = first_runs

    env = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_NO_INDEX": "1"}
    result = checkout.run("./pants", "--version", env=env)

    assert (result.returncode, result.stdout, result.stderr) == (0, "2.17.1\n", "")


def test_without_an_index_the_error_is_short_and_names_the_log(
    checkout: Checkout, python39: Path
) -> None:
    """What pip had to say is in the log."""
    checkout.provide_pythons(python39)
    unreachable = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_RETRIES": "1",
    }

    result = checkout.run(env=unreachable)

    log = checkout.cache / "logs" / "pex.log"
    assert result.returncode == 1
    assert result.stderr == (
        "Building the pex tool 2.33.7, 1 of 2, once, about 15 s ...\n"
        "Could not download what platform/locks/pex.txt lists: "
        "No matching distribution found for pex==2.33.7\n"
        "The package index did not answer: check the network, and the index that pip is set up "
        "with (`pip config list`).\n"
        f"All that the command said is in {log}.\n"
    )
    assert "Connection refused" in log.read_text()


@pytest.mark.nightly
def test_a_run_after_killed_ones_installs_everything(
    checkout: Checkout, python39: Path, first_runs: FirstRuns, downloads: str
) -> None:
    """Killed with SIGKILL while pip installs Pants: once with pip, once so that pip lives on."""
    undisturbed, _ = first_runs
    checkout.provide_pythons(python39)
    (pex,) = undisturbed.cache.glob("pex-*")
    shutil.copytree(pex, checkout.cache / pex.name)
    started = start_installing(checkout, downloads)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()
    for left_over in checkout.cache.glob("pants-*"):
        (left_over / "lib").rename(left_over / "stray")
    started = start_installing(checkout, downloads)
    os.kill(installer_of(started.pid), signal.SIGKILL)

    result = checkout.run("bash", "-c", BOOTSTRAP, env={"PIP_CACHE_DIR": downloads})

    started.communicate()
    # The pex tool was whole already. The lock is pip's until that ends, too.
    assert (result.returncode, result.stderr) == (
        0,
        "Another process is installing Pants; waiting for it.\n" + INSTALLING,
    )
    assert installed_files(checkout) == installed_files(undisturbed)


def start_installing(checkout: Checkout, downloads: str) -> subprocess.Popen[str]:
    """A first run that has come as far as pip writing Pants' files."""
    started = checkout.start("bash", "-c", BOOTSTRAP, env={"PIP_CACHE_DIR": downloads})
    while not list(checkout.cache.glob("pants-*/lib/python3.9/site-packages/pants")):
        assert started.poll() is None, started.communicate()
        time.sleep(0.02)
    return started


def installed_files(checkout: Checkout) -> set[str]:
    """What is in the venv, without what Python adds there when Pants runs."""
    (venv,) = checkout.cache.glob("pants-*")
    files = (path.relative_to(venv) for path in venv.rglob("*"))
    return {str(path) for path in files if "__pycache__" not in path.parts}


def installer_of(pants: int) -> int:
    """The process id of the install.py that this ./pants waits for."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True
    )
    for line in listing.stdout.splitlines():
        pid, parent, command = line.split(None, 2)
        if int(parent) == pants and "install.py" in command:
            return int(pid)
    raise AssertionError(f"no install.py below {pants}:\n{listing.stdout}")
