"""How a process of this library ends: an exit code, and never a traceback for its input."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from inseam.report.exit_code import ExitCode
from inseam.report.finding import InputError
from inseam.report.text import render_text


def run_process(main: Callable[[], ExitCode]) -> int:
    """Runs ``main`` and gives the exit code of the process.

    An `InputError` becomes its findings and `ExitCode.BAD_INPUT`. Anything else that escapes is a
    fault of ours: it is shown whole, since somebody has to mend it, with `ExitCode.FAULT`.
    """
    try:
        return main()
    except InputError as error:
        print(render_text(error.findings))
        return ExitCode.BAD_INPUT
    except Exception:
        traceback.print_exc(file=sys.stderr)
        print(
            "This is a fault in inseam, not in your files. Please report it with the above.",
            file=sys.stderr,
        )
        return ExitCode.FAULT
