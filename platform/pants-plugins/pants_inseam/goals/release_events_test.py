from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner, mock_console

from pants_inseam.goals.lineage_test import FILES as WITH_LINEAGE
from pants_inseam.goals.release import Release
from pants_inseam.stub_repository import OPTIONS, Files, make_repository, pex_tool_variables

KEY = "ENTROPY_DATA_API_KEY"
# Writes down what it is asked for, what it has, and whether it was given the key.
STUB = """\
import json, os, sys

_, form, file = sys.argv
asked = json.load(open(file))
root = os.path.dirname(file)
asked["files"] = sorted(
    os.path.relpath(os.path.join(folder, name), root)
    for folder, _, names in os.walk(os.path.join(root, "_lineage"))
    for name in names
)
asked["key"] = os.environ.get("ENTROPY_DATA_API_KEY")
with open("asked.jsonl", "a") as out:
    out.write(json.dumps(asked) + "\\n")
sys.exit({fails!r}.get(asked["environment"], 0))
"""
FILES: Files = {
    **WITH_LINEAGE,
    "platform/inseam/release/BUILD": "python_sources()\n",
    "platform/inseam/release/__main__.py": STUB.replace(
        "{fails!r}", "{'broken': 1, 'unreadable': 2}"
    ),
    "platform/inseam/release/events/BUILD": "python_sources()\n",
    "platform/inseam/release/events/__main__.py": STUB.replace("{fails!r}", "{'down': 1}"),
}
MARKET = "--data-products-repositories={'market': {'kind': 'entropy-data', 'default': True}}"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> RuleRunner:
    made = make_repository(FILES)
    monkeypatch.chdir(made.build_root)
    return made


def release(
    runner: RuleRunner, *arguments: str, key: str | None = "canary"
) -> tuple[GoalRuleResult, list[Mapping[str, Any]]]:
    """What came of it, and what each process was asked for."""
    file = Path(runner.build_root, "asked.jsonl")
    file.unlink(missing_ok=True)
    # A process in the foreground takes this process's own files.
    with mock_console(runner.options_bootstrapper):
        result = runner.run_goal_rule(
            Release,
            args=arguments,
            global_args=[*OPTIONS, MARKET],
            env={KEY: key} if key else {},
            env_inherit=pex_tool_variables(),
        )
    lines = file.read_text().splitlines() if file.exists() else []
    return result, [json.loads(line) for line in lines]


def test_events_follow_a_release_and_only_their_process_has_the_key(runner: RuleRunner) -> None:
    result, (released, sent) = release(runner, "products::")

    assert result.exit_code == 0, result.stderr
    assert (released["action"], released["key"]) == ("release", None)
    assert sent["key"] == "canary"
    assert sent["products"] == released["products"]
    assert sent["only"] is False
    assert sent["receivers"] == [
        {"address": "", "key_variable": KEY, "products": ["invoices", "orders"]}
    ]
    assert sent["lineage"] == {name: f"_lineage/{name}" for name in ("invoices", "orders")}
    assert "_lineage/orders/lineage.json" in sent["files"]
    assert any(file.endswith(".jsonl") for file in sent["files"])


def test_without_a_key_nothing_is_sent_and_a_line_says_so(runner: RuleRunner) -> None:
    result, asked = release(runner, "products/orders::", key=None)

    assert (result.exit_code, len(asked)) == (0, 1)
    assert f"No OpenLineage events are sent: {KEY} is not set." in result.stderr
    alone, asked = release(runner, "--release-events=only", "products/orders::", key=None)
    assert (alone.exit_code, asked) == (2, [])


def test_a_failed_release_has_events_and_a_plan_has_none(runner: RuleRunner) -> None:
    failed, asked = release(runner, "--release-environment=broken", "products/orders::")
    assert (failed.exit_code, len(asked)) == (1, 2)
    unread, asked = release(runner, "--release-environment=unreadable", "products/orders::")
    assert (unread.exit_code, len(asked)) == (2, 1)
    for option in ("--release-dry-run", "--release-list", "--release-events=none"):
        assert len(release(runner, option, "products/orders::")[1]) == 1


def test_events_alone_release_nothing_and_what_did_not_arrive_is_the_exit_code(
    runner: RuleRunner,
) -> None:
    alone, (sent,) = release(runner, "--release-events=only", "products/orders::")
    assert alone.exit_code == 0
    assert "action" not in sent
    assert sent["only"] is True
    down, asked = release(runner, "--release-environment=down", "products/orders::")
    assert (down.exit_code, len(asked)) == (1, 2)
