from __future__ import annotations

from pathlib import Path

import pytest

from inseam.testing.leftover_inputs import leftover_inputs
from inseam.testing.source_table import SourceTable


def table(name: str, contract: str = "depot-feed-v1") -> SourceTable:
    return SourceTable("depot", "public", name, "depot_feed_v1", contract, "sources.yml", 1, 1)


def found(project: Path, *files: str, tables: tuple[SourceTable, ...]) -> list[tuple[str, str]]:
    folder = project / "tests" / "inputs"
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("parcel_id\n1\n")
    return [
        (str(Path(finding.file).relative_to(folder)), finding.fix)
        for finding in leftover_inputs(project, tables)
    ]


def test_files_that_tables_take_are_none(tmp_path: Path) -> None:
    files = (
        "depot-feed-v1/scans.csv",
        "depot-feed-v1/depots.parquet",
        "depot-feed-v1/README.md",
        ".gitkeep",
    )

    assert found(tmp_path, *files, tables=(table("scans"), table("depots"))) == []


def test_a_folder_is_called_after_a_urn_without_its_colons(tmp_path: Path) -> None:
    scans = table("scans", "urn:depot:feed")
    assert found(tmp_path, "urn-depot-feed/scans.csv", tables=(scans,)) == []
    ((file, fix),) = found(tmp_path, "urn-depot-feed/scan.csv", tables=(scans,))
    assert (file, fix) == (
        "urn-depot-feed/scan.csv",
        "Rename it to `urn-depot-feed/scans.csv`, or delete it.",
    )


@pytest.mark.parametrize(
    ("file", "tables", "fix"),
    [
        (
            "depot-feed-v1/scan.csv",
            (table("scans"), table("depots")),
            "Rename it to `depot-feed-v1/scans.csv`, or delete it.",
        ),
        (
            "depot-feed-v1/scans.csv",
            (table("SCANS_V2"),),
            "Rename it to `depot-feed-v1/SCANS_V2.csv`, or delete it.",
        ),
        (
            "depot-feed-v1/SCANS_V2.csv",
            (table("scans_v2"),),
            "Rename it to `depot-feed-v1/scans_v2.csv`, or delete it.",
        ),
        (
            "depot-feed-v1/scans.CSV",
            (table("scans"),),
            "Rename it to `depot-feed-v1/scans.csv`, or delete it.",
        ),
        (
            "depot_feed_v1/scans.csv",
            (table("scans"),),
            "Rename it to `depot-feed-v1/scans.csv`, or delete it.",
        ),
        (
            "depot-feed-v1/old/scans.csv",
            (table("scans"),),
            "Rename it to `depot-feed-v1/scans.csv`, or delete it.",
        ),
        (
            "scans.csv",
            (table("scans", "a-v1"),),
            "Rename it to `a-v1/scans.csv`, or delete it.",
        ),
        (
            "depot-feed-v1/scans.parquet",
            (table("scanned"),),
            "Rename it to `depot-feed-v1/scanned.parquet`, or delete it.",
        ),
        (
            "x.csv",
            (table("scans"), table("depots")),
            (
                "Name it by contract and table, such as `depot-feed-v1/depots.csv`,"
                " `depot-feed-v1/scans.csv`, or delete it."
            ),
        ),
        ("x.csv", (), "Delete it: no source of this product has a table."),
    ],
)
def test_a_file_that_no_table_takes_has_a_better_name(
    tmp_path: Path, file: str, tables: tuple[SourceTable, ...], fix: str
) -> None:
    assert found(tmp_path, file, tables=tables) == [(file, fix)]
