"""A dbt project that was only copied here: `cp -r`, `./pants tailor`, `./pants test`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Repository, copy_repository
from copied_project import FILES, PACKAGES, PROJECT, small_project

# What stays refused, or is not built, each in a project of its own: what it has beside a model with
# a test, the severity and the rule of each finding, and words of it.
REFUSED: Mapping[str, tuple[Mapping[str, str], str, str, str]] = {
    "bed_python": (
        {"models/grown.py": "def model(dbt, session):\n    return dbt.ref('beds')\n"},
        "error",
        "python-model",
        "outside of the engine",
    ),
    "bed_outside": (
        {"dbt_project.yml": "name: bed_outside\nmacro-paths: [../garden_shop/code]\n"},
        "error",
        "project-folder-outside",
        "which is not in the project",
    ),
    "bed_hub": (
        {
            "packages.yml": "packages:\n  - package: somebody/bed_tools\n    version: 1.0.0\n",
            "models/tidy.sql": "select {{ bed_tools.tidy('bed') }} from {{ ref('beds') }}\n",
        },
        "error",
        "package-unknown",
        "./pants vendor --vendor-from=",
    ),
    "bed_raw": (
        {
            "models/raw.yml": "sources:\n  - name: sheds\n    tables: [{name: tools}]\n",
            "models/tools.sql": "select * from {{ source('sheds', 'tools') }}\n",
        },
        "warning",
        "source-without-contract",
        "./pants contract-draft --contract-draft-from=products/bed_raw/models/raw.yml",
    ),
    "bed_file": (
        {
            "models/raw.yml": (
                "sources:\n  - name: sheds\n    tables:\n      - name: tools\n"
                "        config: {meta: {external_location: data/tools.csv}}\n"
            ),
            "models/tools.sql": "select * from {{ source('sheds', 'tools') }}\n",
        },
        "warning",
        "source-without-contract",
        "which a test does not reach",
    ),
    "bed_reads": (
        {"models/read.sql": "select * from read_csv('/etc/passwd')\n"},
        "error",
        "dbt-model-failed",
        "file system operations are disabled",
    ),
}


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Repository, str]]:
    """The repository, and what `test` prints of all projects."""
    repository = Repository(tmp_path_factory.mktemp("copied"))
    copy_repository(repository.root, ())
    files = {f"products/{PROJECT}/{path}": text for path, text in FILES.items()}
    for name, (more, *_) in REFUSED.items():
        files |= {f"products/{name}/{path}": t for path, t in small_project(name, more).items()}
    for path, text in files.items():
        _write(repository.root / path, text)
    published = tmp_path_factory.mktemp("published")
    for path, text in PACKAGES.items():
        _write(published / path, text)
    repository.git("init", "--quiet", "--initial-branch=main")
    packages = (f"--vendor-from={published / name}" for name in ("garden_tools", "garden_dates"))
    vendored = repository.pants("vendor", *packages)
    assert vendored.exit_code == 0, vendored.output
    assert "shared/garden_tools: garden_tools 1.2.0 from " in vendored.output
    tailored = repository.pants("tailor", "products::", "shared::")
    assert tailored.exit_code == 0, tailored.output
    yield repository, repository.pants("test", "products::").output
    repository.stop_daemon()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_all_that_dbt_builds_is_built(tested: tuple[Repository, str]) -> None:
    _, printed = tested
    assert f"✓ products/{PROJECT}#dbt succeeded" in printed, printed
    assert (
        f"{PROJECT}: 29 dbt nodes (2 seeds, 2 snapshots, 11 models, 3 hooks; 8 data tests,"
        " 1 unit test) on 0 input tables: 29 passed, 0 failed, 0 skipped"
    ) in printed
    assert "3 passed, 0 failed, 0 skipped; 1 of 1 equal to a full refresh" in printed


def test_what_it_should_change_is_a_warning(tested: tuple[Repository, str]) -> None:
    _, printed = tested
    for file, rule in (
        ("packages.yml", "package-not-called"),
        ("history/prices.sql", "snapshot-not-internal"),
        ("transform/sources.yml", "source-without-contract"),
    ):
        assert f"products/{PROJECT}/{file}: warning[{rule}] " in printed
    assert f"products/{PROJECT}: error" not in printed


@pytest.mark.parametrize("product", REFUSED)
def test_what_is_refused_has_a_reason(product: str, tested: tuple[Repository, str]) -> None:
    _, printed = tested
    _, severity, rule, words = REFUSED[product]
    begin = printed.index(f"products/{product}/")
    own = printed[begin:]
    found = own[own.index(f"{severity}[{rule}]") :].partition(f"\n{product}: ")[0]
    assert words in " ".join(found.split())
    # What is beside it is built all the same, unless the project cannot be read.
    verdict = "✕" if severity == "error" else "✓"
    assert f"{verdict} products/{product}#dbt" in printed


def test_packages_of_others_are_not_judged(tested: tuple[Repository, str]) -> None:
    repository, _ = tested
    for goal in ("lint", "check"):
        done = repository.pants(goal, "shared/garden_tools::", "shared/garden_dates::")
        assert done.exit_code == 0, done.output
    assert repository.pants("vendor", "--vendor-check").exit_code == 0
    repository.replace("shared/garden_dates/macros/first_day.sql", "2024", "2025")
    edited = repository.pants("vendor", "--vendor-check")
    assert edited.exit_code == 1
    assert "shared/garden_dates/vendored.yaml: error[package-edited]" in edited.output


def test_dbt_by_hand_takes_the_profile_of_the_repository(tested: tuple[Repository, str]) -> None:
    repository, _ = tested
    done = repository.pants("run", "products/bed_raw", "--", "build", "--select", "beds")
    assert done.exit_code == 0, done.output
    assert "PASS=2" in done.output


def test_its_dependencies_may_be(tested: tuple[Repository, str]) -> None:
    repository, _ = tested
    done = repository.pants("dependencies", "::")
    assert done.exit_code == 0, done.output
    of_project = repository.pants("dependencies", f"products/{PROJECT}#dbt").output
    assert f"products/{PROJECT}/packages/soil:soil" in of_project


def test_other_goals_say_something_of_every_project(tested: tuple[Repository, str]) -> None:
    repository, _ = tested
    for goal in ("check", "facts", "lineage"):
        done = repository.pants(goal, "products::")
        assert "Traceback" not in done.output
        assert "[internal-error]" not in done.output
        # None of them keeps another from being looked at.
        assert PROJECT in done.output or "7 products" in done.output, done.output
