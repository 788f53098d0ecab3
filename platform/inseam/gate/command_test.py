from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from inseam.gate.__main__ import main

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - name: order_id
        logicalType: string
"""
AMOUNT = "      - name: amount\n        logicalType: integer\n"
FILE = "contracts/orders-v1.odcs.yaml"
PAGE = Path(__file__).parents[3] / "docs" / "contract-gate-alone.md"
LONG = "n" * 300
TODAY = ("--today", "2026-11-01")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit() -> None:
    git("add", "-A")
    git("commit", "-qm", "state")


@pytest.fixture
def repository(folder: Path) -> Path:
    git("init", "-q", "-b", "main")
    write(FILE, CONTRACT + AMOUNT)
    commit()
    return folder


REMOVED = """\
contracts/orders-v1.odcs.yaml:7: error[column-removed] orders.amount: The column `amount` is gone.
    {before}:11
    breaking: 1.0.0 -> 2.0.0
    fix: Keep the column and mark it deprecated; leave it out of the next major version.
contracts/orders-v1.odcs.yaml:4: error[version-not-bumped] version: The version is still `1.0.0`; \
the changes ask for 2.0.0.
    {before}:4
    follows from a breaking change
    fix: Set `version: 2.0.0` in a new contract beside this one, or undo what breaks.

orders-v1: 1 breaking, 0 risky, 0 compatible; 1.0.0 -> 1.0.0, needs 2.0.0
1 contract compared
"""


def test_an_older_file_is_compared_with(capsys: pytest.CaptureFixture[str]) -> None:
    write("old.yaml", CONTRACT + AMOUNT)
    write(FILE, CONTRACT)

    assert main(["--against", "old.yaml", *TODAY, FILE]) == 1
    before = "old.yaml: contracts/orders-v1.odcs.yaml"
    assert capsys.readouterr() == (REMOVED.format(before=before), "")


def test_an_older_folder_is_compared_with(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"old/{FILE}", CONTRACT + AMOUNT)
    write(FILE, CONTRACT)

    assert main(["--against", "old", *TODAY, "contracts"]) == 1
    before = "old: contracts/orders-v1.odcs.yaml"
    assert capsys.readouterr() == (REMOVED.format(before=before), "")


def test_the_state_where_the_branch_began_is_compared_with(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("checkout", "-qb", "branch")
    write(FILE, CONTRACT)
    commit()
    git("checkout", "-q", "main")
    write("contracts/other-v1.odcs.yaml", CONTRACT.replace("orders-v1", "other-v1"))
    commit()
    git("checkout", "-q", "branch")

    assert main(["--against", "main", *TODAY, "."]) == 1
    out, err = capsys.readouterr()
    # What was added on main since then is not gone here.
    assert out.splitlines()[-1] == "1 contract compared"
    assert "error[column-removed]" in out
    assert err == ""


def test_uncommitted_changes_count(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(FILE, CONTRACT)

    assert main(["--against", "HEAD", FILE]) == 1
    assert "error[column-removed]" in capsys.readouterr().out


def test_line_ends_are_no_change(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = "contracts/published/orders-v1/1.0.0.odcs.yaml"
    write(published, CONTRACT + AMOUNT)
    commit()
    for name in (FILE, published):
        write(name, (CONTRACT + AMOUNT).replace("\n", "\r\n"))

    assert main(["--against", "HEAD", "contracts"]) == 0
    assert capsys.readouterr().out == "1 contract compared\n"


def test_in_a_folder_of_a_repository_paths_are_those_of_the_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(FILE, CONTRACT)
    monkeypatch.chdir("contracts")

    assert main(["--against", "HEAD", "."]) == 1
    assert capsys.readouterr().out.startswith("orders-v1.odcs.yaml:7: ")


@pytest.mark.parametrize("name", [FILE, "contracts", "."])
def test_a_deleted_contract_is_found(
    repository: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(FILE).unlink()

    assert main(["--against", "HEAD", name]) == 1
    out = capsys.readouterr().out
    assert "error[contract-removed]" in out
    assert out.endswith("0 contracts compared, 1 gone\n")


def test_without_changes_nothing_is_found_and_what_was_looked_at_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--against", "HEAD", "."]) == 0
    assert capsys.readouterr() == ("1 contract compared\n", "")


def test_a_new_contract_is_no_change(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("contracts/other-v1.odcs.yaml", CONTRACT.replace("orders-v1", "other-v1"))

    assert main(["--against", "HEAD", "."]) == 0
    assert capsys.readouterr() == ("1 contract compared, 1 new\n", "")


@pytest.mark.parametrize("reference", ["no-such-branch", "--all"])
def test_a_base_that_is_not_there_is_2(
    repository: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([f"--against={reference}", "."]) == 2
    out, err = capsys.readouterr()
    assert out.startswith(f"{reference}: error[base-missing] There is nothing to compare with.")
    assert err == ""


def test_what_is_a_folder_and_a_branch_is_not_guessed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(f"main/{FILE}", CONTRACT)
    write(FILE, CONTRACT)

    assert main(["--against", "main", "contracts"]) == 2
    assert "It is a path and a commit: write `./main`, or `refs/heads/main`." in (
        capsys.readouterr().out
    )
    assert main(["--against", "./main", "contracts"]) == 0
    assert main(["--against", "refs/heads/main", "contracts"]) == 1


def test_a_folder_without_what_is_compared_is_no_base(capsys: pytest.CaptureFixture[str]) -> None:
    Path("old").mkdir()
    write(FILE, CONTRACT)

    assert main(["--against", "old", "contracts"]) == 2
    assert "error[base-missing]" in capsys.readouterr().out


def test_a_file_that_is_nowhere_is_2(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--against", "HEAD", "no.odcs.yaml"]) == 2
    assert capsys.readouterr().out.startswith("no.odcs.yaml: error[file-missing] There is nothing")


@pytest.mark.parametrize(
    "given",
    [
        ["--against", LONG, "contracts"],
        ["--against", "HEAD", LONG],
        ["--against", "HEAD", "--config", LONG, "contracts"],
    ],
)
def test_a_name_that_no_file_can_have_is_2(
    repository: Path, given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given) == 2
    assert capsys.readouterr().out.startswith(f"{LONG}: error[")


@pytest.mark.parametrize("name", ["shared", "shared/orders-v1.odcs.yaml", "."])
def test_contracts_of_a_submodule_are_refused(
    repository: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init", "-q", "shared")
    write("shared/orders-v1.odcs.yaml", CONTRACT)
    git("-C", "shared", "add", "-A")
    git("-C", "shared", "commit", "-qm", "state")
    commit()

    assert main(["--against", "HEAD", name]) == 2
    out = capsys.readouterr().out
    assert out.startswith("shared: error[base-missing]")
    assert "It is a submodule" in out
    assert main(["--against", "HEAD", "contracts"]) == 0


def test_an_old_file_that_git_has_lost_is_2(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["git", "rev-parse", f"HEAD:{FILE}"]
    lost = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    Path(".git", "objects", lost[:2], lost[2:]).unlink()

    assert main(["--against", "HEAD", "contracts"]) == 2
    assert "error[base-missing]" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_the_contract_that_it_points_to(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("models").mkdir()
    Path("models/orders-v1.odcs.yaml").symlink_to(f"../{FILE}")
    commit()
    write(FILE, CONTRACT)

    assert main(["--against", "HEAD", "models"]) == 1
    assert "error[column-removed]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "error[yaml-unreadable]"),
        (b"", "error[yaml-unreadable] The file is empty."),
        (
            b"a: 1\n",
            "error[contract-unreadable] The file is not a data contract: it has no `kind`.",
        ),
        (CONTRACT.replace("DataContract", "DataProduct").encode(), "error[contract-unreadable]"),
        (CONTRACT.replace("v3.1.0", "v9.9.9").encode(), "error[contract-unreadable]"),
    ],
)
def test_what_is_no_contract_is_2_with_file_and_reason(
    content: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("old.yaml", CONTRACT)
    write(FILE, content)

    assert main(["--against", "old.yaml", FILE]) == 2
    out, err = capsys.readouterr()
    assert out.startswith(FILE)
    assert said in out
    assert err == ""


def test_all_that_is_wrong_with_the_shape_of_a_contract_is_said_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("old.yaml", CONTRACT)
    broken = CONTRACT.replace("version: 1.0.0", "version: 1.0") + "        required: yes\n"
    write(FILE, f"{broken}      - just words\nservers: production\n")

    assert main(["--against", "old.yaml", FILE]) == 2
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(FILE)]
    assert [line.split(": ", 2)[0].rsplit(":", 1)[1] for line in lines] == ["4", "11", "12", "13"]


def test_a_folder_without_contracts_is_no_silent_success(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()

    assert main(["--against", "HEAD", "empty"]) == 2
    assert capsys.readouterr().out.startswith("empty: error[file-missing] There is nothing")


def test_a_contract_may_have_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    write("old.yaml", CONTRACT + AMOUNT)
    write("new.yaml", CONTRACT)

    assert main(["--against", "old.yaml", "new.yaml"]) == 1
    assert "error[column-removed]" in capsys.readouterr().out


def test_snapshots_of_other_contracts_are_not_compared(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("models/input_ports/orders-v1.odcs.yaml", CONTRACT)

    assert main(["--against", "HEAD", "."]) == 0
    assert capsys.readouterr().out == "1 contract compared\n"


def test_json_has_both_places_and_the_fingerprint(capsys: pytest.CaptureFixture[str]) -> None:
    write("old.yaml", CONTRACT + AMOUNT)
    write(FILE, CONTRACT)

    main(["--against", "old.yaml", "--format", "json", *TODAY, FILE])
    findings = json.loads(capsys.readouterr().out)["findings"]
    (gone,) = (finding for finding in findings if finding["rule"] == "column-removed")
    assert (gone["file"], gone["line"]) == (FILE, 7)
    assert gone["related"] == [{"role": "old.yaml", "file": FILE, "line": 11}]
    assert len(gone["fingerprint"]) == 16


def test_waivers_are_read_where_they_lie(capsys: pytest.CaptureFixture[str]) -> None:
    write("old.yaml", CONTRACT + AMOUNT)
    write(FILE, CONTRACT.replace("1.0.0", "2.0.0"))
    write(
        "contract-gate.yaml",
        "waivers:\n  - {rule: column-removed, contract: orders-v1, element: orders.amount,"
        " reason: Agreed., approver: jane, expires: '2026-12-31'}\n",
    )
    options = ["--against", "old.yaml", "--majors", "beside", *TODAY, FILE]

    assert main(options) == 1  # for the major version in its place
    assert "info[column-removed]" in capsys.readouterr().out


def test_files_outside_of_the_working_folder_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for side, text in (("old", CONTRACT + AMOUNT), ("new", CONTRACT)):
        (tmp_path / side).mkdir(exist_ok=True)
        (tmp_path / side / "orders-v1.odcs.yaml").write_text(text)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    file = "orders-v1.odcs.yaml"

    for old, new in (
        (str(tmp_path / "old"), str(tmp_path / "new")),
        ("../old", "../new"),
        (f"../old/{file}", str(tmp_path / "new" / file)),
    ):
        assert main(["--against", old, *TODAY, new]) == 1
        assert capsys.readouterr().out.startswith(f"{file}:7: error[column-removed]")


def test_a_contract_in_json_is_compared_as_one_in_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for side, text in (("old", CONTRACT + AMOUNT), ("new", CONTRACT)):
        (tmp_path / side).mkdir(exist_ok=True)
        (tmp_path / side / "plain-v1.odcs.yaml").write_text(CONTRACT.replace("orders-v1", "plain"))
        written = json.dumps(yaml.safe_load(text), indent=2)
        (tmp_path / side / "orders-v1.odcs.json").write_text(written)
    monkeypatch.chdir(tmp_path / "new")

    assert main(["--against", "../old", *TODAY, "."]) == 1
    said = capsys.readouterr().out
    assert "orders-v1.odcs.json:8: error[column-removed]" in said
    assert said.endswith("2 contracts compared\n")


def test_a_waiver_outlives_the_change_that_it_was_for(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("contracts/published/orders-v1/1.0.0.odcs.yaml", CONTRACT + AMOUNT)
    removed = CONTRACT.replace("1.0.0", "1.1.0")
    write(FILE, removed)
    write("contracts/published/orders-v1/1.1.0.odcs.yaml", removed)
    waiver = (
        "  - {{rule: column-removed, contract: {}, element: orders.amount,"
        " reason: Agreed., approver: jane, expires: '2026-12-31'}}\n"
    )
    write("contract-gate.yaml", "waivers:\n" + waiver.format("orders-v1"))
    commit()

    assert main(["--against", "HEAD", *TODAY, "contracts"]) == 0
    assert capsys.readouterr().out == "1 contract compared\n"

    patch = removed.replace("1.1.0", "1.1.1") + "        description: Its number.\n"
    write(FILE, patch)
    write("contracts/published/orders-v1/1.1.1.odcs.yaml", patch)
    assert main(["--against", "HEAD", *TODAY, "contracts"]) == 0
    assert "info[column-removed]" in capsys.readouterr().out

    write("contract-gate.yaml", "waivers:\n" + waiver.format("typo-v1"))
    assert main(["--against", "HEAD", *TODAY, "contracts"]) == 1
    out = capsys.readouterr().out
    assert "warning[waiver-unused] The waiver of `column-removed` for typo-v1" in out


def test_the_documentation_shows_what_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("branch", "origin/main")
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    short = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    write(FILE, CONTRACT.replace("1.0.0", "1.1.0"))

    assert main(["--against", "origin/main", *TODAY, "contracts"]) == 1
    said = capsys.readouterr().out.replace(short, "0123456789ab")
    assert indent(said, "    ") in PAGE.read_text(encoding="utf-8")


def test_a_rule_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "column-removed"]) == 0
    assert capsys.readouterr().out.startswith("# column-removed\n\nSHAPE, breaking: ")


def test_without_a_base_the_command_says_how_it_is_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([FILE]) == 2
    assert capsys.readouterr().err == "inseam gate: needs --against and files; see --help\n"


def test_the_command_needs_few_packages() -> None:
    """Neither dbt, DuckDB nor anything that is only there on POSIX systems."""
    asks = (
        "import sys; import inseam.gate.__main__;"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    loaded = set(done.stdout.split())
    installed = loaded - sys.stdlib_module_names - {"__main__", "inseam", "sqlglotc"}
    # Beside these, what `site` loads in some environments.
    assert {"yaml", "sqlglot"} <= installed
    assert not installed & {"dbt", "duckdb", "pyarrow", "pandas", "datacontract", "jsonschema"}
    assert not installed & {"packaging", "ruamel", "pydantic", "click", "jinja2", "requests"}
