"""Input rows made from what contracts promise, for the tables that have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from inseam.odcs.names import file_stem
from inseam.report.finding import Related, Severity
from inseam.synthesis.synthesise import synthesise
from inseam.synthesis.unsatisfiable import CannotSynthesise, TableKey
from inseam.testing.engine import in_schema
from inseam.testing.located import Located
from inseam.testing.outcomes import Origin
from inseam.testing.planned_inputs import InputPlan, PlannedInput, written_inputs
from inseam.testing.request import ProductRequest
from inseam.testing.source_table import DescribedTable


def synthesise_inputs(
    plan: InputPlan, loaded: Mapping[str, Path], request: ProductRequest, folder: Path
) -> tuple[list[PlannedInput], list[Located]]:
    """Writes rows for ``plan.without_rows`` into ``folder``.

    ``loaded`` are the databases, by catalog, with the rows of all others: theirs are the keys that
    rows refer to. Without inputs, the findings say why rows cannot be made; else they are notes.
    """
    entries = [*(planned.described for planned in plan.with_rows), *plan.without_rows]
    contracts = {entry.contract.id: entry.contract for entry in entries}
    try:
        made = synthesise(
            [contract for _, contract in sorted(contracts.items())],
            rows=request.synthesis.rows,
            seed=request.synthesis.seed,
            as_of=request.instant,
            wanted={_key(entry) for entry in plan.without_rows},
            given=_loaded_rows(plan.with_rows, loaded),
            # A person asks for so many rows of all tables; one of three enum values has three.
            fewer=True,
            hard=request.synthesis.hard,
        )
    except CannotSynthesise as refused:
        missing = [e for e in plan.without_rows if _key(e) in refused.tables]
        reasons = [Located(found.finding, found.element) for found in refused.at_elements]
        return [], [_with_tables(reasons[0], request.project, missing), *reasons[1:]]
    inputs = []
    for entry in plan.without_rows:
        file = folder / file_stem(entry.contract.id) / f"{entry.object.physical_name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(made.tables[_key(entry)], file)
        inputs.append(PlannedInput(entry, file, Origin.SYNTHESISED))
    return inputs, [
        Located(replace(found.finding, severity=Severity.WARNING), found.element)
        for found in made.not_kept
    ]


def _key(entry: DescribedTable) -> TableKey:
    return entry.contract.id, entry.object.physical_name


def _loaded_rows(
    planned: Iterable[PlannedInput], loaded: Mapping[str, Path]
) -> dict[TableKey, pa.Table]:
    rows = {}
    for entry in (p.described for p in planned):
        with duckdb.connect(str(loaded[entry.table.catalog]), read_only=True) as connection:
            relation = in_schema(connection, entry.table.schema, entry.table.name)
            rows[_key(entry)] = connection.execute(f"from {relation}").to_arrow_table()
    return rows


def _with_tables(reason: Located, project: Path, missing: Iterable[DescribedTable]) -> Located:
    """Names the tables that get no rows for that reason, and where a person writes some."""
    finding, fix = reason.finding, reason.finding.fix or ""
    related = list(finding.related)
    for entry in missing:
        related.append(Related("read as", entry.table.file, entry.table.line))
        columns = ",".join(column.physical_name for column in entry.object.properties)
        fix += (
            f" Or write rows of `{entry.table.source}.{entry.table.name}`: add"
            f" {written_inputs(project, entry)} with the header {columns}"
        )
    return replace(reason, finding=replace(finding, related=tuple(related), fix=fix))
