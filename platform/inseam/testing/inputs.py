"""The rows that a product's sources have in a test.

If asked for, they are what the provider's build yields. Else a team writes them as
`tests/inputs/<contract-id>/<table>.csv` or `.parquet`; a generator that the contract names makes
them; or they are made from what the contract promises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inseam.report.finding import Severity
from inseam.testing.input_rows import load_rows
from inseam.testing.leftover_inputs import leftover_inputs
from inseam.testing.located import Located
from inseam.testing.outcomes import InputTable
from inseam.testing.planned_inputs import InputPlan, plan_inputs
from inseam.testing.request import ProductRequest
from inseam.testing.source_table import DescribedTable, SourceTable


@dataclass(frozen=True, slots=True)
class LoadedInputs:
    """``databases`` are files by catalog; they are not of use where findings are errors.

    ``described`` are the contracts' descriptions of ``tables``, in their order. ``unfilled`` are
    tables that are not there, for want of a contract.
    """

    databases: dict[str, Path]
    tables: tuple[InputTable, ...]
    findings: tuple[Located, ...]
    described: tuple[DescribedTable, ...] = ()
    unfilled: tuple[SourceTable, ...] = ()

    @property
    def complete(self) -> bool:
        return all(found.finding.severity is not Severity.ERROR for found in self.findings)


def load_inputs(
    request: ProductRequest, tables: Iterable[SourceTable], folder: Path
) -> LoadedInputs:
    """Loads the rows of every source table into one database a catalog in ``folder``."""
    named = tuple(tables)
    plan = plan_inputs(
        request.project,
        named,
        request.input_ports,
        request.claimed_twice,
        only_made=request.synthesis.instead_of_written,
        # A port promises what comes of its inputs. A project without one may be without contracts.
        uncontracted=Severity.ERROR if request.output_ports else Severity.WARNING,
    )
    # While a source is wrong, nobody knows whose rows a file has.
    wrong = plan.findings or list(leftover_inputs(request.project, named))
    if wrong:
        return LoadedInputs({}, (), tuple(Located(finding) for finding in wrong))
    return load_planned(plan, request, folder)


def load_planned(plan: InputPlan, request: ProductRequest, folder: Path) -> LoadedInputs:
    """Loads the rows of a plan without findings, and makes those that are to be made."""
    databases, misfits = load_rows(plan.with_rows, folder)
    inputs, notes = plan.with_rows, list[Located]()
    if plan.without_rows and not misfits:
        # Its libraries take a second to import.
        from inseam.testing.synthesised_inputs import synthesise_inputs

        made, notes = synthesise_inputs(plan, databases, request, folder / "synthesised")
        added, misfits = load_rows(made, folder)
        databases, inputs = {**databases, **added}, [*inputs, *made]
    findings = (
        *(Located(note) for note in plan.notes),
        *notes,
        *(Located(misfit) for misfit in misfits),
    )
    return LoadedInputs(
        databases,
        tuple(entry.outcome for entry in inputs),
        findings,
        tuple(entry.described for entry in inputs),
        tuple(plan.unfilled),
    )
