"""docs/first-product.md, "Add a data product": its lines run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from conftest import Repository

PRODUCT = "products/customer_names"


def commands_of(document: str, heading: str) -> str:
    """The indented lines of a section, which are for a shell."""
    section = document.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^(?: {4}.*\n|\n(?= {4}))+", section, re.MULTILINE)
    return "".join(
        line.removeprefix("    ") for block in blocks for line in block.splitlines(keepends=True)
    )


def run(repository: Repository, script: str, dbt: Path) -> tuple[int, str]:
    # A function, not another PATH: that would be another environment for Pants.
    person_s_dbt = f'dbt() {{ {shlex.quote(str(dbt))} "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-e", "-c", person_s_dbt + script],
        cwd=repository.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TERM": "dumb"},
        check=False,
    )
    return done.returncode, done.stdout


def test_the_product_of_the_guide_passes(repository: Repository, dbt: Path) -> None:
    document = (repository.root / "docs/first-product.md").read_text(encoding="utf-8")

    exit_code, output = run(repository, commands_of(document, "Add a data product"), dbt)

    assert exit_code == 0, output
    assert f"Created {PRODUCT}/BUILD" in output
    for made in (
        "CODEOWNERS",
        "contracts/published/customer-names-v1/1.0.0.odcs.yaml",
        f"{PRODUCT}/.sqlfluff",
        f"{PRODUCT}/macros/generate_schema_name.sql",
        f"{PRODUCT}/models/input_ports/entropydata-postgres-v1.odcs.yaml",
        f"{PRODUCT}/models/output_ports/v1/_models.yml",
    ):
        assert f"wrote {made}" in output
    # It is written as the formatters have it.
    assert "made changes" not in output
    assert "customer-names-v1: 8 contract checks: 8 passed, 0 failed" in output
    assert f"✓ {PRODUCT}#dbt succeeded" in output
    assert "Kumo Labs" in output
    assert "Completed successfully" in output
    status = repository.git_status().splitlines()
    assert status == [
        " M CODEOWNERS",
        "?? contracts/published/customer-names-v1/",
        f"?? {PRODUCT}/",
    ]
