"""What a product's file (ODPS) says of its output ports, beside what their contracts say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.findings import ContractFinding, tree_finding
from inseam.gate.model import ComparedContract
from inseam.gate.values import text
from inseam.odcs.lenient import entries
from inseam.report.finding import InputError, Related


def is_product_file(path: str) -> bool:
    return path.endswith(".odps.yaml")


def port_findings(
    beside: Mapping[str, bytes], live: Mapping[str, Document]
) -> Iterator[ContractFinding]:
    for path in filter(is_product_file, sorted(beside)):
        try:
            document = read_yaml(path, beside[path])
        except InputError:
            continue  # lint says what is wrong with it
        if not isinstance(document.value, dict):
            continue
        for port, place in entries(document.value, "outputPorts"):
            live_document = live.get(text(port, "contractId") or "")
            version = text(port, "version")
            if live_document is None:
                continue
            contract = ComparedContract(live_document)
            if version == contract.version:
                continue
            reason = (
                f"The port `{text(port, 'name') or ''}` names the version"
                f" {version or 'of nothing'}, and its contract has {contract.version}."
            )
            yield tree_finding(
                "port-version-mismatch",
                contract.id,
                reason,
                path,
                line=document.line((*place, "version")),
                old=Related("contract", contract.file, live_document.line(("version",))),
            )
