"""What is counted, with processes that take a known amount. Each runs in a process of its own: it
would change the one that tests.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measuring import CommandFailed, timed

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="benchmarks are measured on Linux alone"
)
_PLATFORM = Path(__file__).parents[1]
_BURN = """
import time
while time.process_time() < {seconds}: pass
"""
# Its parent has ended, as that of a daemon has.
_ORPHAN = f"""
import os
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    os.closerange(0, 3)
    if os.fork() == 0:
        exec({_BURN.format(seconds=0.5)!r})
        os.write(write, b".")
        time.sleep(60)
    os._exit(0)
os.wait()
os.read(read, 1)
"""
_HELD = """
import os, time
held = bytearray(200_000_000)
if os.fork() == 0:
    time.sleep(1)
    os._exit(0)
os.wait()
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=_PLATFORM,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_processor_of_a_command_and_its_children_counts() -> None:
    code = f"""
import sys
from pathlib import Path
from benchmarks.measuring import timed
burn = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
print(timed([sys.executable, "-c", burn, {_BURN.format(seconds=0.5)!r}], Path()).used.cpu)
"""
    assert float(run(code)) >= 0.5


def test_what_a_command_leaves_behind_counts_while_it_runs_and_is_ended() -> None:
    code = f"""
import os, sys
from pathlib import Path
from benchmarks.measuring import adopt_orphans, end_all, timed
adopt_orphans()
print(timed([sys.executable, "-c", {_ORPHAN!r}], Path()).used.cpu)
end_all()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nothing is left")
"""
    used, left = run(code).splitlines()
    assert float(used) >= 0.5
    assert left == "nothing is left"


def test_memory_that_processes_share_counts_once() -> None:
    code = f"""
import sys
from pathlib import Path
from benchmarks.measuring import adopt_orphans, peak_memory, timed
adopt_orphans()
with peak_memory() as peaks:
    timed([sys.executable, "-c", {_HELD!r}], Path())
print(peaks().together, peaks().largest, peaks().daemon)
"""
    together, largest, daemon = map(float, run(code).split())
    assert 200 <= together < 300
    assert 200 <= largest < 300
    assert daemon == 0


def test_a_command_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('out of order'); raise SystemExit(3)"]
    with pytest.raises(CommandFailed, match=r"exit code 3\nout of order"):
        timed(command, tmp_path)
    assert timed(command, tmp_path, exit_codes=(0, 3)).exit_code == 3
