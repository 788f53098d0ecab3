"""The query whose columns are those of a dbt snapshot, and come from where they do."""

from __future__ import annotations

from typing import Any

# The time of the run: some instant, never null, of which no column knows anything.
_NOW = "timestamp '1970-01-01'"


def snapshot_sql(config: Any, sql: str) -> str:
    """``sql`` is what the snapshot selects; its lines keep their numbers.

    By the strategy `timestamp` a version is valid from when the source says that it has changed,
    until the next one is. By `check`, times are those of runs, and which runs they are depends on
    the columns compared.
    """
    keys = _names(config.unique_key)
    if config.strategy == "timestamp" and config.updated_at:
        since = str(config.updated_at)
        # dbt compares the times, and engines do not differ in that.
        order = f"{since} nulls last"
        until = f"lead({since}) over (partition by {', '.join(keys)} order by {order})"
    else:
        # Of `all` columns nothing is listed: the row as a whole.
        compared = config.check_cols if isinstance(config.check_cols, list) else ["snapshot_query"]
        changed = " or ".join(f"{name} is null" for name in compared)
        since = until = f"case when {changed} then {_NOW} else {_NOW} end"
    added = {
        "dbt_scd_id": f"md5(concat_ws('|', {', '.join(keys)}, {since}))",
        "dbt_updated_at": since,
        "dbt_valid_from": since,
        "dbt_valid_to": until,
    }
    if getattr(config, "hard_deletes", None) == "new_record":
        added["dbt_is_deleted"] = "cast(null as varchar)"
    names = getattr(config, "snapshot_meta_column_names", None)

    def versions(until: str) -> str:
        columns = ", ".join(
            f"{expression} as {getattr(names, name, None) or name}"
            for name, expression in {**added, "dbt_valid_to": until}.items()
        )
        return f"select *, {columns} from snapshot_query"

    # Of the version in force it is null.
    return f"with snapshot_query as ({sql}\n) {versions(until)} union all {versions('null')}"


def _names(unique_key: Any) -> list[str]:
    return [str(name) for name in unique_key] if isinstance(unique_key, list) else [str(unique_key)]
