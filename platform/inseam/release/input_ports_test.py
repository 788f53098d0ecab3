"""Where a project says which contracts it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.release.input_ports import input_ports
from inseam.release.plan import InputPort
from testkit.release.mesh import make_mesh

COUNTS = Path("products/counts")


def test_the_line_of_the_source_or_the_project_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mesh(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert input_ports(COUNTS, ["orders-v1", "shop-v1"]) == (
        InputPort("orders-v1", "products/counts/models/input_ports/orders-v1.source.yaml", 3),
        InputPort("shop-v1", "products/counts/dbt_project.yml", None),
    )


def test_of_two_lines_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = make_mesh(tmp_path)
    monkeypatch.chdir(tmp_path)
    source = mesh.root / COUNTS / "models/input_ports/orders-v1.source.yaml"
    mesh.write((COUNTS / "models/a.source.yaml").as_posix(), source.read_text("utf-8"))

    (port,) = input_ports(COUNTS, ["orders-v1"])

    assert port.file == "products/counts/models/a.source.yaml"
