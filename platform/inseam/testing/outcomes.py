"""What became of each thing that a test runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from inseam.evaluation import samples
from inseam.evaluation.result import Verdict
from inseam.odcs.contract import Contract
from inseam.report.finding import Finding, Severity
from inseam.testing.located import Located

# Of what breaks a rule, as many rows as a person looks at.
SHOWN_ROWS = samples.SHOWN_ROWS


class Origin(StrEnum):
    """Where the rows of an input table come from. Of several, the first one here is taken.

    ``UPSTREAM`` rows are what the provider's own build yields, ``WRITTEN`` ones a person's,
    ``GENERATED`` ones a generator's that the contract names, ``SYNTHESISED`` ones are made from
    what the contract says.
    """

    UPSTREAM = "upstream"
    WRITTEN = "written"
    GENERATED = "generated"
    SYNTHESISED = "synthesised"

    @property
    def is_chosen(self) -> bool:
        """Whether somebody knows these rows, and so what must come of them."""
        return self in (Origin.WRITTEN, Origin.GENERATED)


@dataclass(frozen=True, slots=True)
class InputTable:
    """A table that was loaded."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class NodeOutcome:
    """What became of one dbt node.

    ``file`` is relative to the repository's root, ``compiled_file`` to dbt's folder of compiled
    SQL; ``seconds`` is the time it took to run. ``failures`` are the rows that a data test found.
    """

    unique_id: str
    fqn: tuple[str, ...]
    name: str
    resource_type: str
    file: str
    status: str
    message: str
    seconds: float
    compiled_code: str | None
    compiled_file: str | None
    failures: int | None = None

    @property
    def passed(self) -> bool:
        return self.status in ("success", "pass", "warn")

    @property
    def failed(self) -> bool:
        return self.status in ("error", "fail", "runtime error")

    @property
    def skipped(self) -> bool:
        return self.status == "skipped"

    @property
    def is_hook(self) -> bool:
        """Whether it is a statement of `on-run-start` or `on-run-end`."""
        return self.resource_type == "operation"

    @property
    def is_test(self) -> bool:
        return self.resource_type in ("test", "unit_test")


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """One check of the contract, about ``element`` (see `inseam.documents.element_path`).

    ``type`` and ``category`` are datacontract-cli's words for it, ``engine`` says who made it.
    ``reason`` says what was found.
    """

    type: str
    category: str | None
    name: str
    object: str
    column: str | None
    element: str
    result: Verdict
    reason: str
    rows: tuple[str, ...]
    engine: str

    @property
    def passed(self) -> bool:
        return self.result is Verdict.PASSED

    @property
    def failed(self) -> bool:
        return self.result is Verdict.FAILED

    @property
    def warned(self) -> bool:
        return self.result is Verdict.WARNING


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A promise that these rows say nothing of, and why; the reason shows nothing of a row.

    ``detail`` has the engine's own words, and may. ``is_fault`` is true of one that is written as
    if it could be evaluated here: then somebody has to correct it, unless it does not ``block``.
    """

    name: str
    reason: str
    element: str = ""
    detail: str = ""
    is_fault: bool = False
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class ContractOutcome:
    """``refused`` says why no row was checked for the contract.

    ``unconstrained`` are the tables that dbt could not build: they were made for the checks.
    """

    contract: Contract
    checks: tuple[CheckOutcome, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    refused: tuple[Located, ...] = ()
    unconstrained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DbtTest:
    name: str
    fqn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An incremental model's rows after the second build, against those of a full refresh.

    ``rows`` are some of those that only one of them has.
    """

    node: NodeOutcome
    rows: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return not self.rows


@dataclass(frozen=True, slots=True)
class SecondBuild:
    """What became of incremental models and snapshots when they were built again.

    ``later_rows`` counts the input rows that the first build had not. ``of_production`` are the
    models whose strategy only production's engine has: they are not built again.
    """

    nodes: tuple[NodeOutcome, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    later_rows: int = 0
    of_production: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """Everything that a test finds out, in the order in which it does.

    ``left_out`` are tests that expect other inputs, ``of_full_loads`` those of production alone;
    ``not_run`` counts those of what was not built.
    ``unconstrained`` are tables that dbt could not build, by contract, made for its checks.
    ``second_build`` is None for a product without incremental models and snapshots.
    """

    nodes: list[NodeOutcome] = field(default_factory=list)
    contracts: list[ContractOutcome] = field(default_factory=list)
    findings: list[Located] = field(default_factory=list)
    inputs: list[InputTable] = field(default_factory=list)
    left_out: list[DbtTest] = field(default_factory=list)
    of_full_loads: list[DbtTest] = field(default_factory=list)
    not_run: int = 0
    unconstrained: set[tuple[str, str]] = field(default_factory=set)
    second_build: SecondBuild | None = None

    @property
    def has_errors(self) -> bool:
        return any(found.finding.severity is Severity.ERROR for found in self.findings)

    def add(self, *findings: Finding) -> None:
        self.findings += [Located(finding) for finding in findings]
