"""What is kept of a vendored package: from where it came, and what it was then.

`vendored.yaml` lies beside the package's files:

    name: dbt_utils
    version: 1.3.0
    from: https://git.example.com/somebody/dbt-utils.git
    revision: 1.3.0
    commit: 0a1b2c...
    licence: LICENSE
    sha256: 3f2e...
    needs: []
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError

FILE = "vendored.yaml"
# Ours, beside theirs.
OWN_FILES = frozenset({FILE, "BUILD"})


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    version: str
    address: str
    revision: str
    commit: str
    licence: str
    sha256: str
    needs: tuple[str, ...]

    def text(self) -> str:
        entries = {
            "name": self.name,
            "version": self.version,
            "from": self.address,
            "revision": self.revision,
            "commit": self.commit,
            "licence": self.licence,
            "sha256": self.sha256,
        }
        lines = [f"{key}: {json.dumps(value)}\n" for key, value in entries.items() if value]
        return (
            "# Written by ./pants vendor. Do not edit the files beside it: bring in a newer release"
            " instead.\n" + "".join(lines) + f"needs: [{', '.join(self.needs)}]\n"
        )


def digest(files: Mapping[str, bytes]) -> str:
    """Of names and contents, in whichever order they come."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        if name not in OWN_FILES:
            whole.update(f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode())
    return whole.hexdigest()


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a package in the repository, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_record(folder: Path) -> Record | None:
    """None if the folder has none that can be read: then it is nothing that we may replace."""
    path = folder / FILE
    try:
        value = read_yaml(str(path), path.read_bytes()).value
    except (InputError, FileNotFoundError):
        return None
    if not isinstance(value, dict):
        return None
    text = {key: str(value.get(key, "")) for key in ("name", "version", "from", "revision")}
    needs = value.get("needs")
    return Record(
        text["name"],
        text["version"],
        text["from"],
        text["revision"],
        str(value.get("commit", "")),
        str(value.get("licence", "")),
        str(value.get("sha256", "")),
        tuple(map(str, needs)) if isinstance(needs, list) else (),
    )
