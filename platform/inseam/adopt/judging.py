"""What the repository's policies say of a product that is not written yet.

They are asked in the small repository. Of other products only what people wrote is there: whatever
a policy reads of their SQL, the goal `policies` knows better once the product is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from inseam.adopt.bench import PROFILES
from inseam.adopt.reading import AS_OF
from inseam.documents.yaml_document import read_yaml
from inseam.facts import dbt
from inseam.facts.contracts import read_contracts
from inseam.facts.dbt_request import DbtFactsRequest
from inseam.facts.documents import read_documents
from inseam.facts.engine import ENGINES
from inseam.facts.environments import read_environments
from inseam.facts.gathered import Gathered
from inseam.facts.schema import EXTERNAL, PUBLISHED
from inseam.facts.teams import read_teams
from inseam.odcs.contract import Contract, read_contract
from inseam.policies.assessment import assess
from inseam.policies.repository import read_repository
from inseam.policies.sandbox import open_sandbox
from inseam.report.finding import Finding

_FACTS = Path("_facts")
_TEAMS = Path("platform/teams.yaml")
_ENVIRONMENTS = Path("platform/environments.yaml")


def judge(product: str, external: frozenset[str], today: date) -> tuple[Finding, ...]:
    """What is open of the product's files, and of the contracts that are drafted with it."""
    _FACTS.mkdir()
    for place, facts in enumerate(_facts(Path("products", product))):
        facts.write(_FACTS / f"{place}.jsonl")
    sandbox = open_sandbox(sorted(_FACTS.glob("*.jsonl")))
    assessment = assess(read_repository(Path()), sandbox, today)
    return tuple(
        violation.finding
        for violation in assessment.open
        if violation.finding.file in external
        or violation.finding.file.startswith(f"products/{product}/")
    )


def _facts(project: Path) -> Iterable[Gathered]:
    for folder in sorted(Path("products").iterdir()):
        yield read_documents(folder)
    yield read_contracts(EXTERNAL, sorted(Path("contracts/external").glob("*.odcs.yaml")))
    yield read_contracts(PUBLISHED, sorted(Path("contracts/published").rglob("*.odcs.yaml")))
    if _TEAMS.is_file():
        yield read_teams(_TEAMS)
    if _ENVIRONMENTS.is_file():
        yield read_environments(_ENVIRONMENTS, PROFILES)
    own = _contracts(project.glob("models/output_ports/*/*.odcs.yaml"))
    everywhere = _contracts(
        [
            *Path("contracts/external").glob("*.odcs.yaml"),
            *Path("products").glob("*/models/output_ports/*/*.odcs.yaml"),
        ]
    )
    request = DbtFactsRequest(project, PROFILES, AS_OF, ENGINES["duckdb"], None, own, everywhere)
    yield dbt.read_project(request).facts


def _contracts(paths: Iterable[Path]) -> dict[str, Contract]:
    read = (read_contract(read_yaml(str(path), path.read_bytes())) for path in sorted(paths))
    return {contract.id: contract for contract in read}
