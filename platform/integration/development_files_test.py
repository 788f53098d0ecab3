"""The files that set editors up: they can be read, and what they name is there."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser

from conftest import ROOT


def test_the_dev_container_is_built_from_files_that_are_here() -> None:
    folder = ROOT / ".devcontainer"
    container = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))
    dockerfile = folder / container["build"]["dockerfile"]
    context = folder / container["build"]["context"]

    copied = re.findall(r"^COPY (\S+) ", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)

    assert copied == ["platform/locks/dev.txt"]
    assert (context / copied[0]).is_file()
    assert container["postCreateCommand"] == "./pants --version"


def test_the_editor_knows_the_folders_of_this_repository() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))

    named = [*settings["python.analysis.extraPaths"]]
    for system in ("linux", "osx"):
        profiles = settings[f"terminal.integrated.env.{system}"]["DBT_PROFILES_DIR"]
        named.append(profiles.replace("${workspaceFolder}/", ""))

    assert [name for name in named if not (ROOT / name).is_dir()] == []
    assert (ROOT / named[-1] / "profiles.yml").is_file()


def test_the_dev_container_has_the_extensions_that_the_editor_recommends() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    recommended = json.loads((ROOT / ".vscode/extensions.json").read_text(encoding="utf-8"))

    assert container["customizations"]["vscode"]["extensions"] == recommended["recommendations"]


def test_editorconfig_can_be_read() -> None:
    parser = ConfigParser()
    text = (ROOT / ".editorconfig").read_text(encoding="utf-8")
    parser.read_string("[preamble]\n" + text)

    assert parser["preamble"]["root"] == "true"
    assert parser["*.py"]["max_line_length"] == "100"
