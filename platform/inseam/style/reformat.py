"""SQL files, laid out and corrected in place.

``python -m inseam.style.reformat fmt|fix <file>...``, in the folder of `.sqlfluff`. `fmt` applies
the rules that change no meaning, `fix` all that sqlfluff can. A file that cannot be read stays as
it is, and is named.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlfluff.core.errors import SQLLintError

from inseam.report.finding import Finding, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.text import to_text
from inseam.style.findings import missing_commas, said
from inseam.style.format_rules import FORMAT_RULES
from inseam.style.rendering import Engine, NotEnabledError, NotRenderedError, read

RULES: dict[str, Sequence[str]] = {"fmt": FORMAT_RULES, "fix": ()}
# What one rule changes can be for another rule to change, which the next round does.
_ROUNDS = 5


class NotReadError(Exception):
    """A file that sqlfluff cannot read, or would read otherwise than its author."""


def reformatted(file: Path, text: str, engine: Engine) -> str:
    """The text as the rules have it, with its line endings as they were.

    Raises NotReadError or NotRenderedError.
    """
    for _ in range(_ROUNDS):
        changed = _one_round(file, text, engine)
        if changed == text:
            break
        text = changed
    return text


def _one_round(file: Path, text: str, engine: Engine) -> str:
    try:
        rendered = engine.render(file, text)
    except NotEnabledError:
        return text
    rules = engine.linter.get_rulepack(config=rendered.config)
    linted = engine.linter.lint_rendered(rendered, rules, fix=True)
    unread = [v for v in linted.violations if not isinstance(v, SQLLintError)]
    if unread:
        raise NotReadError(said(unread[0]))
    if commas := missing_commas(text, linted.violations):
        lines = ", ".join(str(line) for line in sorted(set(commas.values())))
        raise NotReadError(f"a comma seems to be missing at the end of line {lines}.")
    changed, _ = linted.fix_string()
    # sqlfluff has none but `\n`.
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed


def reformat_files(files: Sequence[Path], engine: Engine) -> list[Finding]:
    """Writes what changes; says which files could not be read."""
    untouched = []
    for file in files:
        try:
            text = read(file)
            changed = reformatted(file, text, engine)
        except (NotReadError, NotRenderedError) as error:
            untouched.append(_untouched(file, str(error)))
            continue
        if changed != text:
            file.write_bytes(changed.encode("utf-8"))
    return untouched


def _untouched(file: Path, why: str) -> Finding:
    return Finding(
        rule="sqlfluff-untouched",
        severity=Severity.WARNING,
        file=file.as_posix(),
        message=f"Left as it is: {why or 'a macro file of the project cannot be read.'}",
        fix="Run `./pants lint` on it: that names the lines.",
    )


def main() -> Report:
    goal, *files = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    engine = Engine.of_configuration(RULES[goal])
    return report(reformat_files([Path(file) for file in files], engine))


if __name__ == "__main__":
    sys.exit(run_process(main, form=to_text))
