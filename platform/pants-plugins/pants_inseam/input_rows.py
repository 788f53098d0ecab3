"""The rows that lie beside the request of a process that builds a product.

What a team wrote is among its product's files; these are the rows that other processes make.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import AddPrefix, Digest, DigestSubset, MergeDigests, PathGlobs, RemovePrefix
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import ContractId, YamlFile
from pants_inseam.contract_providers import ContractProviders
from pants_inseam.data_products import DataProducts, Inputs
from pants_inseam.generated_inputs import GeneratedInputs, GeneratedInputsRequest
from pants_inseam.product_contracts import ProductContracts
from pants_inseam.tested_project import TestedProject, TestedProjectRequest

_FOLDER = "_upstream"


@dataclass(frozen=True)
class UpstreamRowsRequest:
    """A contract's file, and the project that fulfils it."""

    file: str
    provider: TestedProjectRequest


@dataclass(frozen=True)
class UpstreamRows:
    """The rows that the provider's build yields under the contract; maybe none."""

    folder: str
    digest: Digest


@dataclass(frozen=True)
class InputRowsRequest:
    contracts: ProductContracts


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
        Get(ContractId, YamlFile(request.file)),
    )
    rows = f"rows/{contract_id.value}"
    # By their content: what else the provider's test says repeats nothing here.
    of_contract = await Get(Digest, DigestSubset(provider.results, PathGlobs([f"{rows}/*"])))
    bare = await Get(Digest, RemovePrefix(of_contract, rows))
    folder = f"{_FOLDER}/{request.file}"
    return UpstreamRows(folder, await Get(Digest, AddPrefix(bare, folder)))


@rule
async def find_input_rows(
    request: InputRowsRequest, data_products: DataProducts, providers: ContractProviders
) -> InputRows:
    contracts = request.contracts
    # Of products on a circle none can be built first.
    from_upstream = data_products.inputs is Inputs.UPSTREAM and not contracts.circle
    provided = [file for file in contracts.read if from_upstream and file in providers.by_file]
    generated, *upstream = await MultiGet(
        Get(GeneratedInputs, GeneratedInputsRequest(contracts.files)),
        *(
            Get(
                UpstreamRows,
                UpstreamRowsRequest(file, TestedProjectRequest(providers.by_file[file])),
            )
            for file in provided
        ),
    )
    folders = {file: {"generated": folder} for file, folder in generated.folders.items()}
    for file, rows in zip(provided, upstream):
        folders.setdefault(file, {})["upstream"] = rows.folder
    return InputRows(
        await Get(Digest, MergeDigests((generated.digest, *(rows.digest for rows in upstream)))),
        FrozenDict({file: FrozenDict(origins) for file, origins in sorted(folders.items())}),
        generated.failed,
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
