"""What the library is given to make files of."""

from __future__ import annotations

import json

import pytest

from pants_inseam.stub_generators import LIBRARY, generate, product, published, up_to_date
from pants_inseam.stub_repository import Files, make_repository, source

# Says which files it can see, and what it was called with.
_SHOW = """\
import json, sys
from pathlib import Path

inputs = sorted(
    str(path) for path in Path(".").rglob("*") if path.is_file() and path.parts[0][0] not in "._"
)
print(json.dumps({"findings": [{"what": "saw", "file": path} for path in inputs]}))
print(*sys.argv[1:], file=sys.stderr)
sys.exit(2)
"""
_QUIET = "print()"


def seen(module: str, *files: Files, spec: str = "::") -> tuple[set[str], str]:
    """The files that the module sees, and its arguments."""
    quiet = dict.fromkeys(LIBRARY, _QUIET)
    merged = {path: content for some in files for path, content in some.items()}
    runner = make_repository({**quiet, f"platform/inseam/codegen/{module}.py": _SHOW, **merged})
    result = generate(runner, spec)
    report, arguments, *_ = [line for line in result.stderr.splitlines() if line.strip()]
    found = {finding["file"] for finding in json.loads(report)["findings"]}
    return {file for file in found if not file.startswith("testing.pex")}, arguments


PROJECT: Files = {
    **product("orders", reads=("shop-v1",)),
    **up_to_date("orders"),
    "products/orders/models/input_ports/shop-v1.odcs.yaml": "",
    "products/orders/models/staging/stg_orders.sql": "",
    "products/orders/README.md": "",
    published("shop-v1", "1.0.0"): "",
    published("shop-v1", "1.1.0"): "",
    published("crm-v1"): "",
}


def test_a_project_is_made_from_its_ports_and_the_archive_of_what_it_reads() -> None:
    files, arguments = seen("project", PROJECT)
    assert files == {
        "products/orders/models/output_ports/v1/orders-v1.odcs.yaml",
        "products/orders/models/output_ports/v1/_models.yml",
        "products/orders/macros/generate_schema_name.sql",
        "products/orders/models/input_ports/all.source.yaml",
        "products/orders/models/input_ports/shop-v1.odcs.yaml",
        published("shop-v1", "1.0.0"),
        published("shop-v1", "1.1.0"),
    }
    assert arguments == "products/orders _generated"


@pytest.mark.parametrize("hostile", ["../../secret", "/secret", "..", "*", "'{secret,crm-v1}'"])
def test_the_id_of_a_source_leads_to_no_file_outside_of_the_archive(hostile: str) -> None:
    files, _ = seen(
        "project",
        {
            **PROJECT,
            "products/orders/models/input_ports/all.source.yaml": source(hostile),
            "secret/1.0.0.odcs.yaml": "",
            "contracts/1.0.0.odcs.yaml": "",
        },
    )
    assert not [file for file in files if not file.startswith("products/orders/")]


def test_a_published_version_is_made_from_the_contract_and_its_archive() -> None:
    orders = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    configuration = {"contract-gate.yaml": ""}
    files, arguments = seen("published", PROJECT, {published("orders-v1"): ""}, configuration)
    assert files == {orders, published("orders-v1"), "contract-gate.yaml"}
    assert arguments == f"{orders} _generated"


@pytest.mark.parametrize("hostile", ["../../secret", "*", "..", "[", ""])
def test_the_id_of_a_contract_leads_to_no_file_outside_of_the_archive(hostile: str) -> None:
    orders = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    text = f"kind: DataContract\nid: '{hostile}'\n"
    files, _ = seen("published", PROJECT, {orders: text, "secret/1.0.0.odcs.yaml": ""})
    assert files == {orders}


def test_codeowners_is_made_from_what_says_who_owns_what_in_all_products() -> None:
    agreement = "products/orders/agreements/shop-v1.yaml"
    spec = "products/returns/returns.odps.yaml"
    external = "contracts/external/shop-v1.odcs.yaml"
    files, arguments = seen(
        "codeowners",
        PROJECT,
        product("returns"),
        dict.fromkeys((agreement, spec, external), ""),
        {"platform/teams.yaml": "[]", "CODEOWNERS": ""},
        spec="products/orders::",
    )
    assert files == {
        "CODEOWNERS",
        "platform/teams.yaml",
        "products/orders/models/output_ports/v1/orders-v1.odcs.yaml",
        "products/returns/models/output_ports/v1/returns-v1.odcs.yaml",
        agreement,
        spec,
        external,
    }
    assert arguments == "_generated"
