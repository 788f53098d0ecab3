"""The contracts that one project has to do with, for the processes that build it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import DependenciesRequest, Targets
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import ContractIndex, ProjectPorts, ProjectPortsRequest
from pants_inseam.data_products import DataProducts
from pants_inseam.product_circles import ProductCircles, Reading
from pants_inseam.project_files import PROFILES
from pants_inseam.target_types import DataContractSourceField, DbtProjectDependenciesField


@dataclass(frozen=True)
class ProductContractsRequest:
    """The folder of a dbt project, and its dependencies."""

    folder: str
    dependencies: DbtProjectDependenciesField


@dataclass(frozen=True)
class ProductContracts:
    """``files`` are those of its own ports and of the contracts that it reads.

    ``claimed_twice`` are the ids that matter here: others rerun no test of this project.
    """

    folder: str
    files: tuple[str, ...]
    own: tuple[str, ...]
    claimed_twice: FrozenDict[str, tuple[str, ...]]
    circle: tuple[Reading, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """The files of the contracts that other products and systems fulfil."""
        return tuple(file for file in self.files if file not in self.own)

    def as_request(
        self,
        forms: Mapping[str, str],
        rows: Mapping[str, Mapping[str, str]],
        data_products: DataProducts,
    ) -> dict[str, Any]:
        """For `inseam.testing.request`.

        ``forms``: where the form to read of each file lies; ``rows``: the folders with its rows,
        by their origin.
        """
        entries = {
            file: {"file": file, "canonical": forms[file], **rows.get(file, {})}
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
            "circle": [asdict(reading) for reading in self.circle],
        }


@rule
async def find_product_contracts(
    request: ProductContractsRequest, index: ContractIndex, circles: ProductCircles
) -> ProductContracts:
    dependencies, ports = await MultiGet(
        Get(Targets, DependenciesRequest(request.dependencies)),
        Get(ProjectPorts, ProjectPortsRequest(request.folder)),
    )
    files = sorted(
        t[DataContractSourceField].file_path
        for t in dependencies
        if t.has_field(DataContractSourceField)
    )
    claimed_twice = {
        id: paths
        for id, paths in index.claimed_twice.items()
        if id in ports.referenced or not set(paths).isdisjoint(ports.contracts)
    }
    return ProductContracts(
        request.folder,
        tuple(files),
        ports.contracts,
        FrozenDict(claimed_twice),
        circles.by_folder.get(request.folder, ()),
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
