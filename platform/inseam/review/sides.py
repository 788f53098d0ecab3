"""What lies in the folder of a side: what tests left, contracts and lineage, as files.

<product's folder>/_results/       what `inseam.testing` left, if the test ran
<product's folder>/**/*.odcs.yaml  the contracts of its ports
lineage.json                       of all products, if their facts could be read
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from inseam.bundle.visible_columns import Carried, carried_by_column
from inseam.documents.yaml_document import read_yaml
from inseam.lineage.document import Lineage, from_json
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.places import is_port_contract
from inseam.report.finding import InputError, Severity
from inseam.review.forms import Test
from inseam.review.row_differences import Side as ObjectSide
from inseam.testing.result import from_json as result_from_json

_RESULTS = "_results"


@dataclass(frozen=True, slots=True)
class PortContract:
    """As it is written, and as it is read."""

    written: Mapping[str, Any]
    read: Contract


@dataclass(frozen=True, slots=True)
class Side:
    folder: Path

    def lineage(self) -> Lineage | None:
        """None if it is not known."""
        text = self._lineage_text()
        return None if text is None else from_json(text)

    def carried(self) -> Carried | None:
        """What reaches columns; None if it is not known: then nobody knows what may be shown."""
        text = self._lineage_text()
        return None if text is None else carried_by_column(json.loads(text))

    def _lineage_text(self) -> str | None:
        file = self.folder / "lineage.json"
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def products(self) -> list[str]:
        """The folders of those that were to be tested."""
        found = {
            path.relative_to(self.folder).parts[:2]
            for path in self.folder.glob("*/*")
            if path.is_dir()
        }
        return sorted("/".join(parts) for parts in found)

    def ran(self, product: str) -> bool:
        return (self.folder / product / _RESULTS / "result.json").is_file()

    def test(self, product: str) -> tuple[Test, float | None]:
        """What became of it, and how many seconds its parts took."""
        results = self.folder / product / _RESULTS
        if not self.ran(product):
            is_concerned = (self.folder / product).is_dir()
            return Test.NOT_RUN if is_concerned else Test.NOT_NEEDED, None
        result = result_from_json((results / "result.json").read_text(encoding="utf-8"))
        failed = any(one.finding.severity is Severity.ERROR for one in result.findings)
        seconds = None
        if (junit := results / "junit.xml").is_file():
            cases = ElementTree.fromstring(junit.read_bytes()).iter("testcase")
            seconds = round(sum(float(case.get("time") or 0) for case in cases), 1)
        return Test.FAILED if failed else Test.PASSED, seconds

    def contracts(self, product: str) -> dict[str, PortContract]:
        """By id; one that cannot be read is left out, for the gate reports it."""
        return {found.read.id: found for found in self._contracts(product)}

    def _contracts(self, product: str) -> Iterator[PortContract]:
        for path in sorted((self.folder / product).rglob("*.odcs.yaml")):
            file = path.relative_to(self.folder).as_posix()
            if not is_port_contract(file):
                continue
            try:
                document = read_yaml(file, path.read_bytes())
                yield PortContract(document.value, read_contract(document))
            except InputError:
                continue

    def object(self, product: str, contract: str, table: str) -> ObjectSide | None:
        """Its rows; None if the test left none."""
        results = self.folder / product / _RESULTS
        rows = results / "rows" / contract / f"{table}.parquet"
        if not rows.is_file():
            return None
        profile = json.loads((results / "profile.json").read_text(encoding="utf-8"))
        return ObjectSide(rows, profile[contract][table])
