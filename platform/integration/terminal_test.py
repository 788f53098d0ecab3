"""What a call shows does not depend on whether the daemon was started from a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Iterator

import pytest
from conftest import Repository

CONTRACT = (
    "products/customer_activity/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Others would decide for the call.
DECIDING = ("CI", "NO_COLOR", "PANTS_COLORS", "PANTS_DYNAMIC_UI", "PANTS_CONFIG_FILES")


@pytest.fixture
def daemon_of_a_terminal(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    for name in DECIDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    repository.stop_daemon()
    assert "2.17.1\r\n" in run_in_a_terminal(repository, "./pants", "--version")
    assert list(repository.root.glob(".pids/*/pantsd/pid"))
    yield repository
    repository.stop_daemon()


def run_in_a_terminal(repository: Repository, *command: str) -> str:
    """What it shows, on the standard output and error alike."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=repository.root, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # On Linux, the end.
                break
            if not part:
                break
            shown += part
    os.close(ours)
    assert process.returncode is not None
    return shown.decode()


def test_findings_are_shown_where_they_are_piped(daemon_of_a_terminal: Repository) -> None:
    repository = daemon_of_a_terminal
    repository.replace(CONTRACT, "logicalType: timestamp", "logicalType: date time")

    result = repository.run("./pants", "lint", "--only=contract-lint", CONTRACT)

    assert result.exit_code == 1
    assert f"{CONTRACT}:" in result.output
    assert "error[standard-value-not-allowed]" in result.output
    assert COLOUR.search(result.output) is None


def test_a_terminal_has_colours_after_a_piped_call(daemon_of_a_terminal: Repository) -> None:
    repository = daemon_of_a_terminal
    repository.stop_daemon()
    assert repository.run("./pants", "--version").exit_code == 0
    repository.replace(CONTRACT, "logicalType: timestamp", "logicalType: date time")

    shown = run_in_a_terminal(repository, "./pants", "lint", "--only=contract-lint", CONTRACT)

    assert "error[standard-value-not-allowed]" in shown
    assert COLOUR.search(shown)
