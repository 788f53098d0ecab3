"""Says what an argument of ./pants was meant to be, if that is near: a folder or a file beside it.

    near_paths.py <argument> <the path in it that is not there>

Exit codes: 1 something is near, and what it is has been printed; 0 nothing is. `./pants` starts it
with Pants' own Python, so the one function for near names is loaded by its file.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

NEAR_NAMES = Path(__file__).resolve().parents[1] / "inseam" / "report" / "near_names.py"


def main() -> int:
    argument, path = sys.argv[1:]
    meant = nearest_path(Path(path))
    if meant is None:
        return 0
    corrected = str(meant) + argument[len(path) :]
    print(f"There is no {path} here. Did you mean `{corrected}`?")
    return 1


def nearest_path(path: Path) -> Path | None:
    """With each part that is not there replaced by the nearest name; None if one has none."""
    nearest_name = runpy.run_path(str(NEAR_NAMES))["nearest_name"]
    found = Path(path.anchor)
    for part in path.parts[len(found.parts) :]:
        names = [entry.name for entry in found.iterdir()] if found.is_dir() else []
        meant = part if part in names else nearest_name(part, names)
        if meant is None:
            return None
        found /= meant
    return found


if __name__ == "__main__":
    sys.exit(main())
