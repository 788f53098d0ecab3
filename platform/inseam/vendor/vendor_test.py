"""Packages of others, brought in from each kind of address.

The made package has the traits of those that people use most: macros that dispatch by adapter, one
that asks the database while it runs, generic tests, tests of its own, and a package that it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from inseam.dbt_project.packages import package_findings
from inseam.report.finding import InputError, Severity
from inseam.report.report import Report
from inseam.vendor.__main__ import check, vendor
from inseam.vendor.address import Address, Kind, read_address
from inseam.vendor.record import read_record

TOOLS: Mapping[str, str] = {
    "LICENSE": "Do as you like.\n",
    "README.md": "# Tools\n",
    "CHANGELOG.md": "# Changes\n",
    "requirements.txt": "dbt-core\n",
    "setup.py": "raise SystemExit('never run')\n",
    ".github/workflows/ci.yml": "on: push\n",
    "dbt_project.yml": (
        "name: shed_tools\nversion: 1.3.0\nrequire-dbt-version: ['>=1.3.0', '<2.0.0']\n"
        "macro-paths: [macros]\n"
    ),
    "packages.yml": (
        "packages:\n  - package: sheds/shed_dates\n    version: ['>=1.0.0', '<2.0.0']\n"
    ),
    "macros/sql/star.sql": (
        "{% macro star(from) %}{{ return(adapter.dispatch('star', 'shed_tools')(from)) }}"
        "{% endmacro %}\n{% macro default__star(from) %}*{% endmacro %}\n"
        "{% macro duckdb__star(from) %}{{ shed_dates.today() }}, *{% endmacro %}\n"
    ),
    "macros/sql/schema.yml": "macros:\n  - name: star\n",
    "tests/generic/recent.sql": "{% test recent(model) %}select 1 where false{% endtest %}\n",
    "tests/own_test.sql": "select 1 where false\n",
    "integration_tests/dbt_project.yml": "name: shed_tools_tests\n",
    "integration_tests/models/a.sql": "select 1\n",
}
DATES: Mapping[str, str] = {
    "LICENSE.txt": "Do as you like.\n",
    "dbt_project.yml": "name: shed_dates\nversion: 1.2.0\nmacro-paths: [code]\n",
    "code/today.sql": "{% macro today() %}1{% endmacro %}\n",
    "macros/unread.sql": "{% macro unread() %}1{% endmacro %}\n",
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "repository").mkdir()
    write(tmp_path / "tools", TOOLS)
    write(tmp_path / "dates", DATES)
    return tmp_path / "repository"


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def refusal(addresses: list[str], repository: Path) -> str:
    before = files(repository)
    with pytest.raises(InputError) as raised:
        vendor(addresses, repository)
    assert files(repository) == before
    return "\n".join(f"{found.message} {found.fix}" for found in raised.value.findings)


def test_a_package_comes_with_what_it_needs_and_nothing_else(repository: Path) -> None:
    done = vendor(["../tools", "../dates"], repository)

    assert files(repository / "shared/shed_tools") == {
        "BUILD",
        "LICENSE",
        "README.md",
        "dbt_project.yml",
        "macros/sql/schema.yml",
        "macros/sql/star.sql",
        "packages.yml",
        "tests/generic/recent.sql",
        "vendored.yaml",
    }
    assert files(repository / "shared/shed_dates") == {
        "BUILD",
        "LICENSE.txt",
        "code/today.sql",
        "dbt_project.yml",
        "vendored.yaml",
    }
    shared = repository / "shared"
    assert (shared / "shed_tools/BUILD").read_text() == "dbt_package(vendored=True)\n"
    packages = (shared / "shed_tools/packages.yml").read_text()
    assert packages == "packages:\n  - local: ../shed_dates\n"
    record = read_record(shared / "shed_tools")
    assert record is not None
    assert (record.name, record.version, record.address) == ("shed_tools", "1.3.0", "../tools")
    assert (record.licence, record.needs) == ("LICENSE", ("shed_dates",))
    assert len(done.summary) == 2
    assert check(repository).findings == ()


def test_it_is_the_same_again_and_a_newer_one_takes_its_place(repository: Path) -> None:
    vendor(["../tools", "../dates"], repository)
    again = vendor(["../tools", "../dates"], repository)
    assert again.summary[1] == "shared/shed_tools: shed_tools 1.3.0 is there already"

    settings = repository.parent / "tools/dbt_project.yml"
    settings.write_text(settings.read_text().replace("1.3.0", "1.4.0", 1))
    (repository.parent / "tools/macros/sql/star.sql").unlink()
    (repository / "shared/shed_tools/BUILD").write_text("dbt_package(vendored=True)\n# ours\n")
    # shed_dates is in the repository already.
    newer = vendor(["../tools"], repository)

    assert newer.summary[0].startswith("shared/shed_tools: shed_tools 1.4.0 in place of 1.3.0 from")
    assert not (repository / "shared/shed_tools/macros/sql/star.sql").exists()
    assert (repository / "shared/shed_tools/BUILD").read_text().endswith("# ours\n")
    assert {path.name for path in (repository / "shared").iterdir()} == {"shed_dates", "shed_tools"}


def test_what_somebody_edited_is_not_overwritten(repository: Path) -> None:
    vendor(["../tools", "../dates"], repository)
    with (repository / "shared/shed_dates/code/today.sql").open("a") as file:
        file.write("-- ours\n")

    assert "somebody has edited it since" in refusal(["../tools", "../dates"], repository)
    assert rules(check(repository)) == ["package-edited"]


def test_a_package_of_ours_is_not_overwritten(repository: Path) -> None:
    write(repository / "shared/shed_dates", {"dbt_project.yml": "name: shed_dates\n"})
    assert "was not brought in by ./pants vendor" in refusal(["../tools", "../dates"], repository)


def tarball(folder: Path, root: str) -> Path:
    path = folder.parent / f"{root}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, arcname=root)
    return path


def wheel(folder: Path) -> Path:
    path = folder.parent / "shed_dates-1.2.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(files(folder)):
            inside = f"shed_dates-1.2.0.dist-info/licenses/{file}"
            archive.write(folder / file, inside if file == "LICENSE.txt" else f"shed/dbt/{file}")
    return path


def git(folder: Path, tag: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        (*identity, "commit", "-qm", "start"),
        ("tag", tag),
    ):
        subprocess.run(["git", "-C", folder, *command], check=True, env=os.environ | _NO_CONFIG)
    return f"file://{folder}"


_NO_CONFIG = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def test_each_kind_of_address_gives_the_same_package(repository: Path) -> None:
    parent = repository.parent
    vendor(["../dates"], repository)
    there = files(repository / "shared/shed_dates")
    first = read_record(repository / "shared/shed_dates")
    assert first is not None
    address = git(parent / "dates", "1.2.0")
    for named in (
        str(tarball(parent / "dates", "shed-dates-1.2.0")),
        f"file://{tarball(parent / 'dates', 'shed-dates-1.2.0')}",
        str(wheel(parent / "dates")),
        f"git+{address}@1.2.0",
        f"{address}@main",
    ):
        vendor([named], repository)
        record = read_record(repository / "shared/shed_dates")
        assert record is not None
        assert (record.sha256, files(repository / "shared/shed_dates")) == (first.sha256, there)
        assert bool(record.commit) == bool(record.revision) == ("@" in named)


def test_a_git_address_needs_a_revision(repository: Path) -> None:
    address = git(repository.parent / "dates", "1.2.0")
    said = refusal([f"git+{address}"], repository)
    assert "names no revision" in said
    assert "Its newest tags: 1.2.0." in said
    assert "at `9.9`" in refusal([f"git+{address}@9.9"], repository)


def test_a_package_that_it_needs_may_be_in_git(repository: Path) -> None:
    address = git(repository.parent / "dates", "1.2.0")
    (repository.parent / "tools/packages.yml").write_text(
        f"packages:\n  - git: {address}\n    revision: 1.2.0\n"
    )
    vendor(["../tools"], repository)
    record = read_record(repository / "shared/shed_dates")
    assert record is not None
    assert record.revision == "1.2.0"


def test_a_package_that_it_needs_may_lie_in_it(repository: Path) -> None:
    tools = repository.parent / "tools"
    shutil.move(repository.parent / "dates", tools / "parts/dates")
    (tools / "packages.yml").unlink()
    (tools / "dependencies.yml").write_text("packages:\n  - local: parts/dates\n")
    vendor([str(tarball(tools, "shed-tools-1.3.0"))], repository)
    assert (repository / "shared/shed_dates/code/today.sql").is_file()
    packages = (repository / "shared/shed_tools/packages.yml").read_text()
    assert packages == "packages:\n  - local: ../shed_dates\n"


def test_a_package_that_it_needs_is_asked_for(repository: Path) -> None:
    said = refusal(["../tools"], repository)
    assert "`shed_tools` needs the package `sheds/shed_dates` (>=1.0.0, <2.0.0)" in said


def test_another_version_than_it_allows_is_said(repository: Path) -> None:
    settings = repository.parent / "dates/dbt_project.yml"
    settings.write_text(settings.read_text().replace("1.2.0", "2.0.1"))
    (found,) = [
        one
        for one in vendor(["../tools", "../dates"], repository).findings
        if one.severity is Severity.WARNING
    ]
    assert "`shed_dates` is 2.0.1 here" in found.message


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"LICENSE.txt": None}, "has no licence"),
        ({"dbt_project.yml": None}, "has no dbt_project.yml"),
        ({"dbt_project.yml": "version: 1.0.0\n"}, "has no name"),
        ({"dbt_project.yml": "name: ../../etc\n"}, "has no name"),
        ({"code/today.sql": None, "LICENSE.txt": "x"}, "has nothing that dbt reads"),
    ],
)
def test_what_is_no_package_is_refused(
    changed: Mapping[str, str | None], said: str, repository: Path
) -> None:
    for name, text in changed.items():
        path = repository.parent / "dates" / name
        path.unlink() if text is None else path.write_text(text)
    assert said in refusal(["../dates"], repository)


def test_what_cannot_be_read_is_refused(repository: Path) -> None:
    (repository.parent / "broken.tar.gz").write_text("no archive")
    (repository.parent / "broken.whl").write_text("no archive")
    for address, said in (
        ("", "is not an address"),
        ("--upload-pack=x", "is not an address"),
        ("../nowhere", "There is no folder ../nowhere"),
        ("../nowhere.zip", "There is no file ../nowhere.zip"),
        ("../broken.tar.gz", "is not an archive that can be unpacked"),
        ("../broken.whl", "is not an archive that can be unpacked"),
        ("git+file:///nowhere@1.0.0", "git cannot read file:///nowhere"),
        (f"file://{repository}/no.zip", "cannot be read"),
    ):
        assert said in refusal([address], repository)


def test_nothing_leaves_the_folder_of_an_archive(repository: Path) -> None:
    path = repository.parent / "evil.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(repository.parent / "dates/code/today.sql", arcname="../../evil.sql")
    assert "is not an archive that can be unpacked" in refusal([str(path)], repository)
    assert not (repository.parent.parent / "evil.sql").exists()


def test_products_are_told_what_is_left_to_do(repository: Path) -> None:
    listed = "packages:\n  - package: sheds/shed_dates\n    version: 1.2.0\n"
    calls = {"models/a.sql": "select {{ shed_dates.today() }}\n"}
    for product, more in (
        ("calls", {"packages.yml": listed, **calls}),
        ("lists", {"packages.yml": listed}),
        ("forgets", calls),
        ("neither", {}),
    ):
        project = {"dbt_project.yml": f"name: {product}\n"}
        write(repository / "products" / product, {**project, **more})
    found = {(one.file, one.rule) for one in vendor(["../dates"], repository).findings}
    assert found == {
        ("products/calls/packages.yml", "package-from-elsewhere"),
        ("products/lists/packages.yml", "package-not-called"),
        ("products/forgets/packages.yml", "package-not-listed"),
    }


def test_a_package_that_nobody_calls_is_told_so(repository: Path) -> None:
    (found,) = vendor(["../dates"], repository).findings
    assert (found.rule, found.severity) == ("package-not-called", Severity.INFO)


@pytest.mark.parametrize(
    "text, address",
    [
        ("../dates", Address(Kind.FOLDER, "../dates")),
        ("a/b@c", Address(Kind.FOLDER, "a/b@c")),
        ("x-1.0.tar.gz", Address(Kind.ARCHIVE, "x-1.0.tar.gz")),
        ("https://u@h.example/x.zip", Address(Kind.ARCHIVE, "https://u@h.example/x.zip")),
        ("git@h.example:o/r.git@1.0", Address(Kind.GIT, "git@h.example:o/r.git", "1.0")),
        ("git@h.example:o/r.git", Address(Kind.GIT, "git@h.example:o/r.git")),
        ("https://h.example/o/r@v1", Address(Kind.GIT, "https://h.example/o/r", "v1")),
        ("https://u:p@h.example/o/r", Address(Kind.GIT, "https://u:p@h.example/o/r")),
        ("ssh://git@h.example/o/r@v1", Address(Kind.GIT, "ssh://git@h.example/o/r", "v1")),
    ],
)
def test_addresses(text: str, address: Address) -> None:
    assert read_address(text) == address


def test_no_password_is_shown() -> None:
    assert read_address("https://u:p@h.example/o/r@v1").shown == "https://h.example/o/r"


def test_a_missing_package_is_an_error_where_it_is_called(repository: Path) -> None:
    listed = "packages:\n  - package: sheds/shed_dates\n    version: 1.2.0\n"
    project = repository / "products/beds"
    write(project, {"packages.yml": listed, "models/a.sql": "select {{ shed_dates.today() }}\n"})
    (called,) = package_findings(project)
    write(project, {"models/a.sql": "select 1 -- not shed_dates\n"})
    (uncalled,) = package_findings(project)
    assert (called.severity, uncalled.severity) == (Severity.ERROR, Severity.WARNING)
