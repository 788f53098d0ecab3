"""Finding a Java that is new enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.parity import java
from inseam.report.finding import InputError


@pytest.fixture(autouse=True)
def without_kegs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "_KEGS", ())


def installed(folder: Path, version: str) -> Path:
    """A Java that says its version, and does nothing else."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    program.chmod(0o755)
    return folder


def test_java_home_goes_before_the_path(tmp_path: Path) -> None:
    named = installed(tmp_path / "named", "21.0.2")
    other = installed(tmp_path / "other", "17.0.15")
    environment = {"JAVA_HOME": str(named), "PATH": str(other / "bin")}
    assert java.find(environment) == ("21.0.2", named)
    assert java.find({"PATH": str(other / "bin")}) == ("17.0.15", other)
    both = {"PATH": str(other / "bin"), java.USER_PATH: str(named / "bin")}
    assert java.find(both) == ("21.0.2", named)


def test_one_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = installed(tmp_path / "old", "1.8.0_392")
    new = installed(tmp_path / "new", "17.0.15")
    found = java.find({"JAVA_HOME": str(old), "PATH": str(new / "bin")})
    assert found == ("17.0.15", new)


@pytest.mark.parametrize("version", ["", "11.0.22"])
def test_without_one_a_sentence_says_how_to_get_it(tmp_path: Path, version: str) -> None:
    home = installed(tmp_path / "old", version) if version else tmp_path
    with pytest.raises(InputError) as refused:
        java.find({"JAVA_HOME": str(home), "PATH": str(tmp_path / "nothing")})
    (finding,) = refused.value.findings
    assert finding.rule == "java-missing"
    assert "apt-get install openjdk-17-jre-headless" in finding.fix
    assert "brew install openjdk@17" in finding.fix
    assert (version or "found none") in finding.message
