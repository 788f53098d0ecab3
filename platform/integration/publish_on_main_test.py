"""What .ci/publish and .ci/publish-main select, .ci/release-main releases, and when they refuse.

But for the last test ./pants itself is a stand-in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, Repository, Result

from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server

# Writes down what it was asked; `affected` and `list` answer with what the test wrote.
PANTS = """#!/bin/sh
echo "$*" >> calls
case "$*" in
  *" affected") cat specs ;;
  *" list") cat affected ;;
  *) exit "$(cat exit-code)" ;;
esac
"""
SQL = "products/orders/models/orders.sql"
AFFECTED = (
    "products/orders#dbt\nproducts/orders#orders-v1\nproducts/spend#dbt\nshared/macros:macros\n"
)
ALL = "publish products::"
BOTH = "publish products/orders:: products/spend::"


@dataclass(frozen=True)
class Main:
    """A clone of main, as a run of the workflow has it."""

    root: Path

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *arguments],
            cwd=self.root,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, *files: str) -> str:
        """A commit that changes these files."""
        for name in files or (SQL,):
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a") as text:
                text.write("-- edited\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=change")
        return self.git("rev-parse", "HEAD")

    def run(self, *command: str, **variables: str) -> Result:
        done = subprocess.run(
            command,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={"PATH": os.environ["PATH"], **variables},
            check=False,
        )
        return Result(done.returncode, done.stdout)

    def publish(self, *arguments: str) -> Result:
        return self.run(".ci/publish", *arguments)

    def publish_main(
        self, tip: str, *, address: str = "https://here", fails: bool = False
    ) -> Result:
        (self.root / "exit-code").write_text("1" if fails else "0")
        return self.run(".ci/publish-main", tip, ENTROPY_DATA_HOST=address)

    def release_main(self, tip: str, *, fails: bool = False) -> Result:
        (self.root / "exit-code").write_text("1" if fails else "0")
        return self.run(".ci/release-main", "databricks", tip)

    def published(self) -> list[str]:
        """What was asked to be published since this was called last."""
        return self.asked("publish ")

    def released(self) -> list[str]:
        return self.asked("release ")

    def asked(self, goal: str) -> list[str]:
        calls = self.root / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return [line for line in lines if line.startswith(goal)]


@pytest.fixture
def main(tmp_path: Path) -> Main:
    main = Main(tmp_path)
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "pants").write_text(PANTS)
    (tmp_path / "pants").chmod(0o755)
    (tmp_path / ".gitignore").write_text("/dist/\n/affected\n/calls\n/exit-code\n/specs\n")
    (tmp_path / "specs").write_text("--changed-since=1a2b3c4 --changed-dependents=transitive\n")
    (tmp_path / "affected").write_text(AFFECTED)
    (tmp_path / "exit-code").write_text("0")
    main.git("init", "--quiet", "--initial-branch=main")
    main.commit(
        SQL, "contracts/external/shop-v1.odcs.yaml", "platform/inseam/publish/publication.py"
    )
    return main


def test_products_that_a_change_affects_are_published_once_each(main: Main) -> None:
    base = main.git("rev-parse", "HEAD")
    main.commit()

    result = main.publish(base)

    assert result.exit_code == 0, result.output
    assert main.published() == [BOTH]
    assert result.output == f"Publishing what differs from {base}:\norders\nspend\n"


def test_a_change_of_no_product_publishes_nothing(main: Main) -> None:
    base = main.git("rev-parse", "HEAD")
    main.commit("README.md")
    (main.root / "affected").write_text("docs:docs\n")

    result = main.publish(base)

    assert result.exit_code == 0
    assert main.published() == []
    assert result.output == f"Nothing to publish: no product differs from {base}.\n"


def test_without_a_commit_all_is_published(main: Main) -> None:
    result = main.publish()

    assert main.published() == [ALL]
    assert result.output.startswith("Publishing all products: no commit is named")


@pytest.mark.parametrize("commit", ["0" * 40, "--all", "nobody"])
def test_an_unknown_commit_publishes_all_and_says_why(commit: str, main: Main) -> None:
    result = main.publish(commit)

    assert result.exit_code == 0
    assert main.published() == [ALL]
    assert f"there is no commit '{commit}' here" in result.output


def test_a_commit_of_another_history_publishes_all_and_says_why(main: Main) -> None:
    pushed = main.commit()
    main.git("reset", "--quiet", "--hard", "HEAD~1")
    main.commit("README.md")

    result = main.publish(pushed)

    assert main.published() == [ALL]
    assert f"'{pushed}' is not in the history of HEAD" in result.output


def test_a_shallow_clone_publishes_all_and_says_why(main: Main, tmp_path: Path) -> None:
    shallow = Main(tmp_path / "shallow")
    base = main.git("rev-parse", "HEAD")
    main.commit()
    main.git("clone", "--quiet", "--depth=1", f"file://{main.root}", str(shallow.root))
    (shallow.root / "exit-code").write_text("0")

    result = shallow.publish(base)

    assert shallow.published() == [ALL]
    assert "this clone is shallow" in result.output


@pytest.mark.parametrize(
    "file", ["contracts/external/shop-v1.odcs.yaml", "platform/inseam/publish/publication.py"]
)
def test_all_is_published_after_a_change_of(file: str, main: Main) -> None:
    base = main.git("rev-parse", "HEAD")
    main.commit(file)

    main.publish(base)

    assert (main.root / "calls").read_text().splitlines() == [ALL]


def test_what_differs_is_what_pants_selects_by_its_own_specs(main: Main) -> None:
    base = main.git("rev-parse", "HEAD")
    main.commit("platform/teams.yaml")
    (main.root / "specs").write_text("::\n")

    main.publish(base)

    specs = f"--affected-base={base} --affected-specs affected"
    assert (main.root / "calls").read_text().splitlines() == [specs, ":: list", BOTH]


def test_nothing_is_published_where_pants_gives_no_specs(main: Main) -> None:
    base = main.git("rev-parse", "HEAD")
    main.commit()
    (main.root / "specs").write_text("")

    assert main.publish(base).exit_code == 1
    assert main.published() == []


def test_a_failed_publication_fails(main: Main) -> None:
    (main.root / "exit-code").write_text("1")

    assert main.publish().exit_code == 1


def test_the_first_run_publishes_all_and_the_next_what_differs(main: Main) -> None:
    first = main.publish_main(main.git("rev-parse", "HEAD"))
    assert main.published() == [ALL]
    second = main.publish_main(main.commit())

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "It is not known what was published last." in first.output
    assert main.published() == [BOTH]


def test_what_a_failed_publication_may_have_sent_is_compared_even_if_it_was_reverted(
    main: Main,
) -> None:
    main.publish_main(main.git("rev-parse", "HEAD"))
    failed = main.commit()
    assert main.publish_main(failed, fails=True).exit_code == 1
    main.published()
    main.git("revert", "--no-edit", "HEAD")

    result = main.publish_main(main.git("rev-parse", "HEAD"))

    assert result.exit_code == 0
    assert f"The publication of {failed} did not end well" in result.output
    assert main.published() == [ALL]


def test_runs_that_were_never_begun_are_made_up_for(main: Main) -> None:
    """Of those that wait for their turn, GitHub drops all but the newest."""
    start = main.git("rev-parse", "HEAD")
    main.publish_main(start)
    main.commit()
    tip = main.commit("README.md")

    assert f"Publishing what differs from {start}:" in main.publish_main(tip).output


def test_an_old_run_that_is_started_again_publishes_nothing(main: Main) -> None:
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    main.publish_main(tip)
    record = (main.root / "dist/publish/last.txt").read_text()
    main.published()
    main.git("checkout", "--quiet", old)

    result = main.publish_main(tip)

    assert result.exit_code == 0
    assert main.published() == []
    assert f"Not published: main is at {tip}" in result.output
    assert (main.root / "dist/publish/last.txt").read_text() == record


def test_an_old_run_publishes_nothing_after_a_newer_one_that_failed(main: Main) -> None:
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    main.publish_main(tip, fails=True)
    main.published()
    main.git("checkout", "--quiet", old)

    main.publish_main(tip)

    assert main.published() == []


def test_an_old_run_publishes_nothing_where_it_is_not_known_what_was_published(main: Main) -> None:
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    main.git("checkout", "--quiet", old)

    assert main.publish_main(tip).exit_code == 0
    assert main.published() == []


def test_a_run_that_main_has_overtaken_meanwhile_still_goes_forward(main: Main) -> None:
    main.publish_main(main.git("rev-parse", "HEAD"))
    main.published()
    second = main.commit()
    tip = main.commit()
    main.git("checkout", "--quiet", second)

    main.publish_main(tip)

    assert main.published() == [BOTH]


def test_after_a_forced_push_the_tip_is_published_whole(main: Main) -> None:
    main.publish_main(main.commit())
    main.published()
    main.git("reset", "--quiet", "--hard", "HEAD~1")

    result = main.publish_main(main.git("rev-parse", "HEAD"))

    assert "is not in the history of HEAD" in result.output
    assert main.published() == [ALL]


def test_another_server_gets_everything(main: Main) -> None:
    main.publish_main(main.git("rev-parse", "HEAD"))
    main.published()

    result = main.publish_main(main.commit(), address="https://there")

    assert result.output.startswith(
        "The last publication went to 'https://here', and this one goes to 'https://there'.\n"
    )
    assert main.published() == [ALL]


def test_an_old_run_to_another_server_leaves_the_record_as_it_is(main: Main) -> None:
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    main.publish_main(tip, fails=True)
    main.git("checkout", "--quiet", old)

    result = main.publish_main(tip, address="https://there")

    assert "Not published" in result.output
    assert (main.root / "dist/publish/last.txt").read_text().startswith(f"begun {tip}")


def test_the_page_of_the_run_says_what_happened(main: Main, tmp_path: Path) -> None:
    tip = main.git("rev-parse", "HEAD")
    summary = tmp_path / "summary.md"

    main.run(".ci/publish-main", tip, GITHUB_STEP_SUMMARY=str(summary))

    assert summary.read_text() == f"It is not known what was published last.\nPublished: {tip}.\n"


RELEASE = "release --release-environment=databricks products::"


def test_all_products_of_the_tip_are_released(main: Main) -> None:
    tip = main.git("rev-parse", "HEAD")

    result = main.release_main(tip)

    assert result.exit_code == 0
    assert main.released() == [RELEASE]
    assert result.output == f"Released into databricks: {tip}.\n"


def test_an_old_run_that_is_started_again_releases_nothing(main: Main) -> None:
    """Not even after a newer one that failed: it has released some products."""
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    assert main.release_main(tip, fails=True).exit_code == 1
    main.released()
    main.git("checkout", "--quiet", old)

    result = main.release_main(tip)

    assert (result.exit_code, main.released()) == (0, [])
    assert f"Not released: main is at {tip}" in result.output


def test_an_old_run_releases_nothing_where_it_is_not_known_what_was_released(main: Main) -> None:
    old = main.git("rev-parse", "HEAD")
    tip = main.commit()
    main.git("checkout", "--quiet", old)

    assert main.release_main(tip).exit_code == 0
    assert main.released() == []


def test_a_run_that_main_has_overtaken_meanwhile_still_releases(main: Main) -> None:
    main.release_main(main.git("rev-parse", "HEAD"))
    second = main.commit()
    tip = main.commit()
    main.git("checkout", "--quiet", second)
    main.released()

    main.release_main(tip)

    assert main.released() == [RELEASE]


def test_a_server_gets_all_products_first_and_then_what_changed(repository: Repository) -> None:
    def publish_main(server: Server) -> Result:
        tip = repository.run("git", "rev-parse", "HEAD").output.strip()
        return repository.run(
            *(".ci/publish-main", tip),
            ENTROPY_DATA_HOST=server.address,
            ENTROPY_DATA_API_KEY="canary",
            PANTS_CONFIG_FILES="pants.ci.toml",
        )

    kept = repository.root / "dist/publish"
    shutil.rmtree(kept, ignore_errors=True)
    repository.git("checkout", "--quiet", "-b", "published")
    market = Marketplace(today=lambda: date(2026, 1, 31))
    try:
        with Server(Api(market, {"canary": Grant()})) as server:
            first = publish_main(server)
            repository.replace(
                "products/customer_activity/costs.yaml", "amount: 28.40", "amount: 31.00"
            )
            repository.git("commit", "--quiet", "--all", "--message=change")
            before = len(server.calls)
            second = publish_main(server)
            sent = [call for call in server.calls[before:] if call.writes]
    finally:
        repository.restore()
        repository.git("checkout", "--quiet", "main")
        repository.git("branch", "--quiet", "-D", "published")

    assert first.exit_code == 0, first.output
    assert "Publishing all products: " in first.output
    assert second.exit_code == 0, second.output
    assert "\ncustomer_activity\n" in second.output
    assert "entropydata_postgres" not in second.output
    assert {call.target.partition("?")[0].split("/")[2] for call in sent} == {"costs"}
    assert [
        file for file in kept.rglob("*") if file.is_file() and b"canary" in file.read_bytes()
    ] == []
