#!/bin/sh
# dbt-core: `dbtRunner(manifest=...)` is documented as the way to parse once and run several commands. The manifest
# remembers of each model that its ephemeral parents are in its SQL already. So a second `run` on the same manifest
# compiles the model anew and leaves them out: "Table with name __dbt__cte__... does not exist". In a project without
# ephemeral models all goes well, and so does the first run of any.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dbt-core==1.11.* dbt-duckdb==1.10.*
cd "$folder"
mkdir models
printf 'name: shop\nprofile: shop\n' > dbt_project.yml
printf 'shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n' > profiles.yml
printf "{{ config(materialized='ephemeral') }}\nselect 1 as a\n" > models/orders.sql
printf "{{ config(materialized='table') }}\nselect a from {{ ref('orders') }}\n" > models/totals.sql
DBT_SEND_ANONYMOUS_USAGE_STATS=false venv/bin/python - <<'PYTHON'
import sys
from importlib.metadata import version

from dbt.cli.main import dbtRunner

quiet = ["--quiet", "--log-level=none"]
manifest = dbtRunner().invoke([*quiet, "parse", "--profiles-dir=."]).result
print("dbt-core", version("dbt-core"))
passed = []
for time in ("first", "second"):
    result = dbtRunner(manifest=manifest).invoke([*quiet, "run", "--profiles-dir=."])
    print(f"{time} run on one manifest: {'passes' if result.success else 'fails'}")
    passed.append(result.success)
print(result.result.results[0].message.splitlines()[1].strip())
sys.exit(0 if passed == [True, False] else 1)
PYTHON
