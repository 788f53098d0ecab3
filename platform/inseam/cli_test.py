from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import inseam
from inseam import cli
from inseam.bundle.folder import write

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
"""
LINEAGE = {
    "lineage": 1,
    "products": [{"id": "orders", "name": "orders", "file": "orders.odps.yaml", "line": 1}],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str, str]:
    code = cli.main(given)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("given", [["--help"], ["gate", "--help"], ["lint", "-h"], ["--version"]])
def test_help_is_shown_for_the_command_and_each_word(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(given)
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert shown.startswith(
        f"inseam {inseam.__version__}" if given == ["--version"] else "usage: inseam"
    )


@pytest.mark.parametrize("given", [[], ["gat"], ["lint"], ["bundle"], ["--format"]])
def test_what_is_called_wrongly_says_how_it_is_called(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(given)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: inseam")


def test_what_needs_dbt_says_where_it_is_to_be_had(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "check", "products/orders")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "`./pants check <product>::`" in err


def test_lint_says_which_packages_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda package: None)
    code, out, err = said(capsys, "lint", "orders-v1.odcs.yaml")
    assert (code, out) == (2, "")
    assert err == (
        'inseam: `lint` needs more packages than are installed: run `pip install "inseam[lint]"`.\n'
    )


def test_lint_reads_files_and_folders_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a/orders-v1.odcs.yaml", ".cache/x.odcs.yaml", "target/y.odcs.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(CONTRACT)
    (folder / "empty").mkdir()
    (folder / "a/spend-v1.odcs.yml").write_text(CONTRACT)
    (folder / "a/other.yaml").write_text("a: 1")

    code, out, _ = said(capsys, "lint", "empty", "a", "a/orders-v1.odcs.yaml", ".")

    assert code == 1
    assert out.count("a/spend-v1.odcs.yml: error[file-name-not-seen]") == 1
    assert "target" not in out
    assert ".cache" not in out
    assert out.endswith("\n2 files linted\n")


def test_lint_reports_every_file_beside_one_that_it_cannot_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.odcs.yaml").write_text("a: [")
    (folder / "old.odcs.yml").write_text(CONTRACT)

    code, out, _ = said(capsys, "lint", "--format", "json", "none", ".", "gone")

    assert code == 2
    found = json.loads(out)["findings"]
    assert {one["file"] for one in found} == {"bad.odcs.yaml", "gone", "none", "old.odcs.yml"}


@pytest.mark.parametrize(
    "name, why",
    [
        ("none", "There is no such file or folder."),
        (".", "No `*.odcs.yaml` or `*.odps.yaml` is there."),
    ],
)
def test_lint_refuses_what_has_no_contracts(
    name: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "lint", name)
    assert code == 2
    assert f"{name}: error[file-missing] {why}" in out


def test_lineage_is_shown_from_a_file_or_its_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lineage.json").write_text(json.dumps(LINEAGE))

    of_file = said(capsys, "lineage", "lineage.json")

    assert of_file == (0, "orders  orders.odps.yaml:1\n", "")
    assert said(capsys, "lineage", ".") == of_file
    code, out, _ = said(capsys, "lineage", ".", "--format", "json")
    assert (code, json.loads(out)["lineage"]) == (0, 1)
    assert said(capsys, "lineage", ".", "--base", ".") == (0, "0 edges added, 0 removed\n", "")


def test_lineage_names_its_own_options(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "lineage.json").write_text(json.dumps(LINEAGE))
    code, out, _ = said(capsys, "lineage", ".", "--upstream", "orders.a.b")
    assert code == 2
    assert "`--upstream=orders.a.b`" in out
    code, _, err = said(capsys, "lineage", ".", "--upstream", "orders.a.b", "--base", ".")
    assert (code, err) == (2, "inseam lineage: give --base, or columns; see --help\n")


@pytest.mark.parametrize("text", ["", "[]", '{"lineage": 2}', '{"lineage": 1, "products": [{}]}'])
def test_lineage_refuses_another_file(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other.json").write_text(text)
    code, out, err = said(capsys, "lineage", "other.json")
    assert (code, err) == (2, "")
    assert out.startswith("other.json: error[lineage-unreadable] This is not a lineage.json")
    code, out, _ = said(capsys, "lineage", "none")
    assert code == 2
    assert out.startswith("none: error[lineage-unreadable] There is no lineage.json here.")


def test_bundles_and_contracts_are_had_by_the_same_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(Path("orders"), "orders", "r1", {"README.md": b"# Orders"})
    assert said(capsys, "bundle", "verify", "orders") == (0, "1 bundle verified\n", "")
    (folder / "a.odcs.yaml").write_text(CONTRACT)
    code, out, _ = said(capsys, "gate", "--against", "a.odcs.yaml", "a.odcs.yaml")
    assert (code, out) == (0, "1 contract compared\n")


def test_a_word_loads_no_other() -> None:
    asks = "import sys, inseam.cli as c; c.WORDS['gate'].command(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asks],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    loaded = set(done.stdout.split())
    assert "inseam.gate.compare" in loaded
    assert not {"inseam.contract_lint", "inseam.lineage", "inseam.bundle"} & loaded
