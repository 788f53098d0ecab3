"""What products would be released as, found once for the same files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import CreateDigest, Digest, DigestContents, MergeDigests, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import DependenciesRequest, Target, Targets

from pants_inseam.data_products import DataProducts
from pants_inseam.dbt_package import DbtPackageSourcesField
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField

_CANDIDATE = "_candidate.json"


@dataclass(frozen=True)
class ReleaseCandidateRequest:
    product: Target


@dataclass(frozen=True)
class ReleaseCandidate:
    """``found`` is what `inseam.release.candidate` wrote, None where the files are not valid: the
    release reports what is wrong with them."""

    found: Optional[bytes]

    @property
    def value(self) -> Any:
        return None if self.found is None else json.loads(self.found)


@rule
async def find_release_candidate(
    request: ReleaseCandidateRequest, inseam: Inseam, data_products: DataProducts
) -> ReleaseCandidate:
    product = request.product
    folder = product.address.spec_path
    dependencies = product[DbtProjectDependenciesField]
    contracts, targets = await MultiGet(
        Get(ProductContracts, ProductContractsRequest(folder, dependencies)),
        Get(Targets, DependenciesRequest(dependencies)),
    )
    packages = [t[DbtPackageSourcesField] for t in targets if t.has_field(DbtPackageSourcesField)]
    content = contracts.as_request({file: file for file in contracts.files}, {}, data_products)
    sources, contract_files, asked = await MultiGet(
        Get(SourceFiles, SourceFilesRequest([product[DbtProjectSourcesField], *packages])),
        Get(Digest, PathGlobs(contracts.files)),
        Get(Digest, CreateDigest, request_file(content)),
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.release.candidate",
            argv=(REQUEST, _CANDIDATE),
            resolve=inseam.tool_resolve,
            input_digest=await Get(
                Digest, MergeDigests((sources.snapshot.digest, contract_files, asked))
            ),
            output_files=(_CANDIDATE,),
            description=f"Compare {folder} with what is released",
        ),
    )
    if process.exit_code != 0:
        return ReleaseCandidate(None)
    (file,) = await Get(DigestContents, Digest, process.output_digest)
    return ReleaseCandidate(file.content)


def rules() -> Iterable[Rule]:
    return collect_rules()
