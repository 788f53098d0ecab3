"""Files that would keep dbt busy for minutes and fill the memory."""

from __future__ import annotations

from pathlib import Path

from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.report.finding import Finding, Severity

# People write some hundred kilobytes at most. Ten megabytes of SQL take dbt and an analysis of it
# three minutes and three gigabytes.
MAX_BYTES = 1_000_000


def oversized_findings(project: Path) -> list[Finding]:
    """Of models, macros and whatever else dbt reads; rows of seeds may be many."""
    return [
        Finding(
            rule="dbt-file-too-large",
            severity=Severity.ERROR,
            file=str(path),
            message=f"The file has {size:,} bytes, more than {MAX_BYTES:,}.",
            fix="Split it. Values belong into a seed or a source.",
        )
        for path in texts_read_by_dbt(project)
        if (size := path.stat().st_size) > MAX_BYTES
    ]
