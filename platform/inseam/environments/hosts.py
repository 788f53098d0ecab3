"""Which host may be talked to, and gets the token: one that the environment lists."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.environments.definition import FILE, Environment
from inseam.report.finding import Finding, InputError, Severity

# As platform/dbt/profiles.yml has it.
HOST = "DATABRICKS_HOST"
HTTP_PATH = "DATABRICKS_HTTP_PATH"
TOKEN = "DATABRICKS_TOKEN"
# What each of the others is, for whoever has to set it.
_OTHERS = {
    HTTP_PATH: "the HTTP path of the SQL warehouse, such as `/sql/1.0/warehouses/0123456789abcdef`",
    TOKEN: "an access token that may use the warehouse",
}


def variables_of_target(environment: Environment, given: Mapping[str, str]) -> dict[str, str]:
    """What dbt has to have on any engine. Raises `InputError` as `variables_of_host`."""
    return {
        "INSEAM_DBT_TARGET": environment.target,
        "INSEAM_DATABASE": environment.database or "",
        **variables_of_host(environment, given),
    }


def variables_of_host(environment: Environment, given: Mapping[str, str]) -> dict[str, str]:
    """What dbt may not have of ``given``: the token, where the environment lists no host.

    If the environment lists hosts, raises `InputError` unless the variable names one of them, and
    for each other variable that is not set.
    """
    if not environment.hosts:
        return {TOKEN: ""}
    wrong = [
        _finding(
            environment,
            "environment-variable-unset",
            name,
            "is not set",
            f"Set `{name}` to {what}.",
        )
        for name, what in _OTHERS.items()
        if not given.get(name)
    ]
    host = given.get(HOST, "")
    if host.lower() not in environment.hosts:
        wrong = [_refused(environment, host), *([] if host else wrong)]
    if wrong:
        raise InputError(wrong)
    return {}


def _refused(environment: Environment, host: str) -> Finding:
    names = ", ".join(f"`{name}`" for name in environment.hosts)
    what = f"is `{host}`, which `{environment.name}` does not list" if host else "is not set"
    fix = f"Set `{HOST}` to {names}."
    if host:
        fix = f"{fix[:-1]}, the name alone. Or add the host to `hosts`."
    rule = "environment-host-refused" if host else "environment-host-unset"
    return _finding(environment, rule, HOST, what, fix)


def _finding(environment: Environment, rule: str, variable: str, what: str, fix: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=FILE.as_posix(),
        line=environment.line,
        message=f"The environment variable `{variable}` {what}. Nothing was sent.",
        fix=fix,
    )
