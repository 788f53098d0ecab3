from __future__ import annotations

from pants.engine.fs import Digest, DigestContents, PathGlobs
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.inputs.contracts import CanonicalContract, ContractFile
from pants_inseam.stub_repository import make_repository

FILE = "contracts/external/shop-v1.odcs.yaml"
# Takes comments for wording, and refuses a file that says it is broken.
CANONICAL = """\
import os, sys

source, target = sys.argv[1:]
assert os.listdir(os.path.dirname(source)) == [os.path.basename(source)]
lines = open(source).read().splitlines()
if "broken" in lines:
    print(f"{source}: broken")
    sys.exit(2)
with open(target, "w") as form:
    form.write("".join(f"{line}\\n" for line in lines if not line.startswith("#")))
"""


def repository(text: str) -> RuleRunner:
    return make_repository(
        {
            FILE: text,
            "contracts/external/other.yaml": "",
            "platform/inseam/odcs/canonical.py": CANONICAL,
        }
    )


def canonical(runner: RuleRunner) -> CanonicalContract:
    digest = runner.request(Digest, [PathGlobs([FILE])])
    return runner.request(CanonicalContract, [ContractFile(FILE, digest)])


def test_the_form_lies_in_a_folder_of_its_own_under_the_contract_s_path() -> None:
    runner = repository("# words\nid: shop-v1\n")
    found = canonical(runner)
    assert (found.file, found.canonical) == (FILE, f"_contracts/{FILE}.json")
    (form,) = runner.request(DigestContents, [found.process.output_digest])
    assert (form.path, form.content) == (found.canonical, b"id: shop-v1\n")


def test_two_wordings_of_a_contract_are_the_same_for_whoever_reads_the_form() -> None:
    runner = repository("# words\nid: shop-v1\n")
    first = canonical(runner)
    runner.write_files({FILE: "id: shop-v1\n# other words\n"})
    second = canonical(runner)
    assert first.process.output_digest == second.process.output_digest


def test_a_contract_that_cannot_be_read_is_an_exit_code() -> None:
    found = canonical(repository("broken\n"))
    assert found.process.exit_code == 2
    assert found.process.stdout == f"{FILE}: broken\n".encode()
