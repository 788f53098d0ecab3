"""Each folder of testdata/dbt_models is a dbt project and, in `expected/`, what is made of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.codegen.dbt_models import (
    HEADER,
    data_type,
    escape_jinja,
    model_name,
    models_file,
    models_files,
)
from inseam.codegen.described_models import leaves_schema_changes_open
from inseam.codegen.existing_models import ExistingModels, parse_existing
from inseam.codegen.reserved_words import RESERVED_WORDS
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, Property, read_contract
from inseam.report.finding import InputError
from inseam.report.text import render_text

TESTDATA = Path(__file__).parent / "testdata" / "dbt_models"
CASES = sorted(path.name for path in TESTDATA.iterdir())
PROJECT = Path("products", "shop")
V1 = PROJECT / "models" / "output_ports" / "v1"
OUT = Path("out")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is the working directory as it is in a Pants process."""
    monkeypatch.chdir(tmp_path)
    V1.mkdir(parents=True)
    return tmp_path


def project_of(case: str) -> None:
    shutil.rmtree(PROJECT)
    shutil.copytree(TESTDATA / case, PROJECT, ignore=shutil.ignore_patterns("expected"))


def write_models_files() -> None:
    for file in models_files(PROJECT):
        written = OUT / file.path
        written.parent.mkdir(parents=True)
        written.write_text(file.text, "utf-8")


def written_files() -> dict[str, str]:
    """What was made, by version."""
    files = (OUT / PROJECT).rglob("_models.yml")
    return {file.parent.name: file.read_text("utf-8") for file in files}


def write_contract(text: str, file: Path = V1 / "a.odcs.yaml") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"apiVersion: v3.1.0\nkind: DataContract\nid: shop-v1\n{text}", "utf-8")


def refusal() -> str:
    """The findings for a project that is refused."""
    with pytest.raises(InputError) as caught:
        models_files(PROJECT)
    return render_text(caught.value.findings)


# What is made of a project


@pytest.mark.parametrize("case", CASES)
def test_the_models_file_is_made_from_the_contracts(case: str, repository: Path) -> None:
    project_of(case)
    expected = {
        file.parent.name: file.read_text("utf-8")
        for file in (TESTDATA / case / "expected").rglob("_models.yml")
    }

    write_models_files()

    assert written_files() == expected


@pytest.mark.parametrize("case", CASES)
def test_what_was_made_stays_as_it_is(case: str, repository: Path) -> None:
    project_of(case)
    write_models_files()
    first = written_files()
    shutil.copytree(OUT / PROJECT, PROJECT, dirs_exist_ok=True)

    assert {file.path.parent.name: file.text for file in models_files(PROJECT)} == first


@pytest.mark.parametrize("case", CASES)
def test_dbt_reads_the_names_and_words_of_the_contract(case: str, repository: Path) -> None:
    project_of(case)
    write_models_files()
    # As dbt does: YAML 1.1, then Jinja.
    read = {
        version: {model["name"]: model for model in yaml.safe_load(text)["models"]}
        for version, text in written_files().items()
    }

    contracts = list(PROJECT.rglob("*.odcs.yaml"))
    for file in contracts:
        contract = read_contract(read_yaml(str(file), file.read_bytes()))
        for described in contract.objects:
            version = file.parent.name
            model = read[version].pop(model_name(described.physical_name, version))
            assert rendered(model.get("description")) == one_line(described.description)
            assert rendered(model["config"]["meta"].get("owner")) == one_line(contract.owner)
            assert [
                (column["name"], rendered(column.get("description"))) for column in model["columns"]
            ] == [
                (column.physical_name, one_line(column.description))
                for column in described.properties
            ]
    assert len(contracts) >= 1
    assert not any(read.values())  # nothing else was made


def rendered(text: str | None, **context: object) -> str | None:
    return None if text is None else jinja2.Environment().from_string(text).render(**context)


def one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def test_a_project_without_contracts_is_left_alone(repository: Path) -> None:
    (V1 / "_models.yml").write_text("no: [yaml")

    assert models_files(PROJECT) == []


def test_a_file_is_made_from_every_contract_in_its_folder(repository: Path) -> None:
    project_of("two_contracts")

    (file,) = models_files(PROJECT)

    assert tuple(Path(one.file) for one in file.made_from) == (
        V1 / "a.odcs.yaml",
        V1 / "b.odcs.yaml",
    )


# What is refused


def test_names_that_are_no_identifiers_are_refused_all_at_once(repository: Path) -> None:
    write_contract(
        "schema:\n"
        "  - name: customer orders\n"
        "    properties:\n"
        "      - name: id\n"
        "      - name: total; drop table x\n"
        "  - name: public.refunds\n"
    )
    write_contract("", PROJECT / "models/output_ports/v2/b.odcs.yaml")
    fixed = "    fix: Use letters, digits and underscores."

    assert refusal() == (
        "products/shop/models/output_ports/v1/a.odcs.yaml:5: error[contract-name-invalid]"
        " The object `customer orders` has a name that is not a plain identifier.\n"
        f"{fixed}\n"
        "products/shop/models/output_ports/v1/a.odcs.yaml:8: error[contract-name-invalid]"
        " The column `customer orders.total; drop table x` has a name that is not a plain"
        " identifier.\n"
        f"{fixed}\n"
        "products/shop/models/output_ports/v1/a.odcs.yaml:9: error[contract-name-invalid]"
        " The object `public.refunds` has a name that is not a plain identifier.\n"
        f"{fixed}"
    )


@pytest.mark.parametrize("contract_id", ["shop v1", "shop/v1", "{{ x }}", "zürich-v1"])
def test_an_id_that_makes_no_schema_name_is_refused(contract_id: str, repository: Path) -> None:
    (V1 / "a.odcs.yaml").write_text(
        f'apiVersion: v3.1.0\nkind: DataContract\nid: "{contract_id}"\n', "utf-8"
    )

    assert refusal() == (
        "products/shop/models/output_ports/v1/a.odcs.yaml:3: error[contract-name-invalid]"
        f" The contract's id `{contract_id}` is not a plain name.\n"
        "    fix: Use letters, digits and hyphens."
    )


@pytest.mark.parametrize(
    ("folder", "name", "first", "second"),
    [("v1", "orders", "v1/a", "v1/b"), ("v2", "orders_v2", "v1/a", "v2/b")],
)
def test_two_objects_cannot_make_one_model(
    folder: str, name: str, first: str, second: str, repository: Path
) -> None:
    ports = PROJECT / "models" / "output_ports"
    write_contract(f"schema: [{{name: {name}}}]")
    write_contract("schema: [{name: orders}]", ports / folder / "b.odcs.yaml")

    assert refusal() == (
        f"{ports}/{second}.odcs.yaml:4: error[contract-name-taken] The object `orders` makes the"
        f" dbt model `{name}`, as does an object of {ports}/{first}.odcs.yaml.\n"
        "    fix: Give one of the two objects another name."
    )


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (b"models: [", "yaml-unreadable"),
        (b"models:\n  - name: a\n    name: b\n", "yaml-unreadable"),
        (b"", "yaml-unreadable"),
        (b"# Nothing yet.\n", "yaml-unreadable"),
        (b"- a\n", "models-file-unreadable"),
        (b"models: 5\n", "models-file-unreadable"),
    ],
)
def test_a_models_file_that_cannot_be_read_is_refused_and_stays_as_it_is(
    broken: bytes, rule: str, repository: Path
) -> None:
    project_of("first_time")
    (V1 / "_models.yml").write_bytes(broken)

    assert refusal().startswith("products/shop/models/output_ports/v1/_models.yml")
    assert f"error[{rule}]" in refusal()
    assert (V1 / "_models.yml").read_bytes() == broken


def test_everything_that_cannot_be_read_is_said_at_once(repository: Path) -> None:
    write_contract("schema: 1")
    write_contract("schema: [{name: a b}]", V1 / "b.odcs.yaml")
    write_contract("", V1 / "c.odcs.yaml")
    (V1 / "_models.yml").write_text("[]")

    assert [line for line in refusal().splitlines() if not line.startswith(" ")] == [
        (
            f"{V1}/_models.yml:1: error[models-file-unreadable]"
            " The file is not a models file of dbt: the file is not a mapping."
        ),
        f"{V1}/a.odcs.yaml:4: error[contract-unreadable] The file has `schema` that is not a list.",
        (
            f"{V1}/b.odcs.yaml:4: error[contract-name-invalid]"
            " The object `a b` has a name that is not a plain identifier."
        ),
    ]


# Its parts


def test_models_are_named_after_their_object_and_from_v2_on_after_the_version_too() -> None:
    assert model_name("orders", "v1") == "orders"
    assert model_name("orders", "v2") == "orders_v2"
    assert model_name("orders", "v10") == "orders_v10"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain { } }} text", "plain { } }} text"),
        ("{{ x }}", "{{ '{{' }} x }}"),
        ("{% x %}{# y #}", "{{ '{%' }} x %}{{ '{#' }} y #}"),
        ("two\n  lines", "two lines"),
    ],
)
def test_jinja_in_words_is_escaped(text: str, escaped: str) -> None:
    assert escape_jinja(text) == escaped


@given(st.text() | st.text(st.sampled_from("{}%#'\"\\- \nab")))
@settings(max_examples=500)
def test_words_are_rendered_back_to_themselves_in_one_line(text: str) -> None:
    assert rendered(escape_jinja(text)) == one_line(text)


ORDERS = TESTDATA / "first_time" / "models" / "output_ports" / "v1" / "shop-orders-v1.odcs.yaml"


def orders_contract() -> Contract:
    return read_contract(read_yaml("models/shop-orders-v1.odcs.yaml", ORDERS.read_bytes()))


names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True) | st.sampled_from(
    ["no", "on", "y", "null", "true", "_1", "inf", "e1", "order", "Group"]
)


@given(
    st.text(min_size=1) | st.sampled_from(["1e3", "12:30", "0o17", "=", "~", "x: y", "# x"]), names
)
@settings(max_examples=500)
def test_any_words_and_any_name_get_through_yaml_and_jinja(words: str, name: str) -> None:
    contract = orders_contract()
    (described, _) = contract.objects
    column = replace(described.properties[0], physical_name=name, description=words)
    described = replace(described, description=words, properties=(column,))
    contract = replace(contract, owner=words, objects=(described,))

    text = models_file("_models.yml", [contract], "v1", ExistingModels())

    (model,) = yaml.safe_load(text)["models"]
    (read,) = model["columns"]
    assert rendered(model["description"]) == one_line(words)
    assert rendered(model["config"]["meta"]["owner"]) == one_line(words)
    assert rendered(read["description"]) == one_line(words)
    assert read["name"] == name
    (key,) = model["constraints"]
    quoted = name.lower() in RESERVED_WORDS
    assert read.get("quote", False) is quoted
    assert rendered(key["columns"][0], target={"type": "duckdb"}) == (
        f'"{name}"' if quoted else name
    )
    assert rendered(key["columns"][0], target={"type": "databricks"}) == (
        f"`{name}`" if quoted else name
    )


@pytest.mark.parametrize(
    ("physical", "on_duckdb", "on_databricks"),
    [
        ("string", "STRING", "STRING"),
        ("decimal(10,2)", "DECIMAL(10, 2)", "DECIMAL(10, 2)"),
        ("timestamp_ntz", "TIMESTAMP", "TIMESTAMP_NTZ"),
        ("array<string>", "TEXT[]", "ARRAY<STRING>"),
        ("struct<`a'b`: int>", 'STRUCT("a\'b" INT)', "STRUCT<`a'b`: INT>"),
        ("struct<`{{ x }}`: int>", 'STRUCT("{{ x }}" INT)', "STRUCT<`{{ x }}`: INT>"),
    ],
)
def test_a_type_is_named_as_the_engine_knows_it(
    physical: str, on_duckdb: str, on_databricks: str
) -> None:
    column: Property = replace(orders_contract().objects[0].properties[0], physical_type=physical)
    written = data_type(column, "databricks")

    assert rendered(written, target={"type": "duckdb"}) == on_duckdb
    assert rendered(written, target={"type": "databricks"}) == on_databricks


# What a person wrote

KEPT = (TESTDATA / "kept" / "expected" / "v1" / "_models.yml").read_text("utf-8")
BODY = KEPT.removeprefix(HEADER).splitlines()


@given(
    st.lists(
        st.tuples(st.integers(0, len(BODY) - 1), st.sampled_from(["# note {}", "  # note {}", ""])),
        max_size=6,
    )
)
def test_comments_stay_wherever_a_person_puts_them(inserted: list[tuple[int, str]]) -> None:
    in_a_block = range(
        BODY.index("                where: |") + 1, BODY.index("      - name: total")
    )
    lines = list(BODY)
    comments = []
    for number, (position, comment) in enumerate(sorted(inserted, reverse=True)):
        if position not in in_a_block:
            lines.insert(position, comment.format(number))
            comments.append(comment.format(number).strip())
    contracts = [kept_contract()]

    first = models_file("_models.yml", contracts, "v1", existing_of("\n".join(lines)))
    second = models_file("_models.yml", contracts, "v1", existing_of(first))

    assert second == first
    assert yaml.safe_load(first) == yaml.safe_load(KEPT)
    found = [line.strip() for line in first.splitlines() if "# note" in line]
    assert found == [comment for comment in reversed(comments) if comment]


def kept_contract() -> Contract:
    file = TESTDATA / "kept" / "models" / "output_ports" / "v1" / "shop-orders-v1.odcs.yaml"
    return read_contract(read_yaml(str(file), file.read_bytes()))


def existing_of(text: str) -> ExistingModels:
    return parse_existing("_models.yml", text.encode(), HEADER)


@pytest.mark.parametrize(
    ("config", "is_open"),
    [
        ("materialized='incremental'", True),
        ("materialized='incremental', on_schema_change='fail'", False),
        ("on_schema_change='fail', materialized='incremental'", False),
        ("materialized='table'", False),
        ("unique_key=var('key', 'order)'), materialized = \"incremental\"", True),
        ("unique_key=var('key'), materialized='incremental', on_schema_change='fail'", False),
        ("{'materialized': 'incremental'}", True),
        ("meta={'how': 'incremental'}", False),
    ],
)
def test_a_model_that_decides_on_schema_changes_itself_keeps_its_word(
    tmp_path: Path, config: str, is_open: bool
) -> None:
    model = tmp_path / "orders.sql"
    model.write_text(f"{{{{ config({config}) }}}}\nselect 1 as a\n")
    assert leaves_schema_changes_open(model) is is_open
