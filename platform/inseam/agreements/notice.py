"""Agreements that end sooner than the port's notice period allows.

An agreement may be prolonged at any time, and ended by a consumer that does not read the port any
more. Whoever else ends one, or deletes its file, leaves the notice period between that day and the
end, so that neither side wakes up to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from inseam.agreements.readings import Agreement, Port, Reading, Readings
from inseam.documents.durations import MAX_NOTICE_DAYS
from inseam.report.finding import Finding, Severity

RULE = "agreement-ended-without-notice"


def ended_without_notice(base: Readings, head: Readings, day: date) -> Iterator[Finding]:
    """``day`` is the day on which the branch is merged. The base's contract says the period."""
    now = {(reading.port, reading.consumer): reading for reading in head.readings}
    notice = {port.contract_id: port for port in base.ports}
    for before in base.readings:
        agreement, port = before.agreement, notice.get(before.port)
        after = now.get((before.port, before.consumer))
        if agreement is None or port is None or port.notice_days is None:
            continue
        if after is None or not after.is_read:
            continue
        ends = after.agreement.end if after.agreement else day
        if ends is None:
            continue  # what is wrong with the file is a finding of its own
        earliest = day + timedelta(days=min(max(0, round(port.notice_days)), MAX_NOTICE_DAYS))
        if ends < min(agreement.end or date.max, earliest):
            yield _finding(before, agreement, after, port, earliest)


def _finding(
    before: Reading, agreement: Agreement, after: Reading, port: Port, earliest: date
) -> Finding:
    if after.agreement is None:
        file, line, what = agreement.file, None, "is deleted"
    else:
        file, line = after.agreement.file, after.agreement.line
        what = f"now ends on {after.agreement.end}"
        if agreement.end:
            what += f" instead of {agreement.end}"
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        file=file,
        line=line,
        message=(
            f"The agreement by which {before.consumer} reads {port.contract_id} {what}, and the"
            f" contract promises {round(port.notice_days or 0)} days' notice ({port.file})."
        ),
        fix=(
            f"Let it end on {earliest} or later, or take the input port out of"
            f" {before.consumer} first."
        ),
    )
