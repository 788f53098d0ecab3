"""A company's repository, made of this one: what goes, under which names, and a newer release."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from inseam.new_repository.__main__ import main
from inseam.new_repository.answers import Forge, Level, read_answers
from inseam.new_repository.own_files import own_files
from inseam.new_repository.repository import Refused, make, update
from inseam.new_repository.rewriting import without_dead_links, without_tests
from inseam.new_repository.samples import read_samples
from inseam.new_repository.selection import select

# A small one of the same form as ours.
OURS = {
    ".ci/checks": "#!/bin/sh\n# .ci/checks products/shop_orders::\n",
    ".ci/integration": "#!/bin/sh\n",
    ".github/workflows/main.yml": "on: push\n",
    ".gitlab-ci.yml": "stages: []\n",
    ".gitignore": "*.log\n",
    "CODEOWNERS": "* @our-org/platform\n",
    "README.md": "# Ours\n",
    "contracts/external/BUILD": "data_contract()\n",
    "contracts/external/tills-v1.odcs.yaml": "id: tills-v1\n",
    "contracts/published/shop-orders-v1/1.0.0.odcs.yaml": "id: shop-orders-v1\n",
    "docs/BUILD": 'file(name="first-product", source="first-product.md")\n',
    "docs/README.md": "[first](first-product.md), [test](testing.md#how), [top](../README.md)\n",
    "docs/first-product.md": "# First\n",
    "docs/testing.md": "`./pants test products/shop_orders::` reads op_shop_orders_v1 at our-org\n",
    "findings/a.sh": "",
    "pants": "#!/bin/sh\n",
    "platform/benchmarks/run.py": "",
    "platform/dbt/profiles.yml": "catalog: \"{{ env_var('DATABRICKS_CATALOG', 'our_prod') }}\"\n",
    "platform/environments.yaml": (
        "- name: lake\n- name: databricks\n  hosts: [databricks.ours.example.com]  # no others\n"
    ),
    "platform/inseam/facts/BUILD": (
        'python_sources()\n\n# Cases.\nresources(name="testdata", sources=["testdata/**/*"])\n\n'
        'python_tests(\n    name="tests",\n    dependencies=["//docs:facts"],\n)\n'
    ),
    "platform/inseam/facts/facts.py": '"""Of tills_v1."""\n',
    "platform/inseam/facts/facts_test.py": "",
    "platform/inseam/facts/testdata/a.txt": "",
    "platform/inseam/policies/BUILD": 'python_tests(name="tests")\n',
    "platform/inseam/policies/catalogue_test.py": "",
    "platform/integration/a_test.py": "",
    "platform/locks/buildgrid.txt": "",
    "platform/locks/testing.txt": "",
    "platform/picture.png": "",
    "platform/policies/policies.yaml": "parameters: {}\nseverities: []\nwaivers: []\n",
    "platform/policies/products/b.sql": "-- title: B\n-- severity: warning\nselect 1\n",
    "platform/policies/products/a.sql": "-- title: A\n-- severity: error\nselect 1\n",
    "platform/teams.yaml": (
        "# Teams.\n- id: platform\n  type: Platform Team\n"
        '  contact:\n    github: "@our-org/platform"\n'
    ),
    "platform/testkit/BUILD": 'python_test_utils(overrides={"a.py": {}})\n',
    "platform/testkit/dbt_fork.py": "",
    "platform/testkit/policy_cases.py": "",
    "products/shop_orders/dbt_project.yml": "name: shop_orders\n",
}
ASKED = ("--teams=data-platform,sales", "--catalog=acme_prod", "--owner=acme")
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "a"), ("EMAIL", "a@example.com"))
}


@pytest.fixture(autouse=True)
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {**_IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull}.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "ours"
    for path, text in OURS.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "platform/picture.png").write_bytes(b"\x89PNG\xff")
    (folder / "pants").chmod(0o755)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ("git", *arguments), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def made(tmp_path: Path, *more: str) -> Path:
    answers, _ = read_answers([str(tmp_path / "acme-data"), *ASKED, *more])
    assert not isinstance(answers, Path)
    make(answers, tmp_path / "ours")
    return answers.folder


def files(folder: Path, branch: str = "main") -> set[str]:
    return set(git(folder, "ls-tree", "-r", "--name-only", branch).splitlines())


def test_it_has_the_platform_and_nothing_of_ours(tmp_path: Path) -> None:
    folder = made(tmp_path)
    platform = {
        ".ci/checks",
        ".ci/integration",
        ".ci/run",
        ".github/workflows/main.yml",
        ".gitignore",
        "docs/BUILD",
        "docs/README.md",
        "docs/testing.md",
        "pants",
        "platform/dbt/profiles.yml",
        "platform/inseam/facts/BUILD",
        "platform/inseam/facts/facts.py",
        "platform/inseam/policies/BUILD",
        "platform/inseam/policies/catalogue_test.py",
        "platform/locks/testing.txt",
        "platform/origin.json",
        "platform/picture.png",
        "platform/policies/products/a.sql",
        "platform/policies/products/b.sql",
        "platform/testkit/BUILD",
        "platform/testkit/policy_cases.py",
    }
    own = {
        "CHANGELOG.md",
        "CODEOWNERS",
        "README.md",
        "platform/environments.yaml",
        "platform/policies/policies.yaml",
        "platform/teams.yaml",
    }
    assert files(folder, "inseam") == platform
    assert files(folder) == platform | own
    assert git(folder, "status", "--porcelain") == ""
    assert os.access(folder / "pants", os.X_OK)
    assert os.access(folder / ".ci/run", os.X_OK)
    assert (folder / "platform/picture.png").read_bytes() == b"\x89PNG\xff"


def test_it_has_names_of_its_own(tmp_path: Path) -> None:
    folder = made(tmp_path, "--host=adb.acme.example")
    everything = "".join(
        git(folder, "show", f"main:{path}") for path in files(folder) if ".png" not in path
    )
    for name in ("shop_orders", "shop-orders", "tills", "our_prod", "our-org", "ours.example"):
        assert name not in everything
    assert "'DATABRICKS_CATALOG', 'acme_prod'" in everything
    assert "  hosts: [adb.acme.example]  # no others" in everything
    assert (folder / "CODEOWNERS").read_text().endswith("* @acme/data-platform\n")
    teams = yaml.safe_load((folder / "platform/teams.yaml").read_text())
    assert [(team["id"], team["type"]) for team in teams] == [
        ("data-platform", "Platform Team"),
        ("sales", "Team"),
    ]
    # Examples are still examples.
    assert (
        "products/orders::` reads op_example_2_v1 at acme"
        in (folder / "docs/testing.md").read_text()
    )


def test_without_a_host_there_is_no_warehouse(tmp_path: Path) -> None:
    assert (made(tmp_path) / "platform/environments.yaml").read_text() == "- name: lake\n"


def test_each_forge_has_its_own_ci(tmp_path: Path) -> None:
    folder = made(tmp_path, "--forge=gitlab")
    assert ".gitlab-ci.yml" in files(folder)
    assert not any(path.startswith(".github/") for path in files(folder))
    assert ".ci/, .gitlab-ci.yml" in (folder / "README.md").read_text()


def test_with_samples_everything_goes_as_it_is(tmp_path: Path) -> None:
    folder = made(tmp_path, "--samples")
    assert files(folder) == {*OURS, "platform/origin.json"} - {".gitlab-ci.yml"}
    teams = yaml.safe_load((folder / "platform/teams.yaml").read_text())
    assert [team["id"] for team in teams] == ["platform", "data-platform", "sales"]
    assert (folder / "README.md").read_text() == "# Ours\n"


@pytest.mark.parametrize(
    "level, severities",
    [
        (Level.BASIC, [{"rule": "a", "severity": "warning"}]),
        (Level.RECOMMENDED, []),
        (Level.STRICT, [{"rule": "b", "severity": "error"}]),
    ],
)
def test_levels_of_policies(level: Level, severities: object, tmp_path: Path) -> None:
    folder = made(tmp_path, f"--policies={level}")
    text = (folder / "platform/policies/policies.yaml").read_text()
    assert yaml.safe_load(text)["severities"] == severities


def test_a_newer_release_is_merged(tmp_path: Path) -> None:
    folder = made(tmp_path)
    (folder / "platform/inseam/facts/facts.py").write_text('"""Of tills_v1."""\n\nOURS = 1\n')
    (folder / "README.md").write_text("# Acme\n")
    git(folder, "commit", "--quiet", "--all", "--message=Ours")
    ours = tmp_path / "ours"
    (ours / "pants").write_text("#!/bin/sh\necho newer\n")
    (ours / "platform/locks/testing.txt").unlink()
    (ours / "platform/newer.py").write_text("")

    assert update(folder, ours)
    assert not update(folder, ours)
    git(folder, "merge", "--quiet", "--no-edit", "inseam")

    assert (folder / "pants").read_text() == "#!/bin/sh\necho newer\n"
    assert not (folder / "platform/locks/testing.txt").exists()
    assert (folder / "platform/newer.py").is_file()
    assert (folder / "README.md").read_text() == "# Acme\n"
    assert "OURS = 1" in (folder / "platform/inseam/facts/facts.py").read_text()
    assert git(folder, "worktree", "list").count("\n") == 1


def test_what_is_in_the_way_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path)
    before = git(folder, "rev-parse", "main")
    monkeypatch.setattr("sys.argv", ["new-repository", str(folder), *ASKED])
    assert main() == 2
    assert "is there already" in capsys.readouterr().err
    assert git(folder, "rev-parse", "main") == before
    with pytest.raises(Refused, match="has no branch `inseam`"):
        update(tmp_path / "ours", tmp_path / "ours")


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "the following arguments are required: folder"),
        (["x"], "--teams is not given\n  --catalog is not given\n  --owner is not given"),
        (["x", "--teams=A team"], "--teams: 'A team' is not written as small letters"),
        (["x", "--teams=,"], "--teams is not given"),
        (["x", "--teams=a,b,a"], "--teams: 'a' is there twice"),
        (["x", "--catalog=a b"], "--catalog: 'a b' is not written as"),
        (["x", "--owner=@acme"], "--owner: '@acme' is not written as"),
        (["x", "--owner=@acme", "--host=https://a"], "--host: 'https://a' is not written as"),
        (["x", "--forge=other"], "invalid Forge value: 'other'"),
    ],
)
def test_arguments(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_answers(arguments)
    assert said in capsys.readouterr().err


def test_a_build_file_without_tests() -> None:
    assert without_tests(OURS["platform/inseam/facts/BUILD"]) == "python_sources()\n"
    other = 'file(name="a", source="a.md")\n'
    assert without_tests(other) == other


def test_a_link_to_what_stays_here_becomes_its_words() -> None:
    text = OURS["docs/README.md"]
    kept = {"docs/testing.md", "README.md"}
    assert without_dead_links("docs/README.md", text, kept) == (
        "first, [test](testing.md#how), [top](../README.md)\n"
    )
    elsewhere = "[site](https://example.com/x) [here](#how) [folder](adr)"
    assert without_dead_links("docs/a.md", elsewhere, {"docs/adr/1.md"}) == elsewhere


def test_locks_of_what_stays_here_stay_here() -> None:
    paths = ["platform/locks/buildgrid.in", "platform/locks/buildgrids.txt", "platform/tools/a.py"]
    assert select(paths, Forge.GITHUB, samples=False) == ["platform/locks/buildgrids.txt"]


def test_our_names_are_found_in_either_spelling() -> None:
    samples = read_samples(
        ["products/shop_orders/a.sql", "contracts/external/tills-v1.odcs.yaml"],
        profiles=OURS["platform/dbt/profiles.yml"],
        environments=OURS["platform/environments.yaml"],
        teams=OURS["platform/teams.yaml"],
        catalog="acme_prod",
        owner="acme",
    )
    assert samples.found_in("SHOP-ORDERS of tills_v1 in our_prod") == [
        "shop-orders",
        "our_prod",
        "tills_v1",
    ]


def test_what_is_theirs_is_no_part_of_the_platform(tmp_path: Path) -> None:
    answers, _ = read_answers([str(tmp_path / "acme"), *ASKED])
    assert not isinstance(answers, Path)
    theirs = own_files(answers, "1.0.0", "", "", {})
    folder = made(tmp_path)
    assert not theirs.keys() & files(folder, "inseam")
