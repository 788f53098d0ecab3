"""Small products for tests that are about one awkward thing in a dbt project.

A test says which files of a product are awkward; all others come from a sound default, which
passes every goal: the product reads the table ``scans`` of an external contract, and its port has
the table ``parcels``. Each start of Pants costs seconds, so a module puts all its products into one
copy of the repository and runs each goal once::

    PRODUCTS = {
        "parcel_hub": {"models/staging/stg_scans.sql": "select ...", "README.md": None},
        "parcel_log": {},
    }

    @pytest.fixture(scope="module")
    def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
        made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS)
        yield made
        made.repository.stop_daemon()

    def test_a_hub_is_tested(made: MadeProducts) -> None:
        assert made.findings("lint", "parcel_hub") == []
        assert made.passes("parcel_hub")
        assert "parcels" in made.tested("parcel_hub")
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conftest import Repository, Result, copy_repository

# Path below the product's folder -> text; None takes a file of the default away.
Files = Mapping[str, str | None]

PACKAGES = "packages:\n  - local: ../../shared/dbt_common\n"
_TEAM = "customer-success"
# "... Completed: Test data product - products/orders#dbt - succeeded.", and then what it prints.
_LOG = re.compile(r"^\d\d:\d\d:\d\d\.\d\d \[")
_TESTED = re.compile(r"Completed: Test data product - products/(?P<product>[^/#:\s]+)#dbt - ")
_SUMMARY = re.compile(r"^[✓✕] ")
# A finding and the indented lines that belong to it.
_FINDING = re.compile(
    r"^(?P<place>\S+?):? (?:error|warning|note)\[[\w-]+\].*(?:\n(?: .*|(?=\n )))*", re.MULTILINE
)


def feed_of(product: str) -> str:
    """The id of the external contract that the default product reads."""
    return f"{product.replace('_', '-')}-feed-v1"


def port_of(product: str) -> str:
    return f"{product.replace('_', '-')}-v1"


def source_of(product: str) -> str:
    """The name that the default product has for its source, as in ``source('x', 'scans')``."""
    return f"{product}_feed_v1"


def _server(catalog: str, schema: str) -> str:
    return f"""\
servers:
  - server: production
    type: databricks
    host: databricks.entropy-data.example.com
    catalog: {catalog}
    schema: {schema}
"""


def feed_contract(product: str) -> str:
    """Of a system outside of the repository; ``kilos`` and ``scanned_at`` may be null."""
    return f"""\
apiVersion: v3.1.0
kind: DataContract
id: {feed_of(product)}
name: Scans
version: 1.0.0
status: active
description:
  purpose: What the scanners of a depot send.
customProperties:
  - property: external
    value: true
{_server("depots", product)}schema:
  - name: scans
    physicalType: table
    description: One row for each scan of a parcel.
    properties:
      - name: parcel_id
        description: Identifies the parcel.
        logicalType: string
        physicalType: STRING
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        classification: internal
      - name: kilos
        description: What it weighs.
        logicalType: number
        physicalType: DECIMAL(10, 2)
        classification: internal
      - name: scanned_at
        description: When it was scanned.
        logicalType: timestamp
        physicalType: TIMESTAMP
        logicalTypeOptions: {{timezone: true}}
        classification: internal
roles:
  - role: depots_reader
    access: read
    firstLevelApprovers: {_TEAM}
team:
  name: {_TEAM}
"""


def port_contract(product: str, objects: str = "", more: str = "") -> str:
    """``objects`` are the entries of ``schema``, instead of the table ``parcels``; ``more`` are
    further top-level lines.
    """
    parcels = """\
  - name: parcels
    physicalType: table
    description: One row for each parcel.
    properties:
      - name: parcel_id
        description: Identifies the parcel.
        logicalType: string
        physicalType: STRING
        required: true
        unique: true
        primaryKey: true
        primaryKeyPosition: 1
        classification: internal
      - name: kilos
        description: What it weighs.
        logicalType: number
        physicalType: DECIMAL(10, 2)
        classification: internal
      - name: scanned_at
        description: When it was scanned.
        logicalType: timestamp
        physicalType: TIMESTAMP
        logicalTypeOptions: {timezone: true}
        classification: internal
    quality:
      - id: parcels-not-empty
        metric: rowCount
        description: There is at least one parcel.
        mustBeGreaterThan: 0
"""
    freshness = """\
  - property: freshness
    value: 1
    unit: d
    element: parcels.scanned_at
"""
    return f"""\
apiVersion: v3.1.0
kind: DataContract
id: {port_of(product)}
name: Parcels
version: 1.0.0
status: active
domain: {_TEAM}
dataProduct: {product}
description:
  purpose: Shows what is in the depots.
{_server("entropy_data_prod", f"op_{product}_v1")}schema:
{objects or parcels}slaProperties:
  - property: noticePeriod
    value: P30D
{"" if objects else freshness}roles:
  - role: {product}_reader
    access: read
    firstLevelApprovers: {_TEAM}
team:
  name: {_TEAM}
{more}"""


def source_file(product: str, contract: str = "", tables: tuple[str, ...] = ("scans",)) -> str:
    """The sources file of the default product; ``contract`` is another's than its feed's."""
    id = contract or feed_of(product)
    names = "".join(f"      - name: {table}\n" for table in tables)
    database, schema = ("depots", product)
    if contract:
        database, schema = "entropy_data_prod", f"op_{contract.replace('-', '_')}"
    return f"""\
version: 2
sources:
  - name: {id.replace("-", "_")}
    database: {database}
    schema: {schema}
    loader: {product}
    config:
      meta:
        data_contract:
          id: {id}
    tables:
{names}"""


def dbt_project(product: str, more: str = "") -> str:
    """``more`` are further top-level lines."""
    return f"""\
name: {product}
version: 1.0.0
config-version: 2
require-dbt-version: [">=1.11.0", "<1.12.0"]
profile: inseam
flags:
  send_anonymous_usage_stats: false
{more}models:
  {product}:
    +group: {_TEAM}
    staging:
      +materialized: view
    output_ports:
      +materialized: table
      +access: public
"""


def agreement(consumer: str, provider: str, port: str, role: str) -> str:
    """``provider`` is a product, or has any name if ``port`` is an external contract."""
    return f"""\
id: {consumer.replace("_", "-")}-reads-{port}
provider:
  product: {provider}
  port: {port}
consumer: {consumer}
purpose: Shows what is in the depots.
start: "2026-01-01"
end: "2027-10-31"
reassess: "2026-12-01"
roles:
  - {role}
"""


def odps(product: str, reads: str = "") -> str:
    return f"""\
apiVersion: v1.0.0
kind: DataProduct
id: {product}
name: Parcels
version: 1.0.0
status: active
domain: {_TEAM}
description:
  purpose: Shows what is in the depots.
  limitations: No history.
  usage: Join it by parcel_id.
customProperties:
  - property: archetype
    value: consumer-aligned
inputPorts:
  - name: {reads or feed_of(product)}
    version: 1.0.0
    contractId: {reads or feed_of(product)}
outputPorts:
  - name: {port_of(product)}
    version: 1.0.0
    contractId: {port_of(product)}
support:
  - channel: "#parcels"
    url: https://chat.entropy-data.example.com/channels/parcels
team:
  name: {_TEAM}
"""


def sound_product(product: str) -> dict[str, str]:
    """What the default product is made of, by paths below its folder."""
    port = "models/output_ports/v1"
    return {
        "README.md": "# Parcels\n",
        ".dbtignore": "*.odcs.yaml\n*.odps.yaml\n",
        "dbt_project.yml": dbt_project(product),
        "packages.yml": PACKAGES,
        f"agreements/{feed_of(product)}.yaml": agreement(
            product, "depots", feed_of(product), "depots_reader"
        ),
        f"{product}.odps.yaml": odps(product),
        "models/_groups.yml": (
            f"version: 2\ngroups:\n  - name: {_TEAM}\n    owner: {{name: {_TEAM}}}\n"
        ),
        f"models/input_ports/{feed_of(product)}.source.yaml": source_file(product),
        "models/staging/_models.yml": (
            "version: 2\nmodels:\n  - name: stg_scans\n"
            "    description: Scans as they come. One row per parcel.\n"
        ),
        "models/staging/stg_scans.sql": (
            "select\n    parcel_id,\n    kilos,\n    scanned_at\n"
            f"from {{{{ source('{source_of(product)}', 'scans') }}}}\n"
        ),
        f"{port}/{port_of(product)}.odcs.yaml": port_contract(product),
        f"{port}/parcels.sql": (
            "select\n    parcel_id,\n    kilos,\n    scanned_at\nfrom {{ ref('stg_scans') }}\n"
        ),
        f"tests/inputs/{feed_of(product)}/scans.csv": (
            "parcel_id,kilos,scanned_at\np1,1.5,2026-01-01T00:00:00Z\np2,9.25,2026-01-02T00:00:00Z\n"
        ),
    }


@dataclass(frozen=True)
class MadeProducts:
    """Products in a copy of the repository. A goal runs once, when a test first asks for it.

    The goals are run in the order in which a person does: ``tailor`` and ``generate`` when the
    products are made, whatever comes of that.
    """

    repository: Repository
    products: tuple[str, ...]
    results: dict[str, Result] = field(default_factory=dict)

    def result(self, goal: str) -> Result:
        """Of a goal on all products."""
        if goal not in self.results:
            targets = tuple(f"products/{product}::" for product in self.products)
            self.results[goal] = self.repository.pants(goal, *targets)
        return self.results[goal]

    def findings(self, goal: str, product: str) -> list[str]:
        """Each with its indented lines, by the order of their files."""
        place = re.compile(rf"products/{product}(?:[/:]|$)")
        found = _FINDING.finditer(self.result(goal).output)
        return sorted({m[0].rstrip() for m in found if place.match(m["place"])})

    def tested(self, product: str) -> str:
        """What ``test`` prints of one product."""
        lines: list[str] = []
        current: str | None = None
        for line in self.result("test").output.splitlines():
            if _LOG.match(line) or _SUMMARY.match(line):
                match = _TESTED.search(line)
                current = match["product"] if match else None
            elif current == product:
                lines.append(line)
        return "\n".join(lines).strip()

    def passes(self, product: str) -> bool:
        """Its test ran, and did not fail."""
        result = self.result("test")
        target = f"products/{product}#dbt"
        return target in result.tested and target not in result.failed

    def text(self, path: str) -> str:
        return (self.repository.root / path).read_text(encoding="utf-8")

    def has(self, path: str) -> bool:
        return (self.repository.root / path).exists()


def make_products(
    root: Path, products: Mapping[str, Files], beside: Mapping[str, str] | None = None
) -> MadeProducts:
    """``products`` by name: what each has otherwise than the default. The repository's own products
    are left out of the copy. ``beside`` are files by their paths in the repository, such as those
    of a package in ``shared/``.
    """
    repository = Repository(root)
    copy_repository(root, ())
    for product, changed in products.items():
        files: dict[str, str | None] = {**sound_product(product), **changed}
        for path, text in files.items():
            if text is not None:
                _write(root / "products" / product / path, text)
        _write(root / f"contracts/external/{feed_of(product)}.odcs.yaml", feed_contract(product))
    for path, text in (beside or {}).items():
        _write(root / path, text)
    repository.git("init", "--quiet", "--initial-branch=main")
    made = MadeProducts(repository, tuple(products))
    made.results["tailor"] = repository.pants("tailor", "::")
    made.results["generate"] = repository.pants("generate", "products::", "contracts::")
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
