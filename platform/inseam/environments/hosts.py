"""Which host may be talked to, and gets the token: one that the environment lists."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.environments.definition import FILE, Environment
from inseam.report.finding import Finding, InputError, Severity

# As platform/dbt/profiles.yml has it.
HOST = "DATABRICKS_HOST"
TOKEN = "DATABRICKS_TOKEN"


def variables_of_target(environment: Environment, given: Mapping[str, str]) -> dict[str, str]:
    """What dbt has to have on any engine. Raises `InputError` as `variables_of_host`."""
    return {
        "INSEAM_DBT_TARGET": environment.target,
        "INSEAM_DATABASE": environment.database or "",
        **variables_of_host(environment, given),
    }


def variables_of_host(environment: Environment, given: Mapping[str, str]) -> dict[str, str]:
    """What dbt may not have of ``given``: the token, where the environment lists no host.

    Raises `InputError` unless the variable names a host of the environment, if it lists any.
    """
    if not environment.hosts:
        return {TOKEN: ""}
    host = given.get(HOST, "")
    if host.lower() in environment.hosts:
        return {}
    names = ", ".join(f"`{name}`" for name in environment.hosts)
    what = f"is `{host}`, which `{environment.name}` does not list" if host else "is not set"
    fix = f"Set `{HOST}` to {names}."
    if host:
        fix = f"{fix[:-1]}, the name alone. Or add the host to `hosts`."
    raise InputError(
        [
            Finding(
                rule="environment-host-refused" if host else "environment-host-unset",
                severity=Severity.ERROR,
                file=FILE.as_posix(),
                line=environment.line,
                message=f"The environment variable `{HOST}` {what}. Nothing was sent.",
                fix=fix,
            )
        ]
    )
