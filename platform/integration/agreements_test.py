"""`./pants agreements` over real products."""

from __future__ import annotations

import json

from conftest import Repository

PROVIDER = "products/entropydata_postgres"
CONSUMER = "products/customer_activity"
AGREEMENT = f"{CONSUMER}/agreements/entropydata-postgres-v1.yaml"
DAY = "--agreements-today=2026-06-30"


def test_the_readers_of_a_products_port_and_what_it_reads(repository: Repository) -> None:
    result = repository.pants(DAY, "--inseam-format=json", "agreements", f"{PROVIDER}::")
    assert result.exit_code == 0, result.output
    said = json.loads(result.output[result.output.index("{") :])
    assert [(r["consumer"], r["port"], r["state"]) for r in said["readings"]] == [
        ("entropydata_postgres", "entropydata-application-v1", "agreed"),
        ("customer_activity", "entropydata-postgres-v1", "agreed"),
    ]


def test_a_day_that_is_none_is_said(repository: Repository) -> None:
    result = repository.pants("--agreements-today=tomorrow", "agreements")
    assert result.exit_code == 2
    assert "`tomorrow` is not a day." in result.output


def test_a_branch_that_ends_one_without_notice_is_refused(repository: Repository) -> None:
    repository.edit(AGREEMENT, lambda text: text.replace("2027-11-14", "2026-08-01"))
    result = repository.pants(DAY, "--agreements-base=main", "agreements")
    assert result.exit_code == 1, result.output
    assert f"{AGREEMENT}:1: error[agreement-ended-without-notice]" in result.output
    assert "Let it end on 2026-09-28 or later" in result.output

    annotated = repository.pants(
        DAY, "--agreements-base=main", "--inseam-format=github", "agreements"
    )
    assert annotated.exit_code == 1, annotated.output
    assert f"::error file={AGREEMENT},line=1,title=agreement-ended-without-notice::" in (
        annotated.output
    )
