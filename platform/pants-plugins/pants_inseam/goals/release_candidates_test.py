from __future__ import annotations

from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.lineage_test import FILES as WITH_LINEAGE
from pants_inseam.goals.release import ReleaseCandidate
from pants_inseam.stub_repository import Files, make_repository, targets_in
from pants_inseam.target_types import DbtProject

# Writes down which files it has; refuses a project that says it is broken.
STUB = """\
import json, os, sys

_, request, target = sys.argv
project = json.load(open(request))["project"]
names = [os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names]
if b"broken" in open(project + "/dbt_project.yml", "rb").read():
    sys.exit(2)
own = [name[2:] for name in names if name.startswith(("./products", "./shared", "./contracts"))]
json.dump({"project": project, "files": sorted(own)}, open(target, "w"))
"""
FILES: Files = {
    **WITH_LINEAGE,
    "platform/inseam/release/candidate.py": STUB,
}


def candidate(runner: RuleRunner, folder: str) -> ReleaseCandidate:
    (product,) = (t for t in targets_in(runner, folder).values() if t.alias == "dbt_project")
    return runner.request(ReleaseCandidate, [DbtProject.of(product)])


def test_a_candidate_is_made_of_the_product_and_of_the_contracts_that_it_reads() -> None:
    runner = make_repository(FILES)

    found = candidate(runner, "products/orders").value

    assert found["project"] == "products/orders"
    assert "products/orders/dbt_project.yml" in found["files"]
    assert any(file.endswith(".odcs.yaml") for file in found["files"])
    assert not any(file.startswith("products/invoices/models/staging") for file in found["files"])


def test_files_that_are_not_valid_have_none() -> None:
    runner = make_repository({**FILES, "products/orders/dbt_project.yml": "broken"})

    assert candidate(runner, "products/orders").value is None
