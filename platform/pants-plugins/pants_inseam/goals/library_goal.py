"""What goals have in common that show what the library finds: what they print, and where."""

from __future__ import annotations

from collections.abc import Iterable

from pants.engine.console import Console
from pants.engine.goal import Goal
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import MultiGet
from pants.engine.target import Target

from pants_inseam.engine import contents_of
from pants_inseam.reports import show
from pants_inseam.target_types import is_product


class LibraryGoal(Goal):
    """A goal whose work a process of the library does."""

    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


async def say(process: FallibleProcessResult, console: Console, after: str = "") -> int:
    """Shows what a process found, each stream where it belongs. The exit code is the goal's."""
    shown = await show(process)
    if shown.stdout:
        console.print_stdout(shown.stdout.decode().rstrip() + after)
    if shown.stderr:
        console.print_stderr(shown.stderr.decode().rstrip())
    return process.exit_code


async def say_why_not(processes: Iterable[FallibleProcessResult], console: Console) -> int:
    """Shows why there is nothing else to show: on standard error, which is nobody's input."""
    processes = tuple(processes)
    for shown in await MultiGet(show(process) for process in processes):
        for text in (shown.stdout, shown.stderr):
            if text:
                console.print_stderr(text.decode().rstrip())
    return max((process.exit_code for process in processes), default=0)


async def say_answer(process: FallibleProcessResult, console: Console) -> int:
    """Shows the file that a process wrote for the reader, and what it reports if it failed."""
    answer = b"".join(file.content for file in await contents_of(process.output_digest))
    if answer:
        console.print_stdout(answer.decode().rstrip())
    return await say_why_not((process,) if process.exit_code != 0 else (), console)


def products_among(targets: Iterable[Target], console: Console) -> list[Target]:
    """By folder. Says that there is none."""
    found = sorted((t for t in targets if is_product(t)), key=lambda t: t.address.spec_path)
    if not found:
        console.print_stderr("There is no data product among the targets of this call.")
    return found


def product_folders(targets: Iterable[Target]) -> tuple[str, ...]:
    return tuple(sorted({t.address.spec_path for t in targets if is_product(t)}))
