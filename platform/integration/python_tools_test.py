"""What `fmt`, `fix`, `lint` and `check` say about the platform's own Python."""

from __future__ import annotations

import pytest
from conftest import ROOT, Repository

PYTHON = "platform/::"


def write(repository: Repository, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = repository.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def read(repository: Repository, path: str) -> str:
    return (repository.root / path).read_text(encoding="utf-8")


@pytest.mark.nightly
def test_what_is_committed_is_clean(repository: Repository) -> None:
    result = repository.pants("fmt", "fix", "lint", PYTHON)
    assert result.exit_code == 0, result.output
    assert "made changes" not in result.output
    findings = [line for line in result.output.splitlines() if line.startswith("platform/")]
    assert findings == []
    assert "Contracts" not in result.output, "import-linter speaks though it found nothing"
    result = repository.pants("check", "--only=mypy", PYTHON)
    assert result.exit_code == 0, result.output


def test_a_finding_names_its_line_and_fix_and_fmt_correct_it(repository: Repository) -> None:
    new = "platform/inseam/report/new.py"
    write(repository, {new: "import os\n\n\ndef f( ) -> None: ...\n"})

    result = repository.pants("lint", new)
    assert result.exit_code != 0
    assert f"{new}:1:8: F401" in result.output
    assert "✕ ruff format failed." in result.output

    assert repository.pants("fix", new).exit_code == 0
    assert read(repository, new) == "def f() -> None: ...\n"
    assert repository.pants("lint", new).exit_code == 0


def test_a_file_that_is_no_python_is_named_and_stops_nobody_else(repository: Repository) -> None:
    broken, other = "platform/inseam/check/broken.py", "platform/inseam/check/other.py"
    write(repository, {broken: "def f(:\n", other: "x  =  1\n"})

    result = repository.pants("fmt", PYTHON)
    assert f"{broken}:1:7: " in result.output
    assert (read(repository, broken), read(repository, other)) == ("def f(:\n", "x = 1\n")

    result = repository.pants("lint", PYTHON)
    assert result.exit_code != 0
    assert f"{broken}:1:7: invalid-syntax" in result.output
    assert "Engine traceback" not in result.output

    result = repository.pants("check", "--only=mypy", PYTHON)
    assert result.exit_code != 0
    assert f"{broken}:1: error: " in result.output

    result = repository.pants("test", "platform/inseam/report::")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    "file, code",
    [
        ("platform/inseam/report/new.py", "import duckdb\n\nx: int = duckdb.connect()\n"),
        ("platform/pants-plugins/pants_inseam/new.py", "import pants.version\n\nx: int = pants\n"),
        ("platform/integration/new_test.py", "import conftest\n\nx: int = conftest.ROOT\n"),
    ],
    ids=["library", "plugin", "integration"],
)
def test_types_of_other_packages_are_known(repository: Repository, file: str, code: str) -> None:
    write(repository, {file: code})

    result = repository.pants("check", "--only=mypy", file)

    assert result.exit_code != 0
    assert f"{file}:3: error: Incompatible types in assignment" in result.output


def test_import_linter_sees_each_folder_of_the_library() -> None:
    library = ROOT / "platform/inseam"
    folders = {file.parent for file in library.rglob("*.py") if "testdata" not in file.parts}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_an_import_that_is_not_allowed_is_named(repository: Repository) -> None:
    write(
        repository,
        {
            "platform/inseam/report/up.py": "import inseam.odcs.contract\n",
            "platform/inseam/check/across.py": "import inseam.testing.ports\n",
            "platform/inseam/check/ours.py": "import pants_inseam.library\n",
            "platform/inseam/check/pants_too.py": "import pants.version\n",
            "platform/inseam/gate/first.py": "",
            "platform/inseam/surprise/__init__.py": "",
            "platform/pants-plugins/pants_inseam/theirs.py": (
                "def f() -> None:\n    import inseam.report.finding\n"
            ),
        },
    )

    # Whichever file is asked for, the rules are about all.
    result = repository.pants("lint", "--only=import-linter", "platform/benchmarks::")

    assert result.exit_code != 0
    items = [line.split() for line in result.output.splitlines() if line.startswith("- ")]
    assert {" ".join(words) for words in items} == {
        "- inseam.report.up -> inseam.odcs.contract (l.1)",
        "- inseam.check.across -> inseam.testing.ports (l.1)",
        "- inseam.check.ours -> pants_inseam.library (l.1)",
        "- inseam.check.pants_too -> pants (l.1)",
        "- inseam.surprise",
        "- pants_inseam.theirs -> inseam.report.finding (l.2)",
    }
