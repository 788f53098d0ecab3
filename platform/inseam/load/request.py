"""What a process that loads rows is asked to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inseam import wire
from inseam.report.finding import Finding, InputError, Severity
from inseam.testing.request import MAX_ROWS, ContractInput, Synthesis, read_contract_input
from inseam.testing.request import utc_reading as instant_of


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """``contracts`` are the external contracts that can be read, and ``unreadable`` what is wrong
    with the others.

    ``readers`` are the folders of the products that read a contract, by its id, and ``asked``
    those that the call names. ``written_by`` are the products whose rows are taken, the first one
    first. ``clock`` is the instant for which rows are made where the environment has none of its
    own, ``as_of`` the one whose rows are loaded; None for all rows. With ``synthesise`` all rows
    are made from contracts; with ``over_ingested`` they replace those of the system itself.
    ``wait`` is for how many seconds to wait for another that writes into
    the environment.
    """

    environment: str
    contracts: tuple[ContractInput, ...]
    unreadable: tuple[Finding, ...]
    readers: Mapping[str, tuple[Path, ...]]
    asked: tuple[Path, ...]
    written_by: tuple[str, ...]
    synthesis: Synthesis
    clock: str
    as_of: str | None = None
    synthesise: bool = False
    over_ingested: bool = False
    wait: float = 0

    @property
    def instant(self) -> datetime:
        """For which rows are made, as a UTC clock shows it: never before that which is loaded."""
        clock, as_of = instant_of(self.clock), self.loaded_instant
        assert clock is not None
        return clock if as_of is None else max(clock, as_of)

    @property
    def loaded_instant(self) -> datetime | None:
        return None if self.as_of is None else instant_of(self.as_of)


def read_load_request(path: Path) -> LoadRequest:
    """Raises `InputError` for an option that makes no sense."""
    request = wire.document(path.read_bytes())
    contracts, unreadable = _contracts(request["contracts"], path.parent, request["claimed_twice"])
    read = LoadRequest(
        environment=request["environment"],
        contracts=contracts,
        unreadable=unreadable,
        readers=wire.typed(request["readers"], dict[str, tuple[Path, ...]]),
        asked=wire.typed(request["asked"], tuple[Path, ...]),
        written_by=wire.typed(request["written_by"], tuple[str, ...]),
        synthesis=wire.typed(request["synthesis"], Synthesis),
        clock=request["clock"],
        as_of=request["as_of"] or None,
        synthesise=request["synthesise"],
        over_ingested=request.get("over_ingested", False),
        wait=request["wait"],
    )
    if wrong := _wrong_options(read):
        raise InputError(wrong)
    return read


def _contracts(
    entries: Iterable[Mapping[str, str]],
    beside: Path,
    claimed_twice: Mapping[str, Sequence[str]],
) -> tuple[tuple[ContractInput, ...], tuple[Finding, ...]]:
    """One that cannot be read keeps no other from being loaded."""
    contracts: list[ContractInput] = []
    findings: list[Finding] = []
    for entry in entries:
        try:
            contracts.append(read_contract_input(entry, beside))
        except FileNotFoundError:
            what = "There is no such file, and a BUILD file names it as a contract."
            fix = "Write the contract, or delete its target from the BUILD file."
            findings.append(_error("contract-missing", entry["file"], what, fix))
        except InputError as error:
            findings += error.findings
    for id, files in sorted(claimed_twice.items()):
        what = f"The id `{id}` is claimed by {' and '.join(files)}."
        fix = "Give one of the contracts an id of its own."
        findings.append(_error("contract-id-claimed-twice", files[0], what, fix))
    unique = (found for found in contracts if found.contract.id not in claimed_twice)
    return tuple(unique), tuple(findings)


def _wrong_options(request: LoadRequest) -> list[Finding]:
    found = []
    rows = request.synthesis.rows
    if not 0 <= rows <= MAX_ROWS:
        what = f"The number of rows to make for a table is {rows}."
        fix = f"Take a number from 0 to {MAX_ROWS}."
        found.append(_error("rows-invalid", "--load-rows", what, fix))
    for text, option in ((request.clock, "--data-products-as-of"), (request.as_of, "--load-as-of")):
        if text is not None and instant_of(text) is None:
            what = f"The instant is {text!r}, which is not one in ISO 8601."
            fix = "Write it with an offset, such as 2026-01-31T06:00:00Z."
            found.append(_error("as-of-invalid", option, what, fix))
    return found


def _error(rule: str, file: str, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, file=file, message=message, fix=fix)
