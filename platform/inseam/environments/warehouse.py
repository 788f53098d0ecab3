"""A Databricks SQL warehouse, for those that ask it beside dbt: the audit of a release.

The token is in memory alone, and goes to a host that the environment lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from urllib3.exceptions import HTTPError

from inseam.environments.definition import Environment
from inseam.environments.hosts import HOST, HTTP_PATH, TOKEN, variables_of_host
from inseam.environments.names import Place
from inseam.environments.operations import OperationFailed
from inseam.environments.profile import FILE, read_outputs
from inseam.evaluation.databricks import Databricks

TYPE = "databricks"


@dataclass(frozen=True, slots=True)
class Warehouse:
    host: str
    http_path: str
    token: str = field(repr=False)

    def as_server(self, place: Place) -> dict[str, str]:
        """A schema there as an entry of a contract's `servers`."""
        return {
            "type": TYPE,
            "host": self.host,
            "catalog": place.database,
            "schema": place.schema,
        }

    def as_configuration(self, place: Place) -> dict[str, str]:
        """The same, and what opens it, as datacontract-cli names it.

        With all of it given, no variable of the environment leads it elsewhere.
        """
        return {
            "DATACONTRACT_DATABRICKS_SERVER_HOSTNAME": self.host,
            "DATACONTRACT_DATABRICKS_HTTP_PATH": self.http_path,
            "DATACONTRACT_DATABRICKS_CATALOG": place.database,
            "DATACONTRACT_DATABRICKS_SCHEMA": place.schema,
            "DATACONTRACT_DATABRICKS_TOKEN": self.token,
        }

    @contextmanager
    def connected(
        self, place: Place, schemas: Mapping[tuple[str, str], str]
    ) -> Iterator[Databricks]:
        """A session in a schema, with UTC clocks. ``schemas`` are as in `Databricks`.

        Raises `OperationFailed` if there is none.
        """
        # By name: only the tools for Databricks have it.
        sql: Any = import_module("databricks.sql")
        # Of a host that does not answer it raises the error of its client for HTTP.
        refusals = (sql.Error, HTTPError)
        try:
            connection = sql.connect(
                server_hostname=self.host,
                http_path=self.http_path,
                access_token=self.token,
                catalog=place.database,
                schema=place.schema,
                enable_telemetry=False,
            )
            with connection.cursor() as cursor:
                cursor.execute("set time zone 'UTC'")
        except refusals as error:
            raise OperationFailed(str(error)) from None
        with connection:
            yield Databricks(connection, refusals, schemas)


def warehouse_of(
    environment: Environment, given: Mapping[str, str], profiles: Path = FILE
) -> Warehouse | None:
    """The one that the variables ``given`` name; None for an environment on another engine.

    Raises `InputError` as `variables_of_host`.
    """
    outputs = read_outputs(profiles) or {}
    if outputs.get(environment.target) != TYPE:
        return None
    # The lint of environments asks for `hosts` there; without them nobody gets the token.
    known = {**given, **variables_of_host(environment, given)}
    return Warehouse(known.get(HOST, ""), known.get(HTTP_PATH, ""), known[TOKEN])
