"""A company's own repository, made with one command: nothing of ours in it, and it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Repository, copy_repository

ASKED = ("--teams", "data-platform,sales", "--catalog", "acme_prod", "--owner", "acme")
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "a"), ("EMAIL", "a@example.com"))
}
# Of products, contracts, teams and places of ours; `EntropyData` is the marketplace.
OURS = re.compile(
    r"entropydata[-_]|entropy_data_prod|entropy-data[-.]example|tpcds-|customer[-_]activity"
    r"|article[-_]pairs|shelf[-_]warmers|stock[-_]levels|customer[-_]spend|web[-_]orders"
    r"|customer-success|platform-application"
)
OF_MERGE_REQUESTS = '$CI_PIPELINE_SOURCE == "merge_request_event"'
PRODUCT = {
    "dbt_project.yml": "name: orders\n",
    "seeds/rows.csv": "id\n1\n",
    "models/orders.sql": "select id from {{ ref('rows') }}\n",
    "models/_models.yml": (
        "models:\n  - name: orders\n    columns: [{name: id, data_tests: [not_null]}]\n"
    ),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Made from a copy of this repository, with its products and their words."""
    ours = Repository(tmp_path_factory.mktemp("ours"))
    products = {path.name for path in (ROOT / "products").iterdir()}
    copy_repository(ours.root, products)
    ours.git("init", "--quiet", "--initial-branch=main")
    ours.git("add", "--all")
    folder = tmp_path_factory.mktemp("company") / "acme-data"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in IDENTITY.items():
            patch.setenv(name, value)
        ours.git("commit", "--quiet", "--message=Begin")
        made = ours.pants("run", "platform/tools:new-repository", "--", str(folder), *ASKED)
    assert made.exit_code == 0, made.output
    ours.stop_daemon()
    company = Repository(folder)
    yield company
    company.stop_daemon()


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] not in {".git", ".pants.d", ".pids", "dist"}:
            yield str(inside), path.read_text(encoding="utf-8", errors="replace")


def test_nothing_of_ours_is_in_it(company: Repository) -> None:
    found = [
        f"{file}: {match[0]}"
        for file, text in texts(company.root)
        for match in OURS.finditer(f"{file}\n{text}".lower())
    ]
    assert found == []
    assert not (company.root / "products").exists()


def test_links_of_its_documentation_lead_somewhere(company: Repository) -> None:
    dead = [
        f"{file}: {target}"
        for file, text in texts(company.root)
        if file.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s:]+)[#)]", text)
        if not (company.root / file).parent.joinpath(target).exists()
    ]
    assert dead == []


def test_its_first_product_is_tested(company: Repository) -> None:
    for path, text in PRODUCT.items():
        file = company.root / "products/orders" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    tailored = company.pants("tailor", "products::")
    assert tailored.exit_code == 0, tailored.output
    tested = company.pants("test", "products::")
    assert tested.exit_code == 0, tested.output
    assert "orders: 3 dbt nodes (1 seed, 1 model; 1 data test)" in tested.output
    company.git("clean", "-fdxq", "products")


@pytest.mark.nightly
def test_the_commands_of_its_readme_and_its_checks_pass(company: Repository) -> None:
    readme = (company.root / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Quick start")[2].partition("## ")[0]
    commands = [line.split() for line in section.splitlines() if line.startswith("    ./pants ")]
    assert len(commands) == 2
    for command in commands:
        done = company.run(*command)
        assert done.exit_code == 0, done.output
    assert company.pants("tailor", "--check", "::").exit_code == 0
    checked = company.run(".ci/run")
    assert checked.exit_code == 0, checked.output
    for goal in ("dependencies", "lint", "check", "policies", "test"):
        assert f"- {goal}: passed" in checked.output
    assert company.git_status() == ""


def test_a_pipeline_of_gitlab_runs_what_the_workflows_run() -> None:
    """The scripts in .ci, with the same arguments but for the names of variables."""
    content = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    jobs = {name: job for name, job in content.items() if isinstance(job, dict) and "script" in job}
    lines = [line for job in jobs.values() for line in job["script"]]
    called = {script for line in lines for script in re.findall(r"\.ci/[\w-]+", line)}
    workflows = "".join(
        file.read_text(encoding="utf-8") for file in sorted((ROOT / ".github").rglob("*.yml"))
    )
    # Issues are kept by GitHub's API alone.
    of_github = {".ci/nightly-issues"}
    assert called == set(re.findall(r"run: .*?(\.ci/[\w-]+)", workflows)) - of_github
    # What a merge request caches, others would take.
    for name, job in jobs.items():
        caches = job["cache"] if isinstance(job["cache"], list) else [job["cache"]]
        if any(rule["if"] == OF_MERGE_REQUESTS for rule in job["rules"]):
            assert [cache["policy"] for cache in caches] == ["pull"], name
        else:
            assert all("!=" in rule["if"] or "schedule" in rule["if"] for rule in job["rules"]), (
                name
            )
