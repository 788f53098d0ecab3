"""``python -m inseam.bundle.write_manifest <folder of files> <product> <revision> <bundle.json>``

Writes the manifest of a bundle that has these files.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.bundle.manifest import manifest, to_json
from inseam.report.process import run_process
from inseam.report.report import Report


def main() -> Report:
    folder, product, revision, out = sys.argv[1:]
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_bytes(to_json(manifest(product, revision, files)))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
