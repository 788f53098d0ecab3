from __future__ import annotations

import json
from typing import Optional

import pytest
from pants.core.goals.run import RunRequest
from pants.engine.fs import Digest, DigestContents, PathGlobs
from pants.engine.internals.scheduler import ExecutionError
from pants.engine.target import Target
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.run import DbtRunFieldSet
from pants_inseam.goals.testing_test import given, run
from pants_inseam.inputs.contracts import ContractFile
from pants_inseam.inputs.rows import GeneratedInputs, GeneratedInputsRequest
from pants_inseam.stub_repository import (
    Files,
    below,
    contract,
    make_repository,
    set_options,
    source,
    targets_in,
)

SHOP = "contracts/external/shop-v1.odcs.yaml"
CRM = "contracts/external/crm-v1.odcs.yaml"
FOLDER = f"_generated/{SHOP}"
LIBRARY: Files = {
    # All but the comments.
    "platform/inseam/odcs/canonical.py": """\
import sys

lines = open(sys.argv[1]).read().splitlines(True)
open(sys.argv[2], "w").write("".join(line for line in lines if not line.startswith("#")))
""",
    "platform/inseam/testing/tpcds.py": """\
import os, sys, uuid

file, form, folder = sys.argv[1:]
text = open(form).read()
if "faulty" in text:
    print("what is wrong with " + form)
    sys.exit(2)
os.makedirs(folder)
open(folder + "/orders.parquet", "w").write(text + str(uuid.uuid4()))
""",
    "platform/inseam/testing/__main__.py": """\
import json, os, sys, uuid

request = json.load(open(sys.argv[1]))
files = [os.path.join(folder, name)[2:] for folder, _, names in os.walk(".") for name in names]
os.makedirs("_results")
given = {"request": request, "files": files, "run": str(uuid.uuid4())}
json.dump(given, open("_results/given.json", "w"))
for name in ("result.json", "junit.xml"):
    json.dump({"failing": False}, open("_results/" + name, "w"))
""",
}


def shop(text: str = "") -> str:
    return contract("shop-v1") + f'customProperties: ["testDataGenerator", "{text}"]\n'


def repository(text: str = "", files: Optional[Files] = None) -> RuleRunner:
    return make_repository(
        {
            **LIBRARY,
            "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')\n"
            "data_contract(name='crm', source='crm-v1.odcs.yaml')",
            SHOP: shop(text),
            CRM: contract("crm-v1"),
            **below(
                "products/orders",
                {
                    "BUILD": "data_product()",
                    "dbt_project.yml": "name: orders",
                    "models/input_ports/shop-v1.source.yaml": source("shop-v1"),
                },
            ),
            **(files or {}),
        }
    )


def generated(runner: RuleRunner, *contracts: str) -> GeneratedInputs:
    digests = (runner.request(Digest, [PathGlobs([path])]) for path in contracts)
    files = tuple(map(ContractFile, contracts, digests))
    return runner.request(GeneratedInputs, [GeneratedInputsRequest(files)])


def rows(runner: RuleRunner) -> bytes:
    digest = generated(runner, SHOP).digest
    (file,) = runner.request(DigestContents, [digest])
    return file.content


def project(runner: RuleRunner) -> Target:
    return targets_in(runner, "products/orders")["products/orders#dbt"]


def test_only_contracts_that_name_a_generator_get_rows() -> None:
    runner = repository()
    found = generated(runner, CRM, SHOP)
    assert dict(found.folders) == {SHOP: FOLDER}
    files = runner.request(DigestContents, [found.digest])
    assert [file.path for file in files] == [f"{FOLDER}/orders.parquet"]


def test_rows_are_made_anew_for_what_the_contract_asks_and_not_for_its_wording() -> None:
    runner = repository("scale 1")
    first = rows(runner)
    runner.write_files({SHOP: shop("scale 1") + "# words\n"})
    set_options(runner)
    assert rows(runner) == first
    runner.write_files({SHOP: shop("scale 2")})
    set_options(runner)
    assert rows(runner) != first


def test_the_test_of_a_consumer_is_given_the_rows_and_makes_none() -> None:
    runner = repository()
    seen = given(runner)
    (entry,) = (e for e in seen["request"]["input_ports"] if e["file"] == SHOP)
    assert entry["generated"] == FOLDER
    assert f"{FOLDER}/orders.parquet" in seen["files"]


def test_a_request_that_cannot_be_met_fails_the_consumers_test_with_the_contract_itself() -> None:
    result = run(repository("faulty"))
    assert result.exit_code == 2
    # The canonical form has other lines than the file that a person edits.
    assert f"what is wrong with {SHOP}\n" in result.stdout


def test_dbt_by_hand_has_the_rows_beside_its_request() -> None:
    runner = repository()
    request = runner.request(RunRequest, [DbtRunFieldSet.create(project(runner))])
    files = {file.path: file.content for file in runner.request(DigestContents, [request.digest])}
    (entry,) = json.loads(files["_request.json"])["input_ports"]
    assert f"{entry['generated']}/orders.parquet" in files


def test_dbt_by_hand_does_not_start_on_a_request_that_cannot_be_met() -> None:
    runner = repository("faulty")
    with pytest.raises(ExecutionError, match="what is wrong with"):
        runner.request(RunRequest, [DbtRunFieldSet.create(project(runner))])
