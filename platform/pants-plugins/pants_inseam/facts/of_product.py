"""The facts of one product: a cached process for its documents, and one for its dbt project.

The processes take digests and no targets, so that the same ones read a product as it is and as it
was at another commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.util.logging import LogLevel

from pants_inseam.contract_index import SNAPSHOT_GLOB
from pants_inseam.data_products import DatabricksCompile, DataProducts
from pants_inseam.engine import REQUEST, ProcessGet, below, merge, read, request_file, subset
from pants_inseam.inputs.contracts import CanonicalContract, ContractFile, ProductContracts
from pants_inseam.inputs.project_files import PROFILES, DbtProjectFiles
from pants_inseam.library import run
from pants_inseam.named_dbt import CACHES, NamedDbt
from pants_inseam.target_types import CONTRACT_GLOB, PRODUCT_GLOB, DbtProject

DOCUMENT_GLOBS = (
    PRODUCT_GLOB,
    CONTRACT_GLOB,
    SNAPSHOT_GLOB,
    "agreements/*.yaml",
    "costs.yaml",
    "README.md",
    "BUILD",
    "ingest/BUILD",
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


def parts_of(processes: Iterable[FallibleProcessResult]) -> tuple[FactsPart, ...]:
    """Of processes that write nothing else."""
    return tuple(FactsPart(process, process.output_digest) for process in processes)


def failed_parts(parts: Iterable[FactsPart]) -> list[FallibleProcessResult]:
    return [part.process for part in parts if part.process.exit_code != 0]


@dataclass(frozen=True)
class ProductFactsRequest:
    """A product as it is in the repository now."""

    project: DbtProject
    reader: tuple[Engine, bool] = (Engine.DUCKDB, False)


@dataclass(frozen=True)
class ProductFilesRequest:
    """A product at whatever commit.

    ``documents`` are the files that `DOCUMENT_GLOBS` name; ``project`` is the dbt project as it is
    laid out to be built; of the ``contracts`` that concern it, ``own`` are its ports'. With
    ``of_record`` dbt-core reads it, whichever dbt is named: for what leaves the repository.
    """

    folder: str
    documents: Digest
    project: Digest
    contracts: tuple[ContractFile, ...]
    own: tuple[str, ...]
    engine: Engine = Engine.DUCKDB
    of_record: bool = False


@dataclass(frozen=True)
class ProductFacts:
    """``manifest`` is empty if dbt cannot parse the project; else it has one file."""

    documents: FactsPart
    dbt: FactsPart
    manifest: Digest


if TYPE_CHECKING:
    ProductFactsGet = Get[ProductFacts]
else:
    ProductFactsGet = Get


def product_facts(
    project: DbtProject, engine: Engine = Engine.DUCKDB, *, of_record: bool = False
) -> ProductFactsGet:
    return Get(ProductFacts, ProductFactsRequest(project, (engine, of_record)))


def document_facts(folder: str, documents: Digest) -> ProcessGet:
    """``documents`` are the product's files that `DOCUMENT_GLOBS` name."""
    out = f"{OUT}/{folder}.documents.jsonl"
    return run(
        module="inseam.facts.documents",
        argv=(folder, out),
        digest=documents,
        output_files=(out,),
        description=f"Read the documents of {folder}",
    )


@rule
async def read_product(request: ProductFactsRequest) -> ProductFacts:
    folder = request.project.folder
    product = await Get(ProductContracts, DbtProject, request.project)
    documents, files = await MultiGet(
        read(below(folder, DOCUMENT_GLOBS)), Get(DbtProjectFiles, DbtProject, request.project)
    )
    return await Get(
        ProductFacts,
        ProductFilesRequest(
            folder, documents, files.digest, product.contents, product.own, *request.reader
        ),
    )


@rule(desc="Read data product", level=LogLevel.DEBUG)
async def read_product_files(
    request: ProductFilesRequest,
    data_products: DataProducts,
    databricks: DatabricksCompile,
    named: NamedDbt,
) -> ProductFacts:
    folder = request.folder
    # Input rows decide what a test says, and nothing here.
    without_rows, *contracts = await MultiGet(
        subset(request.project, ["**", f"!{folder}/tests/inputs/**"]),
        *(Get(CanonicalContract, ContractFile, contract) for contract in request.contracts),
    )
    # Of a contract that is broken dbt gets nothing; the documents' facts say what is wrong.
    readable = [contract for contract in contracts if contract.process.exit_code == 0]
    ports = [{"file": contract.file, "canonical": contract.canonical} for contract in readable]
    content = {
        "version": 1,
        "project": folder,
        "profiles": PROFILES,
        "as_of": data_products.as_of,
        "engine": request.engine.value,
        "dbt": "" if request.of_record or request.engine is Engine.DATABRICKS else named.executable,
        "output_ports": [port for port in ports if port["file"] in request.own],
        "input_ports": ports,
    }
    asked = await request_file(content)
    out, manifest = f"{OUT}/{folder}.dbt.jsonl", f"{MANIFESTS}/{folder}.json"
    project = await merge((without_rows, asked, *(c.process.output_digest for c in readable)))
    of_documents, of_dbt = await MultiGet(
        document_facts(folder, request.documents),
        run(
            module="inseam.facts.dbt",
            argv=(REQUEST, out, manifest),
            resolve=databricks.resolve if request.engine is Engine.DATABRICKS else "",
            digest=project,
            output_files=(out, manifest),
            caches=CACHES,
            description=f"Read the dbt project of {folder}",
        ),
    )
    # Who loads the facts of a thousand products has no use for as many manifests.
    rows, parsed = await MultiGet(
        subset(of_dbt.output_digest, [f"{kind}/**"]) for kind in (OUT, MANIFESTS)
    )
    documents = FactsPart(of_documents, of_documents.output_digest)
    return ProductFacts(documents, FactsPart(of_dbt, rows), parsed)
