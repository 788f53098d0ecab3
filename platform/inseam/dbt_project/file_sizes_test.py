"""What is too large for dbt is reported before dbt reads it."""

from __future__ import annotations

from pathlib import Path

from inseam.dbt_project.file_sizes import MAX_BYTES, oversized_findings


def test_a_file_that_dbt_reads_has_a_largest_size_and_others_have_none(tmp_path: Path) -> None:
    for name, size in {
        "models/large.sql": MAX_BYTES + 1,
        "models/small.sql": MAX_BYTES,
        "models/_models.yml": MAX_BYTES + 1,
        "seeds/rows.csv": MAX_BYTES + 1,
        "target/compiled.sql": MAX_BYTES + 1,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * size)
    found = oversized_findings(tmp_path)
    assert [finding.file.removeprefix(f"{tmp_path}/") for finding in found] == [
        "models/_models.yml",
        "models/large.sql",
    ]
    assert found[0].message == "The file has 1,000,001 bytes, more than 1,000,000."
