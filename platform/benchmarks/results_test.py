from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from benchmarks.results import (
    CPU,
    WALL,
    Series,
    Spread,
    exponent,
    new_result,
    ratio,
    read_all,
    write,
)

COMMIT = "0123abcd"
OURS = Series(name="ours", command="a", values={CPU: [1.0, 2.0, 9.0]})
THEIRS = Series(name="theirs", command="b", values={CPU: [2.0, 4.0, 10.0]})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    result = new_result(
        "gate", "python -m benchmarks", [OURS, THEIRS], 0.5, date(2026, 12, 1), COMMIT
    )
    write(result, tmp_path)
    assert read_all(tmp_path) == [result]
    assert write(result, tmp_path).read_bytes() == (tmp_path / "gate.json").read_bytes()


def test_another_form_is_refused(tmp_path: Path) -> None:
    result = new_result("gate", "python -m benchmarks", [OURS], 0.5, date(2026, 12, 1), COMMIT)
    file = write(result, tmp_path)
    file.write_text(file.read_text().replace('"figure"', '"picture"'))
    with pytest.raises(ValueError, match="picture"):
        read_all(tmp_path)


def test_a_ratio_is_that_of_each_run() -> None:
    assert ratio(OURS, THEIRS, CPU) == Spread(0.5, 0.5, 0.9)
    assert ratio(OURS, THEIRS, WALL) is None


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_exponent_is_that_of_the_growth(power: int) -> None:
    sizes = [10, 100, 1_000]
    assert exponent(sizes, [3.0 * size**power for size in sizes]) == pytest.approx(power)
