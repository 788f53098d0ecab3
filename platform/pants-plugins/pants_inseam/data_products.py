"""Options that every goal for data products shares."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pants.option.option_types import (
    DictOption,
    EnumOption,
    IntOption,
    SkipOption,
    StrListOption,
    StrOption,
)
from pants.option.subsystem import Subsystem
from pants.util.strutil import softwrap

from pants_inseam.library import resolve_option


class Inputs(Enum):
    """What stands behind the rows of an input port."""

    CONTRACTS = "contracts"
    UPSTREAM = "upstream"


class DataProducts(Subsystem):
    options_scope = "data-products"
    name = "data-products"
    help = "How data products are built and tested, and where they are published."

    skip = SkipOption("test")
    as_of = StrOption(
        default="2026-01-31T06:00:00Z",
        help=softwrap("""
            The instant at which every test takes place, in ISO 8601 with an offset. Models ask for
            it with `dbt_common.as_of()`, and input rows are written for it."""),
    )
    inputs = EnumOption(
        default=Inputs.CONTRACTS,
        help=softwrap("""
            With `contracts` a product is tested on the rows that its team wrote, that a generator
            made, or that are made from its providers' contracts: whatever the providers do. With
            `upstream` the providers are built first, from their own inputs, and what they yield is
            its input; a provider's change that yields the same rows repeats nothing. Data tests
            with the tag `written_inputs` are left out then."""),
    )
    rows = IntOption(
        default=100, help="How many rows are made from its contract for an input table without any."
    )
    seed = IntOption(
        default=1,
        help=softwrap("""
            Which rows are made from contracts: the same seed makes the same ones. A test says which
            one it had."""),
    )
    duckdb = StrOption(
        default="",
        advanced=True,
        help=softwrap("""
            The DuckDB on which products are built and tested, where it is not the one of the
            tools: `2` stands for the resolve `duckdb-2` from `[python].resolves`. Rows of TPC-DS
            and releases stay on the DuckDB of the tools."""),
    )
    dbt = StrOption(
        default="",
        advanced=True,
        help="The executable of a dbt 2, for goals that build nothing: docs/dbt-2.md.",
    )
    repositories = DictOption[Any](
        help=softwrap("""
            Where `publish` brings data products, by name. In pants.toml:

                [data-products.repositories.entropy-data]
                kind = "entropy-data"
                address = "https://api.entropy-data.com"
                key = "ENTROPY_DATA_API_KEY"
                default = true

                [data-products.repositories.catalog]
                kind = "directory"
                path = "/mnt/catalog"

            `key` is the name of the environment variable that has the API key, and never the key.
            Without `address` the environment variable `ENTROPY_DATA_HOST` has it, or else it is the
            one above. `path` is a folder, from the repository's root. Products go to those with
            `default = true`, or to those that `repositories` in their BUILD files names.""")
    )
    publish_resolve = resolve_option("publish", "what `publish` runs with")
    environment_variables = StrListOption(
        default=[
            "DATABRICKS_HOST",
            "DATABRICKS_HTTP_PATH",
            "DATABRICKS_TOKEN",
            "HOME",
            "INSEAM_LAKE_POSTGRES",
            "LANG",
            "PATH",
            "SPARK_HOST",
            "SPARK_PORT",
            "USER",
        ],
        advanced=True,
        help=softwrap("""
            The variables that `load`, `release` and `grants` take from your environment when they
            run: where it is and what opens it. They are part of no cache and no log."""),
    )
    environment_resolves = DictOption[str](
        help=softwrap("""
            The resolve from `[python].resolves` that has dbt's adapter for an environment, by the
            environment's name in platform/environments.yaml: `load`, `release` and `grants` run
            with it. An environment without one has that of the tests.""")
    )

    @property
    def test_resolve(self) -> str:
        """What builds and tests products; empty for `[inseam].tool_resolve`."""
        return f"duckdb-{self.duckdb}" if self.duckdb else ""


class ProductCheck(Subsystem):
    options_scope = "product-check"
    name = "product-check"
    help = softwrap("""
        Whether a product's SQL yields what its contracts promise, and reads only what it may and
        what is there. No rows are read. docs/check.md has the rules.""")

    skip = SkipOption("check")


class DatabricksCompile(Subsystem):
    options_scope = "databricks-compile"
    name = "databricks-compile"
    help = "Whether dbt-databricks compiles the SQL that was tested on DuckDB."

    skip = SkipOption("check")
    resolve = resolve_option("databricks", "dbt-databricks")
