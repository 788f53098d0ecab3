"""`./pants package`: the bundle of a product, here and in another clone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Repository, Result

PRODUCT = "products/customer_activity"
BUNDLE = "dist/bundles/customer_activity"
CONTRACT = "entropydata-customer-activity-v1"
CONTRACT_FILE = f"{PRODUCT}/models/output_ports/v1/{CONTRACT}.odcs.yaml"
PROVIDER_CONTRACT = (
    "products/entropydata_postgres/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
)
SAMPLE = f"{BUNDLE}/sample/{CONTRACT}/customer_activity.json"
# Its value in a row that the product's team wrote down.
VALUE = "bigquery"


def processes_run(output: str) -> int:
    """How many no cache could answer."""
    found = re.search(r"^ *local_execution_requests: (\d+)$", output, re.MULTILINE)
    assert found, output
    return int(found[1])


def package(repository: Repository, *arguments: str) -> Result:
    result = repository.pants(*arguments, "package", PRODUCT)
    assert result.exit_code == 0, result.output
    return result


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def verify(repository: Repository, bundle: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inseam.bundle", "verify", bundle],
        cwd=repository.root,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "platform"},
    )


@pytest.fixture
def clone(shared_repository: Repository, tmp_path: Path) -> Iterator[Repository]:
    """A clone in a folder of another name, as on a machine where nothing was run before."""
    root = tmp_path / "some" / "other folder"
    subprocess.run(["git", "clone", "--quiet", shared_repository.root, root], check=True)
    clone = Repository(root)
    yield clone
    clone.stop_daemon()


@pytest.mark.nightly
def test_a_bundle_has_the_same_bytes_from_another_clone(
    repository: Repository, clone: Repository, tmp_path: Path
) -> None:
    package(repository)
    package(clone, f"--local-store-dir={tmp_path / 'store'}")

    here, there = (files_below(each.root / BUNDLE) for each in (repository, clone))
    assert here == there
    whole = b"".join(here.values())
    assert not [name for name in ("sandbox", str(tmp_path)) if name.encode() in whole]
    revision = json.loads(here["bundle.json"])["sourceRevision"]
    assert re.fullmatch("[0-9a-f]{40}", revision)


def test_a_second_call_does_no_work(repository: Repository) -> None:
    # Of revisions that nobody has asked for before.
    one, other = (f"--bundles-source-revision={uuid.uuid4()}" for _ in range(2))
    package(repository, one)
    assert processes_run(package(repository, one, "--stats-log").output) == 0
    # It is in the manifest, and nowhere else.
    assert processes_run(package(repository, other, "--stats-log").output) == 1


def test_a_bundle_holds_until_somebody_touches_it(repository: Repository) -> None:
    package(repository)
    assert verify(repository, BUNDLE).returncode == 0

    (repository.root / BUNDLE / "README.md").write_text("# Another")
    touched = verify(repository, BUNDLE)

    assert touched.returncode == 1
    assert "error[bundle-file-changed]" in touched.stdout


def sample_of(repository: Repository) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((repository.root / SAMPLE).read_text(encoding="utf-8"))
    return rows


def test_a_column_that_becomes_personal_is_gone_without_another_test(
    repository: Repository,
) -> None:
    package(repository)
    assert VALUE in {row["data_platform"] for row in sample_of(repository)}

    column = "- name: data_platform\n"
    repository.replace(CONTRACT_FILE, column, f"{column}        tags: [pii]\n")
    package(repository)

    assert "data_platform" not in sample_of(repository)[0]
    for path, content in files_below(repository.root / BUNDLE).items():
        if path.startswith(("sample/", "profile", "test-results/", "dbt-results")):
            assert VALUE not in content.decode(), path
    bundle = json.loads((repository.root / BUNDLE / "bundle.json").read_text(encoding="utf-8"))
    assert bundle["sourceRevision"].endswith("+changed")


def test_a_column_is_gone_that_is_made_of_what_its_provider_calls_personal(
    repository: Repository,
) -> None:
    package(repository)
    assert "organization_vanity_url" in sample_of(repository)[0]

    column = "- name: vanity_url\n"
    repository.replace(PROVIDER_CONTRACT, column, f"{column}        tags: [pii]\n")
    package(repository)

    assert "organization_vanity_url" not in sample_of(repository)[0]


def test_a_product_that_does_not_parse_is_named_with_file_and_line(repository: Repository) -> None:
    repository.edit(f"{PRODUCT}/dbt_project.yml", lambda text: f"{text}\nmodels: [\n")
    result = repository.pants("package", "products::")

    assert result.exit_code == 1
    assert f"NoBundle: {PRODUCT} was not packaged:" in result.output
    assert f"{PRODUCT}/dbt_project.yml" in result.output.split("NoBundle")[1]
    assert "Traceback (most recent call last)" not in result.output


def test_a_product_that_breaks_its_promise_is_bundled_with_what_its_test_says(
    repository: Repository,
) -> None:
    repository.replace(CONTRACT_FILE, "mustBe: 0\n", "mustBe: 1\n")
    assert "Its test finds errors" in package(repository).output

    file = repository.root / BUNDLE / f"test-results/{CONTRACT}.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    assert said["result"] == "failed"
