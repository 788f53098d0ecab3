"""The facts of one product: a cached process for its documents, and one for its dbt project.

`DocumentFactsRequest` and `DbtFactsRequest` take digests and no targets, so that the same processes
read a product as it is and as it was at another commit.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pants.engine.fs import (
    CreateDigest,
    Digest,
    DigestSubset,
    MergeDigests,
    PathGlobs,
)
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.logging import LogLevel

from pants_inseam.canonical_contracts import CanonicalContract, ContractFile
from pants_inseam.check_databricks import DatabricksCompile
from pants_inseam.contract_index import SNAPSHOT_GLOB
from pants_inseam.data_products import DataProducts
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.project_files import PROFILES, DbtProjectFiles, DbtProjectFilesRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import (
    CONTRACT_GLOB,
    DbtProjectDependenciesField,
    DbtProjectSourcesField,
)

DOCUMENT_GLOBS = (
    "*.odps.yaml",
    CONTRACT_GLOB,
    SNAPSHOT_GLOB,
    "agreements/*.yaml",
    "costs.yaml",
    "README.md",
    "BUILD",
)
OUT = "_facts"
MANIFESTS = "_manifests"


class Engine(Enum):
    """For which dbt compiles the models. The names of `inseam.facts.engine`."""

    DUCKDB = "duckdb"
    DATABRICKS = "databricks"


@dataclass(frozen=True)
class FactsPart:
    """Rows as JSON lines, in one file whose path says whose they are.

    ``process`` fails only for a fault of its own: what it cannot read is a row.
    """

    process: FallibleProcessResult
    digest: Digest


@dataclass(frozen=True)
class DocumentFactsRequest:
    """``digest`` has the product's files that `DOCUMENT_GLOBS` name, below ``folder``."""

    folder: str
    digest: Digest


@dataclass(frozen=True)
class DbtFactsRequest:
    """``digest`` has the dbt project as it is laid out to be built, and canonical contracts.

    The ports are (file of the contract, place of its canonical form).
    """

    folder: str
    digest: Digest
    output_ports: tuple[tuple[str, str], ...]
    input_ports: tuple[tuple[str, str], ...]
    engine: Engine = Engine.DUCKDB


@dataclass(frozen=True)
class ProductFactsRequest:
    """A product as it is in the repository now."""

    folder: str
    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField
    engine: Engine = Engine.DUCKDB


@dataclass(frozen=True)
class ProductFilesRequest:
    """A product at whatever commit.

    ``documents`` are the files that `DOCUMENT_GLOBS` name; ``project`` is the dbt project as it is
    laid out to be built; of the ``contracts`` that concern it, ``own`` are its ports'.
    """

    folder: str
    documents: Digest
    project: Digest
    contracts: tuple[ContractFile, ...]
    own: tuple[str, ...]
    engine: Engine = Engine.DUCKDB


@dataclass(frozen=True)
class DbtFacts:
    """``manifest`` is empty if dbt cannot parse the project; else it has one file."""

    part: FactsPart
    manifest: Digest


@dataclass(frozen=True)
class ProductFacts:
    documents: FactsPart
    dbt: FactsPart
    manifest: Digest


async def read_part(
    inseam: Inseam,
    *,
    module: str,
    argv: Iterable[str],
    out: str,
    digest: Digest,
    description: str,
) -> FactsPart:
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module=module,
            argv=tuple(argv),
            resolve=inseam.tool_resolve,
            input_digest=digest,
            output_files=(out,),
            description=description,
        ),
    )
    return FactsPart(process, process.output_digest)


@rule(desc="Read documents of data product", level=LogLevel.DEBUG)
async def read_documents(request: DocumentFactsRequest, inseam: Inseam) -> FactsPart:
    out = f"{OUT}/{request.folder}.documents.jsonl"
    return await read_part(
        inseam,
        module="inseam.facts.documents",
        argv=(request.folder, out),
        out=out,
        digest=request.digest,
        description=f"Read the documents of {request.folder}",
    )


@rule(desc="Read dbt project of data product", level=LogLevel.DEBUG)
async def read_dbt(
    request: DbtFactsRequest,
    inseam: Inseam,
    data_products: DataProducts,
    databricks: DatabricksCompile,
) -> DbtFacts:
    out = f"{OUT}/{request.folder}.dbt.jsonl"
    manifest = f"{MANIFESTS}/{request.folder}.json"

    def entries(ports: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"file": file, "canonical": canonical} for file, canonical in ports]

    content = {
        "version": 1,
        "project": request.folder,
        "profiles": PROFILES,
        "as_of": data_products.as_of,
        "engine": request.engine.value,
        "output_ports": entries(request.output_ports),
        "input_ports": entries(request.input_ports),
    }
    asked = await Get(Digest, CreateDigest, request_file(content))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.facts.dbt",
            argv=(REQUEST, out, manifest),
            resolve=(
                databricks.resolve if request.engine is Engine.DATABRICKS else inseam.tool_resolve
            ),
            input_digest=await Get(Digest, MergeDigests((request.digest, asked))),
            output_files=(out, manifest),
            description=f"Read the dbt project of {request.folder}",
        ),
    )
    # Who loads the facts of a thousand products has no use for as many manifests.
    rows, parsed = await MultiGet(
        Get(Digest, DigestSubset(process.output_digest, PathGlobs([f"{folder}/**"])))
        for folder in (OUT, MANIFESTS)
    )
    return DbtFacts(FactsPart(process, rows), parsed)


@rule
async def read_product(request: ProductFactsRequest) -> ProductFacts:
    folder = request.folder
    product = await Get(ProductContracts, ProductContractsRequest(folder, request.dependencies))
    documents, files, *contracts = await MultiGet(
        Get(Digest, PathGlobs(os.path.join(folder, glob) for glob in DOCUMENT_GLOBS)),
        Get(DbtProjectFiles, DbtProjectFilesRequest(folder, request.sources, request.dependencies)),
        *(Get(Digest, PathGlobs([path])) for path in product.files),
    )
    read = tuple(ContractFile(path, digest) for path, digest in zip(product.files, contracts))
    return await Get(
        ProductFacts,
        ProductFilesRequest(folder, documents, files.digest, read, product.own, request.engine),
    )


@rule
async def read_product_files(request: ProductFilesRequest) -> ProductFacts:
    folder = request.folder
    contracts = await MultiGet(
        Get(CanonicalContract, ContractFile, contract) for contract in request.contracts
    )
    # Of a contract that is broken dbt gets nothing; the documents' facts say what is wrong.
    readable = [contract for contract in contracts if contract.process.exit_code == 0]
    # Input rows decide what a test says, and nothing here.
    without_rows = await Get(
        Digest,
        DigestSubset(request.project, PathGlobs(["**", f"!{folder}/tests/inputs/**"])),
    )
    project = await Get(
        Digest, MergeDigests((without_rows, *(c.process.output_digest for c in readable)))
    )
    ports = [(contract.file, contract.canonical) for contract in readable]
    of_documents, of_dbt = await MultiGet(
        Get(FactsPart, DocumentFactsRequest(folder, request.documents)),
        Get(
            DbtFacts,
            DbtFactsRequest(
                folder,
                project,
                output_ports=tuple(port for port in ports if port[0] in request.own),
                input_ports=tuple(ports),
                engine=request.engine,
            ),
        ),
    )
    return ProductFacts(of_documents, of_dbt.part, of_dbt.manifest)


def rules() -> Iterable[Rule]:
    return collect_rules()
