from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from benchmarks.fuzzing import WrongAnswer, fuzz, parser


def numbers(chance: random.Random) -> Iterator[int]:
    return itertools.chain((1, 2, 3, 4), (chance.randrange(100) for _ in range(3)))


def became(number: int) -> Iterable[str]:
    if number == 2:
        raise WrongAnswer("two is wrong")
    if number == 3:
        raise ZeroDivisionError("three breaks")
    return ("even", "tried") if number % 2 == 0 else ("odd", "tried")


def as_file(number: int) -> tuple[str, bytes]:
    return ".txt", str(number).encode()


def test_every_input_is_counted_and_those_at_fault_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep = tmp_path / "kept"
    options = parser("For numbers.\n\nMore.", "numbers").parse_args(["--keep", str(keep)])

    tally = fuzz(options, numbers, became, as_file)

    assert (tally.inputs, tally.faults, tally.exit_code) == (7, 2, 1)
    assert tally.became["tried"] == 5
    assert tally.became["even"] + tally.became["odd"] == 5
    assert {path.name: path.read_text() for path in keep.iterdir()} == {
        "1-2.txt": "2",
        "1-3.txt": "3",
    }
    printed = capsys.readouterr()
    assert "7 inputs, 2 faults" in printed.out
    assert "1-2.txt: two is wrong\n" in printed.err
    assert "ZeroDivisionError: three breaks" in printed.err


def test_the_same_seed_gives_the_same_inputs_and_no_time_gives_none(tmp_path: Path) -> None:
    def tried(seconds: str) -> list[str]:
        options = parser(None, "numbers").parse_args(
            ["--seconds", seconds, "--seed", "7", "--keep", str(tmp_path)]
        )
        return list(fuzz(options, numbers, lambda number: (f"{number}",), as_file).became)

    assert tried("60") == tried("60") != []
    assert tried("-1") == []
