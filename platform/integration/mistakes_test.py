"""What a person reads after a common mistake: one error for it, at its line, with what to do.

Each product here has one mistake, or several that have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from made_product import MadeProducts, feed_of, make_products, port_of, sound_product

MODEL = "models/staging/stg_scans.sql"
MODELS = "models/staging/_models.yml"
PORT = "models/output_ports/v1/parcels.sql"
GOALS = ("lint", "check", "test")


@dataclass(frozen=True)
class Said:
    """One finding: its place below the product's folder, its rule, and what its text holds."""

    place: str
    rule: str
    holds: tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """``files`` are as a person left them; ``said`` by goal, all that is found in the product."""

    files: Mapping[str, str | None]
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)


def contract(product: str) -> str:
    return f"models/output_ports/v1/{port_of(product)}.odcs.yaml"


def rows(product: str) -> str:
    return f"tests/inputs/{feed_of(product)}/scans.csv"


def edited(product: str, path: str, old: str, new: str) -> dict[str, str | None]:
    text = sound_product(product)[path]
    assert old in text
    return {path: text.replace(old, new, 1)}


def same(goals: tuple[str, ...], *said: Said) -> dict[str, tuple[Said, ...]]:
    return dict.fromkeys(goals, said)


CYCLE = "models:\n" + "".join(
    f"  - name: int_{name}\n    description: Parcels. One row for each.\n" for name in "ab"
)
MISTAKES: Mapping[str, Mistake] = {
    "typo_ref": Mistake(
        edited("typo_ref", PORT, "ref('stg_scans')", "ref('stg_scns')"),
        same(
            ("check", "test"),
            Said(f"{PORT}:5", "dbt-parse-failed", ("`stg_scns`", "Did you mean `stg_scans`?")),
        ),
    ),
    "typo_table": Mistake(
        edited("typo_table", MODEL, "'scans'", "'scan'"),
        same(
            ("check", "test"),
            Said(f"{MODEL}:5", "dbt-parse-failed", ("no such table", "Did you mean `scans`?")),
        ),
    ),
    "typo_column": Mistake(
        edited("typo_column", PORT, "kilos", "kilo"),
        {
            "check": (
                Said(f"{PORT}:3", "model-column-missing", ("`kilo`", "Did you mean `kilos`?")),
            ),
            "test": (Said(f"{PORT}:3", "dbt-model-failed", ('"kilo"', "kilos", "Correct ")),),
        },
    ),
    "typo_type": Mistake(
        edited("typo_type", contract("typo_type"), "logicalType: number", "logicalType: int"),
        same(
            ("lint", "test"),
            Said(
                f"{contract('typo_type')}:33",
                "standard-value-not-allowed",
                ("`parcels.kilos`", "`int`", "number, integer, object"),
            ),
        ),
    ),
    "comma_valid": Mistake(
        edited("comma_valid", PORT, "kilos,\n", "kilos\n"),
        {
            **same(
                ("lint", "check"),
                Said(
                    f"{PORT}:3",
                    "sql-comma-missing",
                    ("A comma seems to be missing at the end of line 3", "Add the comma"),
                ),
            ),
            # What the port yields without it.
            "test": (
                Said(f"{contract('comma_valid')}:31", "port-column-missing", ("Select `kilos`",)),
                Said(
                    f"{contract('comma_valid')}:39", "port-column-type", ("`parcels.scanned_at`",)
                ),
            ),
        },
    ),
    "comma_broken": Mistake(
        {
            PORT: (
                "select\n    parcel_id,\n    max(kilos) as kilos\n"
                "    max(scanned_at) as scanned_at\n"
                "from {{ ref('stg_scans') }}\ngroup by parcel_id\n"
            )
        },
        {
            **same(
                ("lint", "check"),
                Said(
                    f"{PORT}:4",
                    "sql-syntax",
                    ("    4 |     max(scanned_at) as scanned_at\n", "comma", "end of line 3"),
                ),
            ),
            "test": (Said(f"{PORT}:4", "dbt-model-failed", ('near "max"',)),),
        },
    ),
    "indent_contract": Mistake(
        edited(
            "indent_contract",
            contract("indent_contract"),
            "        logicalType: number\n",
            "       logicalType: number\n",
        ),
        same(
            GOALS,
            Said(
                f"{contract('indent_contract')}:33",
                "yaml-unreadable",
                ("Correct the YAML at this line.",),
            ),
        ),
    ),
    "indent_models": Mistake(
        edited("indent_models", MODELS, "    description", "   description"),
        same(
            ("check", "test"),
            Said(f"{MODELS}:4", "yaml-unreadable", ("Correct the YAML at this line.",)),
        ),
    ),
    "typo_contract": Mistake(
        edited(
            "typo_contract",
            contract("typo_contract"),
            "id: typo-contract-v1",
            "id: typo-contrct-v1",
        ),
        same(
            ("lint",),
            Said(
                f"{contract('typo_contract')}:3",
                "contract-id-not-file-name",
                ("`typo-contrct-v1`", "Write `id: typo-contract-v1`."),
            ),
        ),
    ),
    # A wrong team, an agreement that is not there, a type that is another one's, and `generate`
    # that nobody ran.
    "papers": Mistake(
        {
            **edited(
                "papers", "papers.odps.yaml", "name: customer-success\n", "name: customer-succes\n"
            ),
            f"agreements/{feed_of('papers')}.yaml": None,
            contract("papers"): sound_product("papers")[contract("papers")]
            .replace("logicalType: number", "logicalType: date")
            .replace("What it weighs.", "What it weighs, in kilograms."),
        },
        {
            "lint": (
                Said("models/output_ports/v1/_models.yml", "generated-file-stale", ("generate",)),
                Said(
                    f"models/input_ports/{feed_of('papers')}.source.yaml:3",
                    "input-agreement-missing",
                    (f"`{feed_of('papers')}`", "agreements/"),
                ),
                Said(
                    f"{contract('papers')}:33",
                    "contract-logical-type-differs",
                    ("`parcels.kilos`", "Write `logicalType: number`"),
                ),
                Said(
                    "papers.odps.yaml:27",
                    "product-team-unknown",
                    ("`customer-succes`", "Did you mean `customer-success`?"),
                ),
            ),
            "test": (
                Said(
                    f"{contract('papers')}:33",
                    "contract-check-failed",
                    ("field kilos has type date",),
                ),
            ),
        },
    ),
    "failing_test": Mistake(
        {
            "tests/assert_light.sql": (
                "select\n    parcel_id,\n    kilos\nfrom {{ ref('parcels') }}\nwhere kilos > 5\n"
            )
        },
        same(
            ("test",),
            Said(
                "tests/assert_light.sql",
                "dbt-test-failed",
                ("row: parcel_id='p2'", "Correct the model that yields these rows"),
            ),
        ),
    ),
    "short_row": Mistake(
        edited("short_row", rows("short_row"), "p2,9.25,", "p2,"),
        same(
            ("test",),
            Said(f"{rows('short_row')}:3", "input-invalid", ("Columns: 3 Found: 2", "Correct")),
        ),
    ),
    "wrong_date": Mistake(
        edited("wrong_date", rows("wrong_date"), "2026-01-02T00:00:00Z", "02.01.2026"),
        same(
            ("test",),
            Said(
                f"{rows('wrong_date')}:3",
                "input-invalid",
                ("`scanned_at`", "line 3: '02.01.2026'", "2024-03-15T10:00:00Z"),
            ),
        ),
    ),
    "bad_jinja": Mistake(
        edited("bad_jinja", PORT, "{{ ref('stg_scans') }}", "{{ ref('stg_scans') }"),
        {
            "lint": (Said(f"{PORT}:5", "sqlfluff-TMP", ("unexpected '}'", "Correct")),),
            **same(
                ("check", "test"),
                Said(f"{PORT}:5", "dbt-parse-failed", ("unexpected '}'", "Correct")),
            ),
        },
    ),
    "typo_macro": Mistake(
        edited(
            "typo_macro", PORT, "    scanned_at\n", "    {{ dbt_common.as_off() }} as scanned_at\n"
        ),
        {
            "lint": (Said(f"{PORT}:4", "sqlfluff-TMP", ("`dbt_common`", "`as_off`")),),
            "check": (
                Said(
                    f"{PORT}:4",
                    "dbt-compile-failed",
                    ("`as_off`", "Did you mean `dbt_common.as_of`?"),
                ),
            ),
            "test": (
                Said(
                    f"{PORT}:4",
                    "dbt-model-failed",
                    ("`as_off`", "Did you mean `dbt_common.as_of`?"),
                ),
            ),
        },
    ),
    "cycle": Mistake(
        {
            "models/intermediate/_models.yml": CYCLE,
            "models/intermediate/int_a.sql": "select parcel_id\nfrom {{ ref('int_b') }}\n",
            "models/intermediate/int_b.sql": "select parcel_id\nfrom {{ ref('int_a') }}\n",
        },
        same(
            ("check", "test"),
            Said(
                "models/intermediate/int_a.sql:2",
                "dbt-compile-failed",
                ("`int_a`, `int_b` read each other", "a model that reads neither"),
            ),
        ),
    ),
}


# In SQL, in a contract, in rows, and in what a model yields.
_SAMPLE = ("typo_ref", "indent_contract", "short_row", "failing_test")
_PRODUCTS = [
    product if product in _SAMPLE else pytest.param(product, marks=pytest.mark.nightly)
    for product in MISTAKES
]


def selected(request: pytest.FixtureRequest) -> list[str]:
    """The products of the tests that this run has: each costs four goals."""
    asked = {
        item.callspec.params["product"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module
    }
    return [product for product in MISTAKES if product in asked]


def spoil(made: MadeProducts, products: Sequence[str]) -> None:
    for product in products:
        for path, text in MISTAKES[product].files.items():
            file = made.repository.root / "products" / product / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MadeProducts]:
    """All is sound when `generate` runs."""
    products = selected(request)
    made = make_products(tmp_path_factory.mktemp("made"), {product: {} for product in products})
    assert made.result("generate").exit_code == 0, made.result("generate").output
    spoil(made, products)
    yield made
    made.repository.stop_daemon()


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("product", _PRODUCTS)
def test_a_mistake_is_one_error_at_its_line(product: str, goal: str, made: MadeProducts) -> None:
    found = [text for text in made.findings(goal, product) if "warning[" not in text]
    said = MISTAKES[product].said.get(goal, ())

    heads = [finding.split("] ")[0] for finding in found]
    assert sorted(heads) == sorted(
        f"products/{product}/{each.place}: error[{each.rule}" for each in said
    ), made.result(goal).output
    for each in said:
        (text,) = (finding for finding in found if f"error[{each.rule}]" in finding)
        assert [part for part in each.holds if part not in text] == []
        assert "\n    fix: " in text
    output = made.result(goal).output
    assert "Traceback" not in output
    assert "Engine traceback" not in output
