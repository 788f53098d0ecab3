"""Which dbt project of the repository fulfils a contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.addresses import Address
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import AllTargets
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import ProjectPorts, ProjectPortsRequest
from pants_inseam.target_types import DbtProjectSourcesField


@dataclass(frozen=True)
class ContractProviders:
    """The projects by the files of their contracts. Other systems' contracts have none."""

    by_file: FrozenDict[str, Address]


@rule
async def find_contract_providers(all_targets: AllTargets) -> ContractProviders:
    projects = [t.address for t in all_targets if t.has_field(DbtProjectSourcesField)]
    ports = await MultiGet(
        Get(ProjectPorts, ProjectPortsRequest(project.spec_path)) for project in projects
    )
    return ContractProviders(
        FrozenDict(
            {
                file: project
                for project, of_project in zip(projects, ports)
                for file in of_project.contracts
            }
        )
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
