"""``./pants run platform/tools:new-repository -- <folder> --teams ... --catalog ...``"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.new_repository.answers import Answers, read_answers
from inseam.new_repository.repository import BRANCH, Refused, make, update
from inseam.report.exit_code import ExitCode


def main() -> int:
    # Pants starts it in the repository's root.
    ours = Path.cwd()
    given, _ = read_answers()
    try:
        if isinstance(given, Answers):
            make(given, ours)
            print(f"Made {given.folder}. Go on with its README.md.")
        elif update(given, ours):
            print(
                f"The branch `{BRANCH}` of {given} has this release. Now there: git merge {BRANCH}"
            )
        else:
            print(f"The branch `{BRANCH}` of {given} has this release already.")
    except Refused as refused:
        print(refused, file=sys.stderr)
        return ExitCode.BAD_INPUT
    return ExitCode.CLEAN


if __name__ == "__main__":
    sys.exit(main())
