"""Expected values of unit tests that dbt rounds or cuts before it compares them.

dbt casts an expected value to the type of its column first. So 25.014 is met by 25.01 in a
DECIMAL(18, 2), 2.4 by 2 in a BIGINT, and 10:00+05:00 by 10:00 in a TIMESTAMP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, InputError, Severity

_DECIMAL = re.compile(r"(?:DECIMAL|NUMERIC|DEC)\s*\(\s*\d+\s*(?:,\s*(\d+)\s*)?\)")
_WHOLE = re.compile(r"(?:TINY|SMALL|BIG|HUGE|U\w+)?INT(?:EGER)?\d?|LONG|SHORT|BYTE")
_OFFSET = re.compile(r"\d{2}:\d{2}(?::[\d.]+)?\s*[+-](?!00(?::?00)?$)\d{2}(?::?\d{2})?$")
_TIME_OF_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}[T ](?!00:00(?::00(?:\.0+)?)?(?:Z|$))\d{2}:")


def lost_part(value: object, type_: str) -> str | None:
    """What a cast of ``value`` to ``type_`` takes away, in words; None if it takes nothing.

    ``type_`` is one of DuckDB or Databricks; of one that is not known, nothing is reported.
    """
    spelled = type_.strip().upper()
    text = str(value)
    if (decimal := _DECIMAL.fullmatch(spelled)) or _WHOLE.fullmatch(spelled):
        kept = int(decimal[1] or 0) if decimal else 0
        more = f"more than {kept} digits" if kept else "digits"
        return f"has {more} after the point" if _digits(value) > kept else None
    if spelled in ("TIMESTAMP", "TIMESTAMP_NTZ", "DATETIME", "DATE", "TIME"):
        if _OFFSET.search(text):
            return "has an offset, which is dropped"
        if spelled == "DATE" and _TIME_OF_DAY.match(text):
            return "has a time of day, which is dropped"
    return None


def unit_test_findings(
    project: Path, unit_tests: Mapping[str, Any], types: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """``unit_tests`` are those of a manifest, as mappings; ``types`` those of columns, by the name
    of the model and of the column in lower case.

    A finding has its line if the file is there.
    """
    documents: dict[Path, Document | None] = {}
    for _, test in sorted(unit_tests.items()):
        rows = test["expect"].get("rows")
        file = project / test["original_file_path"]
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            for column, value in row.items() if isinstance(row, dict) else ():
                type_ = types.get((test["model"], str(column).lower()))
                lost = lost_part(value, type_) if type_ and value is not None else None
                if lost is None:
                    continue
                if file not in documents:
                    documents[file] = _read(file)
                yield Finding(
                    rule="unit-test-value-finer-than-column",
                    severity=Severity.WARNING,
                    file=str(file),
                    line=_line(documents[file], test["name"], number, column),
                    message=f"The unit test `{test['name']}` expects `{column}: {value}` in row"
                    f" {number + 1}. The value {lost}: dbt casts it to {type_} first, so the test"
                    " checks less than is written.",
                    fix=f"Write the value that a {type_} holds.",
                )


def _digits(value: object) -> int:
    """After the point, without zeros at the end."""
    if isinstance(value, bool):
        return 0
    try:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
    except InvalidOperation:
        return 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _read(file: Path) -> Document | None:
    try:
        return read_yaml(str(file), file.read_bytes())
    except (FileNotFoundError, InputError):
        return None


def _line(document: Document | None, name: str, row: int, column: str) -> int | None:
    if document is None or not isinstance(document.value, dict):
        return None
    for index, test in enumerate(document.value.get("unit_tests") or ()):
        if isinstance(test, dict) and test.get("name") == name:
            return document.line(("unit_tests", index, "expect", "rows", row, column))
    return None
