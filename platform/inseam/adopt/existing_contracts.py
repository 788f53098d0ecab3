"""Contracts and product files that a project has already: taken over, with what had to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from inseam.adopt.contracts import support
from inseam.adopt.kept_files import CONTRACTS
from inseam.adopt.questions import Answers
from inseam.adopt.settings import snake_case
from inseam.adopt.stage import Files, done, left, plain
from inseam.authoring.contract_parts import databricks_server, parties
from inseam.authoring.repository import Provided, read_provided
from inseam.contract_lint.migrate import migrated
from inseam.documents.yaml_document import Document, read_yaml
from inseam.odcs.names import contract_major, version_major
from inseam.report.finding import Finding, InputError

_PERIOD = re.compile(r"(\d+)\s*(h|hours?|d|days?|m|min|minutes?)")
_WORDS = {"hourly": "PT1H", "daily": "P1D", "weekly": "P7D", "monthly": "P30D", "yearly": "P365D"}


@dataclass(frozen=True, slots=True)
class Existing:
    """``contracts`` by the file that they were in; ``answers`` are what a product file says."""

    contracts: Mapping[str, Provided] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()


def existing(files: Files, answers: Answers, shown: str) -> Existing:
    """What is in the files of `kept_files.CONTRACTS`. One that cannot be read is a note."""
    contracts: dict[str, Provided] = {}
    found: dict[str, str] = {}
    notes: list[Finding] = []
    for path in files:
        if not path.startswith(f"{CONTRACTS}/"):
            continue
        file = f"{shown}/{path.removeprefix(f'{CONTRACTS}/')}"
        try:
            document = read_yaml(file, files[path])
            if isinstance(document.value, dict) and document.value.get("kind") == "DataProduct":
                product, said = _of_product(document, file)
                found |= product
            else:
                provider, said = _contract(document, answers, file)
                contracts[path] = provider
            notes += said
        except InputError as error:
            notes += [left(file, f.message, f.fix, f.line or 0) for f in error.findings]
    return Existing(contracts, found, tuple(notes))


def without(files: Files) -> Files:
    return {
        path: content for path, content in files.items() if not path.startswith(f"{CONTRACTS}/")
    }


def _contract(document: Document, answers: Answers, file: str) -> tuple[Provided, list[Finding]]:
    notes: list[Finding] = []
    value: Any = document.value
    if isinstance(value, dict) and "dataContractSpecification" in value:
        written, lost = migrated(document)
        value = yaml.safe_load(written)
        notes.append(
            done(file, "The Data Contract Specification is a contract in ODCS now.", line=1)
        )
        notes += [left(file, f.message, f.fix, f.line or 0) for f in lost]
    else:
        value = yaml.safe_load(document_text(document))
    contract, changes = _as_here(dict(value), answers)
    notes += [done(file, change) for change in changes]
    notes += list(_unfit_rules(contract, file))
    written = plain(contract)
    return read_provided(Path(file), written.encode(), None), notes


def document_text(document: Document) -> str:
    return yaml.safe_dump(document.value, sort_keys=False, allow_unicode=True)


def _as_here(contract: dict[str, Any], answers: Answers) -> tuple[dict[str, Any], list[str]]:
    changes: list[str] = []
    version = str(contract.get("version") or "1.0.0")
    if version_major(version) is None:
        numbers = [*re.findall(r"\d+", version), "0", "0", "0"][:3]
        changes.append(f"`version: {version}` is {'.'.join(numbers)} now.")
        version = ".".join(numbers)
    contract["version"] = version
    old = str(contract.get("id"))
    stem = snake_case(old).replace("_", "-")
    id = (
        old
        if contract_major(old)
        else f"{re.sub(r'-v[0-9]+$', '', stem)}-v{version_major(version)}"
    )
    if id != old:
        contract["id"] = id
        changes.append(f"`id: {old}` is `{id}` now: kebab-case with the major version.")
    place = next((s for s in contract.get("servers") or () if isinstance(s, dict)), {})
    if place.get("type") != "databricks":
        schema = str(place.get("schema") or snake_case(id))
        contract["servers"] = [
            databricks_server(answers.get("host"), answers.get("catalog"), schema)
        ]
        changes.append(
            f"The server of type `{place.get('type', 'none')}` is the place in production now."
        )
    for table in contract.get("schema") or ():
        if (name := snake_case(str(table["name"]))) != table["name"]:
            table.setdefault("physicalName", table["name"])
            changes.append(f"The object `{table['name']}` is `{name}` now.")
            table["name"] = name
    for entry in contract.get("slaProperties") or ():
        value = str(entry.get("value", ""))
        if (period := iso_period(value)) != value:
            entry["value"] = period
            entry.pop("unit", None)
            changes.append(f"The service level `{value}` is {period} now.")
    team = contract.get("team")
    if not isinstance(team, dict) or team.get("name") != answers.get("team"):
        contract |= parties(answers.get("team"), f"{id.replace('-', '_')}_reader", support(answers))
        changes.append(f"Its team is `{answers.get('team')}` now, which also lets others read it.")
    contract["apiVersion"] = "v3.1.0"
    contract.setdefault("status", "active")
    if (status := contract.get("status", "active")) not in ("active", "deprecated"):
        changes.append(f"`status: {status}` is `active` now, as the product reads or offers it.")
        contract["status"] = "active"
    return contract, changes


def iso_period(value: str) -> str:
    """A period as ISO 8601 has it; what is none stays as it is."""
    lower = value.strip().lower()
    if lower in _WORDS:
        return _WORDS[lower]
    if (found := _PERIOD.fullmatch(lower)) is None:
        return value
    unit = found[2][0]
    return {"h": f"PT{found[1]}H", "d": f"P{found[1]}D", "m": f"PT{found[1]}M"}[unit]


def _unfit_rules(contract: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Rules in a language that only another tool reads are taken out: nobody would check them."""
    for table in contract.get("schema") or ():
        for owner in (table, *(table.get("properties") or ())):
            rules = owner.get("quality")
            if not isinstance(rules, list):
                continue
            for rule in [r for r in rules if isinstance(r, dict) and r.get("type") == "custom"]:
                rules.remove(rule)
                name = rule.get("id") or rule.get("name") or rule.get("engine")
                message = (
                    f"The rule `{name}` of `{owner['name']}` is {rule.get('engine')}'s, and"
                    " left out."
                )
                fix = "Write it as SQL: `type: sql`, with `query` and `mustBe`."
                yield left(file, message, fix)
            if not rules:
                del owner["quality"]


def _of_product(document: Document, file: str) -> tuple[dict[str, str], list[Finding]]:
    """What an ODPS file answers of the questions."""
    value = document.value
    described = value.get("description") if isinstance(value.get("description"), dict) else {}
    found = {
        key: str(described[key])
        for key in ("purpose", "limitations", "usage")
        if described.get(key)
    }
    if value.get("domain"):
        found["domain"] = str(value["domain"])
    team = value.get("team")
    if isinstance(team, dict) and team.get("name"):
        found["team"] = str(team["name"])
    for custom in value.get("customProperties") or ():
        if isinstance(custom, dict) and custom.get("property") == "archetype":
            found["archetype"] = str(custom.get("value"))
    for channel in value.get("support") or ():
        if isinstance(channel, dict) and channel.get("url"):
            found.setdefault("support", str(channel["url"]))
    notes = [
        done(file, f"The product file answers {', '.join(sorted(found)) or 'nothing'}.", line=1)
    ]
    if value.get("status") not in (None, "active"):
        message = (
            f"The product file says `status: {value['status']}`; the product is"
            " active here, as its ports are."
        )
        notes.append(left(file, message, "Change the status in the ODPS file if it is not."))
    return found, notes
