"""dbt-core, imported only where it is needed."""

from __future__ import annotations

from inseam.dbt_project.invocation import Call, DbtInvocation


def dbt_core_offline(call: Call, engine: str) -> DbtInvocation:
    """One that asks ``engine`` for nothing."""
    # To import it takes longer than to read a project with a dbt 2.
    from inseam.dbt_project.in_process import DbtInProcess
    from inseam.dbt_project.offline import shut_off

    shut_off(engine)
    return DbtInProcess(call)
