"""What holds for a made-up mesh. That Pants' goals accept one was tried by hand: they take long."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from benchmarks.mesh import write_mesh
from benchmarks.mesh_files import files
from benchmarks.mesh_plan import plan

from inseam.codegen.input_ports import input_ports
from inseam.codegen.snapshots import snapshots
from inseam.documents.yaml_document import read_yaml
from inseam.facts.documents import read_documents
from inseam.facts.schema import ContractRow, FindingRow, OutputPortRow, ProductRow
from inseam.odcs.contract import read_contract

TEAMS = """\
- {id: platform, type: Platform Team, contact: {github: '@example/platform'}}
- {id: platform-application, type: Team, contact: {github: '@example/application'}}
- {id: sales, type: Team, domain: selling, contact: {github: '@example/sales'}}
"""


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "platform").mkdir()
    (tmp_path / "platform" / "teams.yaml").write_text(TEAMS)
    write_mesh(tmp_path, 12)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_same_numbers_give_the_same_files_and_others_do_not(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "platform").mkdir()
    (other / "platform" / "teams.yaml").write_text(TEAMS)
    write_mesh(other, 12)
    assert list(written(repository)) == list(written(other))
    assert plan(12, 1, ["sales"]) != plan(12, 2, ["sales"])


def test_a_thousand_products_read_each_other_without_a_cycle() -> None:
    mesh = plan(1_000, 1, ["sales"])
    assert len({product.name for product in mesh.products}) == 1_000
    reads = {
        product.name: {port.product for port in product.reads if port.product}
        for product in mesh.products
    }
    assert len(list(TopologicalSorter(reads).static_order())) == 1_000
    readers = [name for names in reads.values() for name in names]
    assert max(map(readers.count, set(readers))) > 20
    assert len(dict(files(mesh))) == len(list(files(mesh)))


def test_a_product_and_its_contract_are_found_under_the_domain_of_their_team(
    repository: Path,
) -> None:
    domains = {"sales": "selling", "platform-application": "platform-application"}
    found = set()
    for product in sorted(Path("products").iterdir()):
        rows = read_documents(product).rows
        (own,) = [row for row in rows if isinstance(row, ProductRow)]
        (port,) = [r for r in rows if isinstance(r, ContractRow) and r.kind == "output_port"]
        found.add((own.team, own.domain, port.domain))
    assert found == {(team, domain, domain) for team, domain in domains.items()}


def test_what_is_written_is_complete_and_says_what_it_is(repository: Path) -> None:
    products = sorted(Path("products").iterdir())
    assert len(products) == 12
    for product in products:
        rows = read_documents(product).rows
        assert [row for row in rows if isinstance(row, FindingRow)] == []
        (port,) = [row for row in rows if isinstance(row, OutputPortRow)]
        (contract,) = product.glob("models/output_ports/v1/*.odcs.yaml")
        read = read_contract(read_yaml(str(contract), contract.read_bytes()))
        assert (read.id, f"{read.id}.odcs.yaml") == (port.contract_id, contract.name)
        # Whatever `./pants generate` would write is there.
        assert snapshots(product, input_ports(product), []) == ([], [])
        for name in ("_models.yml", f"{read.objects[0].name}.sql"):
            assert (contract.parent / name).is_file()
    assert len((repository / "CODEOWNERS").read_text().splitlines()) > 12 * 2
