"""The tree is tidy, and what makes it untidy is put right."""

from __future__ import annotations

import re

from conftest import Repository

MODEL = "products/customer_activity/models/intermediate/int_organization_users.sql"


def test_a_clean_tree_gives_nothing_to_say(repository: Repository) -> None:
    result = repository.pants("fmt", "lint", "products::", "shared::", "contracts::")

    assert result.exit_code == 0, result.output
    assert "made changes" not in result.output
    assert "error[" not in result.output
    assert "warning[" not in result.output


def test_deleted_build_files_come_back_to_the_byte(repository: Repository) -> None:
    found = sorted(repository.root.glob("products/*/BUILD"))
    # What a person added, such as how rows are brought in, nobody can guess.
    build_files = [file for file in found if file.read_text() == "data_product()\n"]
    assert len(build_files) >= 2
    for file in build_files:
        file.unlink()

    result = repository.pants("tailor", "::")

    assert result.exit_code == 0, result.output
    assert repository.git_status() == ""


def test_a_badly_formatted_model_comes_back_as_it_was(repository: Repository) -> None:
    def spoil(sql: str) -> str:
        shouted = re.sub(r"\b(select|from|where|as|and|on)\b", lambda m: m[0].upper(), sql)
        return re.sub(r"^ +", "", shouted, flags=re.MULTILINE)

    repository.edit(MODEL, spoil)

    lint = repository.pants("lint", MODEL)
    fmt = repository.pants("fmt", MODEL)

    assert lint.exit_code == 1
    assert f"{MODEL}:" in lint.output
    assert "fix: Run `./pants fmt products/customer_activity::`" in lint.output
    assert fmt.exit_code == 0, fmt.output
    assert repository.git_status() == ""
