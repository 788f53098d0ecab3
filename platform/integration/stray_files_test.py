"""Files in a dbt project that are for other tools stop nobody, be they Python or a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_product import Files, MadeProducts, feed_contract, make_products, sound_product

MODULE = "import sqlfluff\n\nVALUE = 1\n"
REQUIREMENTS = "sqlfluff==3.0.0\ndbt-core==1.11.0\npandas==2.2.0\n"
STRAY = {
    "config.py": MODULE,
    "conftest.py": MODULE,
    "sync_test.py": "def test_nothing() -> None:\n    pass\n",
    "scripts/load.py": MODULE,
    "setup.py": "from setuptools import setup\n\nsetup(name='parcels')\n",
    "py.typed": "",
    "requirements.txt": REQUIREMENTS,
    "requirements-dev.txt": "-r requirements.txt\npytest\n",
    "Pipfile.lock": '{"default": {"dbt-core": {"version": "==1.11.0"}}, "develop": {}}\n',
    "pyproject.toml": (
        '[tool.poetry]\nname = "parcels"\n[tool.poetry.dependencies]\nsqlfluff = "*"\n'
    ),
    "notes.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
    "Dockerfile": "FROM python:3.11\n",
}
# As Pants' own `tailor` once wrote them.
OLD_BUILD = """\
data_product()

python_sources(name="parcel_old0")

python_tests(name="tests")

python_test_utils(name="test_utils")

python_requirements(name="reqs")

poetry_requirements(name="poetry")
"""
PRODUCTS: dict[str, Files] = {
    "parcel_hub": {},
    "parcel_scripts": STRAY,
}
# Its own goals also look at its Python, as its BUILD file asks for; those of others do not.
OLD = {
    **sound_product("parcel_old"),
    **STRAY,
    "BUILD": OLD_BUILD,
    "scripts/BUILD": "python_sources()\n",
}
BESIDE = {
    **{f"products/parcel_old/{path}": text for path, text in OLD.items()},
    "contracts/external/parcel-old-feed-v1.odcs.yaml": feed_contract("parcel_old"),
    "shared/parcel_tools/setup.py": MODULE,
    "shared/parcel_tools/requirements.txt": "dbt\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS, BESIDE)
    yield made
    made.repository.stop_daemon()


def test_tailor_takes_no_stray_file_for_the_platform_s(made: MadeProducts) -> None:
    assert made.result("tailor").exit_code == 0, made.result("tailor").output
    assert made.text("products/parcel_scripts/BUILD") == "data_product()\n"
    assert made.text("products/parcel_old/BUILD") == OLD_BUILD
    for folder in ("products/parcel_scripts/scripts", "shared/parcel_tools"):
        assert not made.has(f"{folder}/BUILD")


def test_tailor_proposes_the_platform_s_own_python(made: MadeProducts) -> None:
    folder = made.repository.root / "platform/inseam/parcels"
    folder.mkdir()
    for name in ("weigh.py", "weigh_test.py", "conftest.py"):
        (folder / name).write_text(f'"""{name}."""\n', encoding="utf-8")

    result = made.repository.pants("tailor", "platform/inseam/parcels::")

    assert result.exit_code == 0, result.output
    assert {line for line in made.text("platform/inseam/parcels/BUILD").split("\n") if line} == {
        "python_sources()",
        "python_tests(",
        '    name="tests",',
        "python_test_utils(",
        '    name="test_utils",',
        ")",
    }


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_goal_works_for_every_product(product: str, made: MadeProducts) -> None:
    assert made.result("generate").exit_code == 0, made.result("generate").output
    for goal in ("lint", "check", "test"):
        output = made.result(goal).output
        assert made.findings(goal, product) == [], output
        assert "Exception" not in output
        assert "ambiguous" not in output
    assert made.passes(product)


@pytest.mark.parametrize("goal", ["facts", "policies", "generate", "dependencies"])
def test_the_other_goals_work_for_a_neighbour(goal: str, made: MadeProducts) -> None:
    result = made.repository.pants(goal, "products/parcel_hub::")

    assert "NoSourceRootError" not in result.output
    assert result.exit_code == 0, result.output


def test_the_platform_depends_on_no_team_s_requirement(made: MadeProducts) -> None:
    depends = made.repository.pants("dependencies", "platform/inseam/style/rendering.py")

    assert depends.exit_code == 0, depends.output
    assert "products/" not in depends.output
    assert "ambiguous" not in depends.output
