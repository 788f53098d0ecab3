"""What the fuzzing programs have in common: inputs for as long as one likes, and what they become.

A program has its inputs, and says of each what became of it. Whatever it raises is a fault, and the
input is left in a folder.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Input = TypeVar("Input")


class WrongAnswer(Exception):
    """What is wrong with an answer that was given."""


@dataclass(slots=True)
class Tally:
    """``became`` counts the inputs by what became of them; ``slowest`` is in seconds."""

    inputs: int = 0
    faults: int = 0
    slowest: float = 0.0
    became: Counter[str] = field(default_factory=Counter)

    @property
    def exit_code(self) -> int:
        return 1 if self.faults else 0


def parser(doc: str | None, name: str) -> argparse.ArgumentParser:
    """With what all programs take; ``doc`` begins with what the program is for."""
    made = argparse.ArgumentParser(description=(doc or "").split("\n", 1)[0])
    made.add_argument("--seconds", type=float, default=60)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--keep", type=Path, default=Path("dist", name), help="for inputs at fault")
    return made


def fuzz(
    options: argparse.Namespace,
    inputs_of: Callable[[random.Random], Iterable[Input]],
    became: Callable[[Input], Iterable[str]],
    as_file: Callable[[Input], tuple[str, bytes]],
) -> Tally:
    """Tries inputs until the time is over, prints what became of them, and counts it.

    ``as_file`` is the ending of a file's name and its content, for an input at fault.
    """
    tally = Tally()
    until = time.monotonic() + options.seconds
    for tried in inputs_of(random.Random(options.seed)):
        started = time.monotonic()
        if started > until:
            break
        tally.inputs += 1
        try:
            tally.became.update(became(tried))
        except Exception as fault:  # noqa: BLE001  # whatever it is, is what is looked for
            tally.faults += 1
            ending, content = as_file(tried)
            options.keep.mkdir(parents=True, exist_ok=True)
            kept = options.keep / f"{options.seed}-{tally.inputs}{ending}"
            kept.write_bytes(content)
            is_told = isinstance(fault, WrongAnswer)
            print(f"{kept}: {fault if is_told else traceback.format_exc()}", file=sys.stderr)
        tally.slowest = max(tally.slowest, time.monotonic() - started)
    print(
        f"{options.seconds:.0f} s, seed {options.seed}: {tally.inputs:,} inputs,"
        f" {tally.faults} faults; slowest {tally.slowest:.2f} s"
    )
    outcomes = (f"{what} {number:,}" for what, number in tally.became.most_common())
    print(f"They became: {', '.join(outcomes) or 'nothing'}")
    return tally
