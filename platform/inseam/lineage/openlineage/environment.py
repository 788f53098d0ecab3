"""Where events are from: the names under which an environment's jobs and datasets are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inseam.report.finding import Finding, Severity

DATABRICKS = "databricks"
UNITY_CATALOG = "unitycatalog"
PRODUCER = "urn:inseam:lineage"

# `scheme://authority`, and nothing after it.
_NAMESPACE = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9][A-Za-z0-9._-]*(:\d+)?")
_FILE = re.compile(r"\.(duckdb|ddb|db|sqlite3?|parquet)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """``datasets`` is their namespace, such as `duckdb://acme-ci` or `databricks://<host>`.

    ``jobs`` is that of the jobs. ``producer`` is the address in every event for what
    made it. ``dialect`` is that of the SQL that runs here.
    """

    datasets: str
    jobs: str
    producer: str = PRODUCER

    @property
    def dialect(self) -> str:
        return self.datasets.partition(":")[0]


def environment_findings(environment: Environment) -> Iterator[Finding]:
    """A namespace must be the same on every machine, or the same table is two datasets."""
    for namespace in sorted({environment.datasets, environment.jobs}):
        is_file = _FILE.search(namespace) or namespace.startswith("file:")
        if is_file or not _NAMESPACE.fullmatch(namespace):
            yield Finding(
                rule="lineage-namespace",
                severity=Severity.ERROR,
                file="pants.toml",
                message=f"`{namespace}` is not a namespace for lineage.",
                fix="Name the environment as `duckdb://<organisation>-<environment>` or"
                " `databricks://<host>`, with no path of a file.",
            )
