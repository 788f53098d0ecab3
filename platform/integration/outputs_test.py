"""What a test leaves in dist/."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from conftest import Repository

PRODUCT = "products/customer_activity"
RESULTS = "dist/test/products.customer_activity@dbt"
REPORT = "dist/test/reports/products.customer_activity@dbt/junit.xml"


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_rows_profile_and_artifacts_are_the_same_bytes_on_every_run(repository: Repository) -> None:
    runs = []
    # In a process of its own, in one that another has been forked from, and after another product.
    for options in (["--no-inseam-warm-processes"], [], []):
        result = repository.pants(*options, "test", "--force", f"{PRODUCT}::")
        assert result.exit_code == 0, result.output
        runs.append(files_below(repository.root / RESULTS))
        result = repository.pants("test", "--force", "products/entropydata_postgres::")
        assert result.exit_code == 0, result.output

    assert runs[0] == runs[1] == runs[2]
    assert {
        "rows/entropydata-customer-activity-v1/customer_activity.parquet",
        "checks.json",
        "profile.json",
        "manifest.json",
        "run_results.build.json",
        "run_results.test.json",
        "compiled/customer_activity/models/output_ports/v1/customer_activity.sql",
    } <= runs[0].keys()
    # No trace of the folder that the run happened to be in.
    assert not [name for name, content in runs[0].items() if b"/pants-sandbox" in content]


def test_the_report_has_a_case_for_every_node_and_check(repository: Repository) -> None:
    result = repository.pants("test", "--test-report", f"{PRODUCT}::")

    assert result.exit_code == 0, result.output
    report = ElementTree.parse(repository.root / REPORT)
    suites = {suite.get("name"): suite for suite in report.iter("testsuite")}
    assert suites.keys() == {"customer_activity", "entropydata-customer-activity-v1"}
    nodes = suites["customer_activity"].findall("testcase")
    checks = suites["entropydata-customer-activity-v1"].findall("testcase")
    assert f"customer_activity: {len(nodes)} dbt nodes" in result.output
    passed = [case for case in checks if case.find("skipped") is None]
    assert f"entropydata-customer-activity-v1: {len(passed)} contract checks" in result.output
    skipped = [case.get("name", "") for case in checks if case.find("skipped") is not None]
    assert "freshness" in skipped
    assert any("`customer-activity-volume`" in name for name in skipped)
