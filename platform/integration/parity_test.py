"""The same rows on DuckDB and on a real Spark.

A made product differs in ways that are known, each in a model of its own; and the products of this
repository differ in none. Java 17 or later must be there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Repository, Result
from made_product import MadeProducts, feed_of, make_products, port_of

HUB = "parcel_hub"
MODELS = f"products/{HUB}/models/intermediate"
_SCANS = "from {{ ref('stg_scans') }}\n"
# Valid on both engines, and another value on each: 0.29 / 2 in binary or exact, NULL last or first,
# lists from 1 or from 0.
DIFFERENT = {
    "int_halves": (
        f"select parcel_id, cast(round(kilos / 2, 2) as decimal(10, 2)) as half\n{_SCANS}"
    ),
    "int_first_scans": (
        f"select parcel_id, row_number() over (order by scanned_at) as place\n{_SCANS}"
    ),
    "int_parts": f"select parcel_id, split(parcel_id, '-')[1] as part\n{_SCANS}",
}
MORE = {
    # Built from one that differs, and itself the same on both.
    "int_doubled": "select parcel_id, half * 2 as doubled\nfrom {{ ref('int_halves') }}\n",
    "int_equal": f"select parcel_id, upper(parcel_id) as code, kilos\n{_SCANS}",
    # DuckDB makes infinity of it, and Spark an error.
    "int_shares": f"select parcel_id, 1 / (kilos - 0.29) as share\n{_SCANS}",
}
PRODUCTS = {
    HUB: {
        **{f"models/intermediate/{name}.sql": sql for name, sql in {**DIFFERENT, **MORE}.items()},
        f"tests/inputs/{feed_of(HUB)}/scans.csv": (
            "parcel_id,kilos,scanned_at\n"
            "p-1,0.29,2026-01-01T00:00:00Z\n"
            "p-2,9.25,\n"
            "p-3,4.00,2026-01-02T00:00:00Z\n"
        ),
    },
    "parcel_log": {},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS)
    yield made
    made.repository.stop_daemon()


def parity(repository: Repository, *arguments: str) -> Result:
    return repository.pants("parity", *arguments)


def reported(result: Result) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(result.output[result.output.index("{\n") :])
    return report


def test_each_difference_is_named_at_its_model(made: MadeProducts) -> None:
    result = parity(
        made.repository, f"products/{HUB}::", "--parity-rows=written", "--inseam-format=json"
    )
    assert result.exit_code == 1, result.output
    report = reported(result)
    found = {
        (finding["file"], finding["rule"]): finding
        for finding in report["findings"]
        if finding["severity"] == "error"
    }
    assert set(found) == {
        *((f"{MODELS}/{name}.sql", "rows-differ") for name in DIFFERENT),
        (f"{MODELS}/int_shares.sql", "fails-on-spark"),
    }
    halves = found[f"{MODELS}/int_halves.sql", "rows-differ"]
    assert "`int_halves.half`" in halves["message"]
    assert any(re.fullmatch(r"p-1 +0\.14 +0\.15", line) for line in halves["details"])
    assert "DIVIDE_BY_ZERO" in found[f"{MODELS}/int_shares.sql", "fails-on-spark"]["message"]
    summary = "\n".join(report["summary"])
    assert f"{port_of(HUB)}: parcels: 3 rows: equal" in summary


@pytest.mark.nightly
def test_an_equal_product_is_equal_on_rows_that_are_made(made: MadeProducts) -> None:
    targets = ("products/parcel_log::", "--parity-seeds=[1]", "--parity-number=200")
    result = parity(made.repository, *targets)
    assert result.exit_code == 0, result.output
    # Those of its test beside them.
    assert f"{port_of('parcel_log')}: parcels: 202 rows: equal" in result.output


def _path_without_java(folder: Path) -> str:
    """Links to all programs of the PATH but that one."""
    for place in reversed(os.environ["PATH"].split(os.pathsep)):
        for program in Path(place).glob("*"):
            link = folder / program.name
            if program.name != "java" and not link.exists():
                link.symlink_to(program)
    return str(folder)


@pytest.mark.nightly
def test_without_java_a_sentence_says_how_to_get_it(made: MadeProducts, tmp_path: Path) -> None:
    result = made.repository.run(
        *("./pants", "parity", "products/parcel_log::"),
        # The same interpreters as before, or all tools would be installed again.
        f"--python-bootstrap-search-path={[*os.environ['PATH'].split(os.pathsep), '<PYENV>']}",
        JAVA_HOME="/nowhere",
        PATH=_path_without_java(tmp_path),
    )
    assert result.exit_code == 2, result.output
    assert "java-missing" in result.output
    assert "apt-get install openjdk-17-jre-headless" in result.output
    assert "Traceback" not in result.output


@pytest.mark.nightly
def test_the_products_of_this_repository_have_the_same_rows(shared_mesh: Repository) -> None:
    products = sorted(path.name for path in (ROOT / "products").iterdir() if path.is_dir())
    result = parity(shared_mesh, "products::", "shared::", "--parity-seeds=[1]")
    print(result.output)
    assert result.exit_code == 0, result.output
    for product in products:
        assert re.search(
            rf"^{product}: \d+ models? .* 0 of the models and 0", result.output, re.MULTILINE
        )
    assert not re.search(r": (differs|not equal|not compared)", result.output)
