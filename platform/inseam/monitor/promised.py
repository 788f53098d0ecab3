"""Whether ports and their inputs are as recent as they promise: by the rules of
`inseam.promises.due`, of what the environment's state says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from inseam.documents.durations import in_words
from inseam.documents.yaml_document import Document
from inseam.monitor.history import LevelResult
from inseam.monitor.rules import INPUT_LATE, PROMISE_NOT_KEPT
from inseam.orchestration.mesh import Input as Read
from inseam.orchestration.mesh import Product
from inseam.orchestration.watch import Failures, Known, seen
from inseam.promises.due import Input, decide, holds_until
from inseam.promises.promise import Kind, Promise
from inseam.release.plan import InputPort
from inseam.report.finding import Finding, Severity

_INSTANT = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Recency:
    """What readers of a contract read: as of when it is, and when they got it."""

    promise: Promise
    data_as_of: datetime | None
    updated: datetime | None

    @classmethod
    def of(cls, promise: Promise, row: Mapping[str, str | None]) -> Recency:
        """``row`` is a contract's, as docs/release.md has it of `--list`."""
        return cls(promise, _instant(row.get("data_as_of")), _instant(row.get("updated")))

    def levels(self, now: datetime) -> tuple[LevelResult, ...]:
        """Of those that it promises; nobody can tell of one whose instant is not known."""
        until = self.until()
        is_promised = {
            "age": self.promise.age is not None,
            "frequency": self.promise.schedule is not None or self.promise.period is not None,
        }
        return tuple(
            LevelResult(name, None, until[name] >= now if name in until else None)
            for name, promised in is_promised.items()
            if promised
        )

    def findings(self, document: Document, now: datetime, severity: Severity) -> Iterator[Finding]:
        for name, instant in self.until().items():
            if instant < now:
                yield Finding(
                    rule=PROMISE_NOT_KEPT.id,
                    severity=severity,
                    file=document.file,
                    line=self._line(name),
                    message=f"The contract `{self.promise.contract}` promises"
                    f" {self.said(name, instant, now)}",
                    fix=PROMISE_NOT_KEPT.fix,
                )

    def until(self) -> dict[str, datetime]:
        return holds_until(self.promise, self.data_as_of, self.updated)

    def said(self, name: str, until: datetime, now: datetime) -> str:
        if name == "age":
            assert self.promise.age is not None
            return (
                f"data that is at most {in_words(self.promise.age)} old; it is as of"
                f" {self.data_as_of:{_INSTANT}}, {_late(until, now)}."
            )
        return f"regular updates; the last was at {self.updated:{_INSTANT}}, {_late(until, now)}."

    def _line(self, name: str) -> int | None:
        kinds: tuple[Kind, ...] = ("frequency",)
        if name == "age":
            is_latency = self.promise.age != self.promise.freshness
            kinds = ("latency", "freshness") if is_latency else ("freshness", "latency")
        return next((line for kind in kinds if (line := self.promise.line(kind))), None)


def late_inputs(
    product: str,
    reads: Mapping[str, Promise],
    owners: Mapping[str, str],
    known: Known,
    now: datetime,
) -> tuple[Input, ...]:
    """Of what the release that readers see was made of: the inputs that break their promises."""
    inputs = tuple(Read(id_, owners.get(id_), promise) for id_, promise in reads.items())
    asked = Product(product, None, (), (), inputs, (), ())
    there = seen(asked, known, now, Failures())
    late = decide(asked.promise, there).late
    return tuple(one for one in there.inputs if one.name in late)


def late_finding(product: str, late: Input, port: InputPort, now: datetime) -> Finding:
    recency = Recency(late.promise, late.data_as_of, late.updated)
    broken = [
        recency.said(name, until, now) for name, until in recency.until().items() if until < now
    ]
    return Finding(
        rule=INPUT_LATE.id,
        severity=INPUT_LATE.severity,
        file=port.file,
        line=port.line,
        message=f"`{product}` reads `{late.name}`, which is late: it promises"
        f" {' It promises '.join(broken)}",
        fix=INPUT_LATE.fix,
    )


def _late(until: datetime, now: datetime) -> str:
    return f"which held until {until:{_INSTANT}}, {in_words(now - until)} ago"


def _instant(text: str | None) -> datetime | None:
    return None if not text else datetime.fromisoformat(text).astimezone(UTC)
