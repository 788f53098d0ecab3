"""Service levels that rows answer: how old they are.

ODCS 3.1, "Service-Level Agreement": `freshness` is how old the newest row of `element` may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inseam.documents.durations import days, in_words
from inseam.documents.yaml_document import Document
from inseam.evaluation.engine import Engine, EngineError, NotThere
from inseam.evaluation.place import quoted
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.promises.promise import kind_of
from inseam.report.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """A service level on one column. ``newest`` is None for a table without rows, or without a
    value in the column; ``line`` is of the SLA property in the contract's file. ``refusal`` is why
    the engine does not tell, in its words.
    """

    contract: Contract
    element: str
    allowed: timedelta
    newest: datetime | None
    now: datetime
    line: int | None
    refusal: str = ""

    @property
    def kept(self) -> bool:
        return self.newest is not None and self.now - self.newest <= self.allowed

    def finding(self, severity: Severity) -> Finding:
        """Of one that is not kept."""
        if self.refusal:
            found = f"{self.refusal.rstrip('.')}: nobody knows what it is"
        elif self.newest is None:
            found = "no row has an instant there"
        else:
            found = f"the newest row is of {self.newest:%Y-%m-%d %H:%M:%S} UTC,"
            found += f" {in_words(self.now - self.newest)} old"
        return Finding(
            rule="contract-not-fresh",
            severity=severity,
            file=self.contract.file,
            line=self.line,
            message=f"The contract `{self.contract.id}` promises that `{self.element}` is at most"
            f" {in_words(self.allowed)} old; {found} at {self.now:%Y-%m-%d %H:%M:%S} UTC.",
            fix="Bring newer rows into its inputs and release again with --release-refresh.",
        )


def service_levels(
    document: Document,
    contract: Contract,
    engine: Engine,
    relations: Mapping[str, str],
    now: datetime,
) -> list[ServiceLevel]:
    """Each `freshness` of a column of the ``relations``, which are as for `evaluate`.

    ``now`` is a reading of a UTC clock. Others need more than rows: a history, or clients.
    """
    found = []
    for index, sla in enumerate(document.value.get("slaProperties") or ()):
        allowed = days(sla.get("value"), sla.get("unit")) if _is_freshness(sla) else None
        if allowed is None:
            continue
        for element in str(sla.get("element") or "").split(","):
            named = _column(contract, element.strip())
            if named is None:
                continue
            described, column = named
            relation = relations.get(described.physical_name)
            if relation is None:
                continue
            newest_here = f"max(try_cast({quoted(column.physical_name)} as timestamp))"
            newest, refusal = None, ""
            try:
                ((newest,),) = engine.rows(f"select {newest_here} from {relation}").rows
            except NotThere:
                # The contract's checks report it.
                continue
            except EngineError as error:
                refusal = str(error)
            found.append(
                ServiceLevel(
                    contract,
                    f"{described.physical_name}.{column.physical_name}",
                    timedelta(days=float(allowed)),
                    newest,
                    now,
                    document.line(("slaProperties", index, "value")),
                    refusal,
                )
            )
    return found


def _is_freshness(sla: object) -> bool:
    return isinstance(sla, dict) and kind_of(str(sla.get("property"))) == "freshness"


def _column(contract: Contract, element: str) -> tuple[SchemaObject, Property] | None:
    """The column that `object.column`, or `column` alone, names."""
    table, _, name = element.rpartition(".")
    for described in contract.objects:
        if table and table.lower() not in (described.physical_name.lower(), described.name.lower()):
            continue
        for column in described.properties:
            if name.lower() in (column.physical_name.lower(), column.name.lower()):
                return described, column
    return None
