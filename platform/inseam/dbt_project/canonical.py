"""A dbt project in canonical form: ``python -m inseam.dbt_project.canonical <folder> <out>``.

A test that is given this form is not run again for a comment in SQL, its layout, the order of keys
in YAML or a description. The form builds the same tables; messages about it would show no line of
the file that a person edits, so what fails is run again on the files as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePath

from inseam.dbt_project.canonical_yaml import canonical_yaml
from inseam.dbt_project.file_sizes import MAX_BYTES
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.sql.canonical import canonical as canonical_key


def canonical_sql(text: str) -> str:
    """SQL that means the same, one for all layouts. What is unclear in it stands as it did."""
    # In the key a NUL stands where the rest is kept.
    return text if "\0" in text else canonical_key(text).replace("\0", "\n")


_FORMS: dict[str, Callable[[str], str]] = {
    ".sql": canonical_sql,
    ".yml": canonical_yaml,
    ".yaml": canonical_yaml,
}


def lay_out(folder: Path, target: Path) -> None:
    """Writes the canonical form of every file below ``folder`` to the same place in ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(canonical_bytes(file, file.read_bytes()))


def canonical_bytes(file: PurePath, content: bytes) -> bytes:
    """The canonical form of a file; as it is for what is neither SQL nor YAML."""
    return _canonical(file.suffix, content)


# Products have the files of shared packages in common.
@lru_cache(maxsize=1024)
def _canonical(suffix: str, content: bytes) -> bytes:
    form = _FORMS.get(suffix)
    text = _text(content) if form else None
    return content if form is None or text is None else form(text).encode("utf-8")


def _text(content: bytes) -> str | None:
    """None for what is better left alone: no text, or more than dbt is given."""
    if len(content) > MAX_BYTES:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def main() -> Report:
    folder, target = sys.argv[1:]
    lay_out(Path(folder), Path(target))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
