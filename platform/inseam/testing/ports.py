"""What must hold of a product's output ports before anything is built for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inseam.dbt_project.own_catalog import own_catalog
from inseam.documents.yaml_document import Path
from inseam.odcs.contract import Contract
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import is_identifier
from inseam.testing.located import Located, at_element

_CONTRACT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def port_findings(
    contracts: Mapping[str, Contract], claimed_twice: Mapping[str, tuple[str, ...]]
) -> list[Located]:
    """Ids, names and places with which the ports could not be built or distinguished."""
    return [
        finding
        for contract_id, contract in sorted(contracts.items())
        for finding in (
            *_claimed_twice(contract, claimed_twice.get(contract_id, ())),
            *_names(contract),
            *_place(contract, own_catalog(contracts)),
        )
    ]


def _claimed_twice(contract: Contract, files: tuple[str, ...]) -> list[Located]:
    if not files:
        return []
    return [
        _finding(
            "contract-id-claimed-twice",
            contract,
            ("id",),
            f"The id `{contract.id}` is claimed by {' and '.join(files)}.",
            "Give one of the contracts an id of its own.",
        )
    ]


def _names(contract: Contract) -> list[Located]:
    found = []
    if not _CONTRACT_ID.fullmatch(contract.id):
        found.append(
            _finding(
                "contract-name-invalid",
                contract,
                ("id",),
                f"The contract's id {contract.id!r} is not a plain name.",
                "Use letters, digits and hyphens.",
            )
        )
    found += [
        _finding(
            "contract-name-invalid",
            contract,
            described.path,
            f"The object {described.physical_name!r} has a name that is not a plain identifier.",
            "Use letters, digits and underscores.",
        )
        for described in contract.objects
        if not is_identifier(described.physical_name)
    ]
    return found


def _place(contract: Contract, catalog: str) -> list[Located]:
    if contract.schema is None or contract.catalog is None:
        return [
            _finding(
                "port-without-schema",
                contract,
                ("servers",),
                f"The contract `{contract.id}` does not say where its tables are: no server has"
                " both a catalog and a schema.",
                "Add a server with `catalog:` and `schema: op_<contract id in snake_case>`.",
            )
        ]
    if not is_identifier(contract.catalog) or not is_identifier(contract.schema):
        return [
            _finding(
                "contract-name-invalid",
                contract,
                ("servers",),
                f"The server's catalog {contract.catalog!r} or schema {contract.schema!r} is not a"
                " plain identifier.",
                "Use letters, digits and underscores.",
            )
        ]
    if contract.catalog != catalog:
        return [
            _finding(
                "port-in-another-catalog",
                contract,
                ("servers",),
                f"The port `{contract.id}` is in the catalog `{contract.catalog}`, the product's"
                f" first port in `{catalog}`.",
                "Serve all ports of a product from one catalog.",
            )
        ]
    return []


def _finding(rule: str, contract: Contract, path: Path, message: str, fix: str) -> Located:
    finding = Finding(
        rule=rule, severity=Severity.ERROR, file=contract.file, message=message, fix=fix
    )
    return at_element(finding, path)
