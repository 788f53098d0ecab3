"""The rows that lie beside the request of a process that builds a product.

What a team wrote is among its product's files; these are the rows that other processes make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from pants.engine.addresses import Address
from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import AllPorts, ContractId
from pants_inseam.data_products import DataProducts, Inputs
from pants_inseam.engine import (
    ProcessGet,
    RepositoryFile,
    add_prefix,
    contents_of,
    merge,
    remove_prefix,
    subset,
)
from pants_inseam.inputs.contracts import CanonicalContract, ContractFile, ProductContracts
from pants_inseam.library import run


@dataclass(frozen=True)
class TestedProjectRequest:
    """The address of a `dbt_project`.

    ``as_written`` gives it its files as they are. Else they are in canonical form: a comment in
    SQL repeats no test, and messages show no lines that a person has seen.
    """

    __test__ = False

    address: Address
    as_written: bool = False


@dataclass(frozen=True)
class TestedProject:
    """``process`` is the test; where it could not start, the one before it that failed.

    ``results`` are the files that it wrote, none where it failed: a test that finds something
    does not fail, its results say so.
    """

    __test__ = False

    contracts: ProductContracts
    process: FallibleProcessResult
    results: Digest

    @property
    def ran(self) -> bool:
        return self.process.exit_code == 0


_GENERATED = "_generated"
# A contract without this word names no generator. What it says otherwise is for the library.
_MARK = b'"testDataGenerator"'


@dataclass(frozen=True)
class GeneratedTables:
    """``folder`` lies in the digest, and is absent without a generator, or where it failed."""

    digest: Digest
    folder: Optional[str]
    failed: Optional[FallibleProcessResult]


@dataclass(frozen=True)
class GeneratedInputsRequest:
    contracts: tuple[ContractFile, ...]


@dataclass(frozen=True)
class GeneratedInputs:
    """The folders by the files of the contracts, and the processes that failed."""

    digest: Digest
    folders: FrozenDict[str, str]
    failed: tuple[FallibleProcessResult, ...]


def _generate(file: str, form: str, folder: str, digest: Digest) -> ProcessGet:
    return run(
        module="inseam.testing.tpcds",
        argv=(file, form, folder),
        digest=digest,
        output_directories=(folder,),
        description=f"Generate the rows of {file}",
    )


@rule
async def generate_tables(request: ContractFile) -> GeneratedTables:
    file = request.path
    contract = await Get(CanonicalContract, ContractFile, request)
    if contract.process.exit_code != 0:
        return GeneratedTables(EMPTY_DIGEST, None, None)
    contents = await contents_of(contract.process.output_digest)
    if not any(_MARK in entry.content for entry in contents):
        return GeneratedTables(EMPTY_DIGEST, None, None)
    folder = f"{_GENERATED}/{file}"

    generated = await _generate(file, contract.canonical, folder, contract.process.output_digest)
    if generated.exit_code == 0:
        return GeneratedTables(generated.output_digest, folder, None)
    # Once more for its findings, on the file itself, which has the lines.
    return GeneratedTables(EMPTY_DIGEST, None, await _generate(file, file, folder, request.digest))


@rule
async def generate_inputs(request: GeneratedInputsRequest) -> GeneratedInputs:
    tables = await MultiGet(
        Get(GeneratedTables, ContractFile, contract) for contract in request.contracts
    )
    return GeneratedInputs(
        await merge(entry.digest for entry in tables),
        FrozenDict(
            {
                contract.path: entry.folder
                for contract, entry in zip(request.contracts, tables)
                if entry.folder is not None
            }
        ),
        tuple(entry.failed for entry in tables if entry.failed is not None),
    )


_UPSTREAM = "_upstream"


@dataclass(frozen=True)
class UpstreamRowsRequest:
    """A contract's file, and the project that fulfils it."""

    file: str
    provider: TestedProjectRequest


@dataclass(frozen=True)
class UpstreamRows:
    """The rows that the provider's build yields under the contract; maybe none."""

    digest: Digest


@dataclass(frozen=True)
class InputRows:
    """``folders`` by the contract's file and the origin of the rows; ``failed`` are the processes
    that could not make any.
    """

    digest: Digest
    folders: FrozenDict[str, FrozenDict[str, str]]
    failed: tuple[FallibleProcessResult, ...]


@rule
async def find_upstream_rows(request: UpstreamRowsRequest) -> UpstreamRows:
    provider, contract_id = await MultiGet(
        Get(TestedProject, TestedProjectRequest, request.provider),
        Get(ContractId, RepositoryFile(request.file)),
    )
    rows = f"rows/{contract_id.value}"
    # By their content: what else the provider's test says repeats nothing here.
    of_contract = await subset(provider.results, [f"{rows}/*"])
    bare = await remove_prefix(of_contract, rows)
    return UpstreamRows(await add_prefix(bare, f"{_UPSTREAM}/{request.file}"))


@rule
async def find_input_rows(
    contracts: ProductContracts, data_products: DataProducts, ports: AllPorts
) -> InputRows:
    # Of products in a cycle none can be built first.
    from_upstream = data_products.inputs is Inputs.UPSTREAM and not contracts.cycle
    provided = {
        file: TestedProjectRequest(ports.providers[file])
        for file in contracts.read
        if from_upstream and file in ports.providers
    }
    generated, *upstream = await MultiGet(
        Get(GeneratedInputs, GeneratedInputsRequest(contracts.contents)),
        *(
            Get(UpstreamRows, UpstreamRowsRequest(file, provider))
            for file, provider in provided.items()
        ),
    )
    folders = {file: {"generated": folder} for file, folder in generated.folders.items()}
    for file in provided:
        folders.setdefault(file, {})["upstream"] = f"{_UPSTREAM}/{file}"
    return InputRows(
        await merge((generated.digest, *(rows.digest for rows in upstream))),
        FrozenDict({file: FrozenDict(origins) for file, origins in sorted(folders.items())}),
        generated.failed,
    )
