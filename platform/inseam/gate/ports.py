"""What a product's file (ODPS) says of its output ports, beside what their contracts say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.findings import Remark, tree_remark
from inseam.gate.model import Contract
from inseam.gate.values import mappings, text
from inseam.report.finding import InputError, Related


def is_product_file(path: str) -> bool:
    return path.endswith(".odps.yaml")


def port_remarks(beside: Mapping[str, bytes], live: Mapping[str, Document]) -> Iterator[Remark]:
    for path in filter(is_product_file, sorted(beside)):
        try:
            document = read_yaml(path, beside[path])
        except InputError:
            continue  # lint says what is wrong with it
        if not isinstance(document.value, dict):
            continue
        for port, place in mappings(document.value, "outputPorts"):
            contract = live.get(text(port, "contractId") or "")
            version = text(port, "version")
            if contract is None or version == Contract(contract).version:
                continue
            reason = (
                f"The port `{text(port, 'name') or ''}` names the version"
                f" {version or 'of nothing'}, and its contract has {Contract(contract).version}."
            )
            yield tree_remark(
                "port-version-mismatch",
                Contract(contract).id,
                reason,
                path,
                line=document.line((*place, "version")),
                old=Related("contract", contract.file, contract.line(("version",))),
            )
