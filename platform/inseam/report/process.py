"""How a process of this library ends: a report, an exit code, and no traceback for its input."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout

from inseam.report.exit_code import ExitCode, exit_code
from inseam.report.finding import InputError
from inseam.report.formats import Form
from inseam.report.json_form import to_json
from inseam.report.report import Report, report


def run_process(main: Callable[[], Report], form: Form = to_json) -> int:
    """Runs ``main``, says its report on standard output, and gives the process's exit code.

    Says nothing for an empty report. What else is printed meanwhile goes to standard error. An
    `InputError` becomes a report and `ExitCode.BAD_INPUT`. Anything else that escapes is a fault of
    ours: it is shown whole, since somebody has to fix it, with `ExitCode.FAULT`.
    """
    try:
        with redirect_stdout(sys.stderr):
            said = main()
        code = exit_code(said.findings)
    except InputError as error:
        said, code = report(error.findings), ExitCode.BAD_INPUT
    except Exception:
        traceback.print_exc(file=sys.stderr)
        print(
            "This is a fault in inseam, not in your files. Please report it with the above.",
            file=sys.stderr,
        )
        return ExitCode.FAULT
    if said != Report():
        _say(form(said))
    return code


def _say(text: str) -> None:
    """In UTF-8 whatever the console has; whoever ceases to read it has read enough."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Else the interpreter fails to write the rest of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
