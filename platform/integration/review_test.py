"""`./pants review` over real products."""

from __future__ import annotations

import re

import pytest
from conftest import Repository

# Both sides of the products are built.
pytestmark = pytest.mark.nightly

CONSUMER = "products/customer_activity"
MODEL = f"{CONSUMER}/models/intermediate/int_customer_activity.sql"
ORGANIZATIONS = f"{CONSUMER}/tests/inputs/entropydata-postgres-v1/organization.csv"
CANARY = "canary.person@secret.example.com"
OBJECT = "entropydata-customer-activity-v1.customer_activity"


def review(repository: Repository, form: str = "markdown") -> str:
    result = repository.pants("--review-base=main", f"--inseam-format={form}", "review")
    assert result.exit_code == 0, result.output
    return result.output


def test_a_changed_case_branch_shows_which_organizations_moved(repository: Repository) -> None:
    repository.replace(
        MODEL,
        "when user_added_at <= {{ as_of }} then user_added_at end",
        "when user_added_at < {{ window_start }} then user_added_at end",
    )
    said = review(repository)
    assert (
        f"| <code>{OBJECT}</code> | 14 → 14 | 0 | 0 | 4 | <code>users_last_signed_up_at</code> 4 |"
        in said
    )
    moved = re.findall(r"<code>organization_id</code> = <code>([0-9a-f-]{36})</code>", said)
    assert len(set(moved)) == 4
    assert "👀 **Look" in said or "🛑 **Do not merge yet**: the test of customer_activity" in said

    # The daemon would remember it all: another one finds what the first has kept.
    form = "--inseam-format=markdown"
    again = repository.pants("--no-pantsd", "-ldebug", form, "--review-base=main", "review")
    assert again.exit_code == 0, again.output
    started = [line for line in again.output.splitlines() if "spawned local process" in line]
    # What git says is asked for anew.
    assert any("Ask git for merge-base" in line for line in started)
    assert [line for line in started if "inseam.warm" in line] == []


def test_a_changed_comment_changes_no_row(repository: Repository) -> None:
    repository.edit(MODEL, lambda text: f"-- Made of what customers do.\n{text}")
    said = review(repository)
    assert f"| <code>{OBJECT}</code> | 14: no row differs |" in said
    assert "✅ **Nothing changes for readers**: no contract changes; no row differs" in said


@pytest.mark.parametrize(
    "value",
    [
        "f842da82-d17a-4def-837e-b5fdd6544d99",
        "inga.petersen@nordwind.example.com",
        "nordwind-logistik",
    ],
    ids=["key", "personal", "text"],
)
def test_an_address_in_the_test_inputs_is_nowhere(repository: Repository, value: str) -> None:
    repository.replace(ORGANIZATIONS, value, CANARY)
    for form in ("markdown", "json"):
        said = review(repository, form)
        assert OBJECT.partition(".")[0] in said
        assert "canary" not in said
        assert "secret.example" not in said
