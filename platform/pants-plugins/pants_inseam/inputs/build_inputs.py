"""What a process that builds a product reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import merge
from pants_inseam.inputs.contracts import CanonicalContract, ContractFile, ProductContracts
from pants_inseam.inputs.project_files import CanonicalProject, DbtProjectFiles
from pants_inseam.inputs.rows import InputRows
from pants_inseam.target_types import DbtProject


@dataclass(frozen=True)
class ProjectSources:
    """What a project's build begins with, here or at another commit."""

    contracts: ProductContracts
    files: DbtProjectFiles


@dataclass(frozen=True)
class BuildInputs:
    """``project`` are its files in canonical form, ``beside`` its contracts' forms and the rows.

    ``failed`` is a process that could not make them; nothing can be built then.
    """

    contracts: ProductContracts
    forms: FrozenDict[str, str]
    rows: FrozenDict[str, FrozenDict[str, str]]
    project: Digest
    beside: Digest
    failed: Optional[FallibleProcessResult] = None

    def as_request(self, data_products: DataProducts) -> dict[str, Any]:
        return self.contracts.as_request(data_products, self.forms, self.rows)


async def sources_here(project: DbtProject) -> ProjectSources:
    contracts, files = await MultiGet(
        Get(ProductContracts, DbtProject, project), Get(DbtProjectFiles, DbtProject, project)
    )
    return ProjectSources(contracts, files)


@rule
async def find_build_inputs(sources: ProjectSources) -> BuildInputs:
    product = sources.contracts
    canonical_project, rows, *contracts = await MultiGet(
        Get(CanonicalProject, DbtProjectFiles, sources.files),
        Get(InputRows, ProductContracts, product),
        *(Get(CanonicalContract, ContractFile, contract) for contract in product.contents),
    )
    unreadable = [c.process for c in contracts if c.process.exit_code != 0]
    failed = [*unreadable, *rows.failed]
    if canonical_project.digest is None:
        failed.append(canonical_project.process)
    return BuildInputs(
        product,
        FrozenDict({contract.file: contract.canonical for contract in contracts}),
        rows.folders,
        canonical_project.digest or EMPTY_DIGEST,
        await merge((rows.digest, *(c.process.output_digest for c in contracts))),
        failed[0] if failed else None,
    )
