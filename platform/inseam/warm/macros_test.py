from __future__ import annotations

from pathlib import Path

import dbt.cli.main  # noqa: F401 - remembering begins when dbt is there
import pytest
from dbt_common import tests as switch
from dbt_common.clients import jinja

from inseam.warm import macros
from inseam.warm.macros import Macros

MACRO = "{% macro made() -%} 1 + {{ 1 }} {%- endmacro %}"


@pytest.fixture(autouse=True)
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "_TESTING_PARSE_CACHE", {})
    monkeypatch.setattr(switch, "_TEST_CACHING_ENABLED", True)


def package(root: Path, text: str, product: str = "orders", name: str = "made.sql") -> None:
    file = root / f"products/{product}/dbt_packages/shop/macros/text/{name}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_text_is_parsed_once(tmp_path: Path) -> None:
    package(tmp_path, f"\n{MACRO}\n")
    remembered = Macros()

    assert remembered.remember_packages(tmp_path)
    assert not remembered.remember_packages(tmp_path)

    (known,) = jinja._TESTING_PARSE_CACHE.items()
    assert known[0] == MACRO
    assert jinja.parse(MACRO) is known[1]


def test_a_changed_text_is_another(tmp_path: Path) -> None:
    remembered = Macros()
    for text in (MACRO, MACRO.replace("1 +", "2 +")):
        package(tmp_path, text)
        assert remembered.remember_packages(tmp_path)
        assert text in jinja._TESTING_PARSE_CACHE


@pytest.mark.parametrize(
    "text", ["{% macro open() %}", "{% macro a() %}{{ ( }}{% endmacro %}", "{%"]
)
def test_what_dbt_cannot_parse_is_left_to_dbt(tmp_path: Path, text: str) -> None:
    package(tmp_path, text)
    package(tmp_path, MACRO, name="z.sql")

    Macros().remember_packages(tmp_path)

    assert MACRO in jinja._TESTING_PARSE_CACHE


def test_a_repository_of_several_is_not_looked_through(tmp_path: Path) -> None:
    package(tmp_path, MACRO)
    package(tmp_path, MACRO, product="invoices")

    assert not Macros().remember_packages(tmp_path)


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macros, "MOST_CHARACTERS", len(MACRO) + 10)
    remembered = Macros()
    package(tmp_path, MACRO)
    assert remembered.remember_packages(tmp_path)
    package(tmp_path, MACRO.replace("made", "other"), name="other.sql")

    assert not remembered.remember_packages(tmp_path)
    assert list(jinja._TESTING_PARSE_CACHE) == [MACRO]


def test_files_of_other_encodings_and_a_folder_without_products_are_passed_over(
    tmp_path: Path,
) -> None:
    assert not Macros().remember_packages(tmp_path)
    package(tmp_path, "")
    file = tmp_path / "products/orders/dbt_packages/shop/macros/text/latin.sql"
    file.write_bytes(b"\xff")

    Macros().remember_packages(tmp_path)

    assert list(jinja._TESTING_PARSE_CACHE) == []
