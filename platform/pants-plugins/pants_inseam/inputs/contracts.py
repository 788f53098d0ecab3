"""The contracts that one project has to do with, for the processes that build it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import DependenciesRequest, Targets
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import (
    ContractIndex,
    ProjectPorts,
    ProjectPortsRequest,
    contract_files,
)
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import read
from pants_inseam.inputs.project_files import PROFILES
from pants_inseam.library import run
from pants_inseam.product_cycles import ProductCycles, Reading
from pants_inseam.target_types import DbtProject

FOLDER = "_contracts"


@dataclass(frozen=True)
class ContractFile:
    """A contract wherever it is from: here as it is, or as it was at another commit."""

    path: str
    digest: Digest


@dataclass(frozen=True)
class CanonicalContract:
    """`canonical` is where the form lies in the process's output; absent if `process` failed."""

    file: str
    canonical: str
    process: FallibleProcessResult


@rule
async def make_canonical(request: ContractFile) -> CanonicalContract:
    target = f"{FOLDER}/{request.path}.json"
    process = await run(
        module="inseam.odcs.canonical",
        argv=(request.path, target),
        digest=request.digest,
        output_files=(target,),
        description=f"Read {request.path}",
    )
    return CanonicalContract(request.path, target, process)


@dataclass(frozen=True)
class ProductContracts:
    """``contents`` are those of its own ports and of the contracts that it reads.

    ``claimed_twice`` are the ids that matter here: others rerun no test of this project.
    """

    folder: str
    contents: tuple[ContractFile, ...]
    own: tuple[str, ...]
    claimed_twice: FrozenDict[str, tuple[str, ...]] = FrozenDict()
    cycle: tuple[Reading, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(contract.path for contract in self.contents)

    @property
    def read(self) -> tuple[str, ...]:
        """The files of the contracts that other products and systems fulfil."""
        return tuple(file for file in self.files if file not in self.own)

    def as_request(
        self,
        data_products: DataProducts,
        forms: Mapping[str, str] = FrozenDict(),
        rows: Mapping[str, Mapping[str, str]] = FrozenDict(),
    ) -> dict[str, Any]:
        """For `inseam.testing.request`.

        ``forms``: where the form to read of each file lies, if it is not the file itself; ``rows``:
        the folders with its rows, by their origin.
        """
        entries = {
            file: {"file": file, "canonical": forms.get(file, file), **rows.get(file, {})}
            for file in self.files
        }
        return {
            "version": 1,
            "project": self.folder,
            "profiles": PROFILES,
            "as_of": data_products.as_of,
            "synthesis": {"rows": data_products.rows, "seed": data_products.seed},
            "output_ports": [entries[file] for file in self.files if file in self.own],
            "input_ports": list(entries.values()),
            "claimed_twice": dict(self.claimed_twice),
            "cycle": [asdict(reading) for reading in self.cycle],
        }


@rule
async def find_product_contracts(
    project: DbtProject, index: ContractIndex, cycles: ProductCycles
) -> ProductContracts:
    dependencies, ports = await MultiGet(
        Get(Targets, DependenciesRequest(project.dependencies)),
        Get(ProjectPorts, ProjectPortsRequest(project.folder)),
    )
    claimed_twice = {
        id: paths
        for id, paths in index.claimed_twice.items()
        if id in ports.referenced or not set(paths).isdisjoint(ports.contracts)
    }
    files = contract_files(dependencies)
    digests = await MultiGet(read([path]) for path in files)
    return ProductContracts(
        project.folder,
        tuple(map(ContractFile, files, digests)),
        ports.contracts,
        FrozenDict(claimed_twice),
        cycles.by_folder.get(project.folder, ()),
    )
