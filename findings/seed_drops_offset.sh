#!/bin/sh
# dbt-duckdb: a time with an offset in a seed keeps its wall clock and loses the offset, in a column that is
# declared as a timestamp and in one that dbt infers, copied from the file or inserted. A query that reads the
# same file with DuckDB's sniffer converts it, and so does a seed on Databricks: one file, two instants.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==1.5.5
cd "$folder"
mkdir seeds
cat > dbt_project.yml <<'YAML'
name: shop
version: 1.0.0
profile: shop
seeds:
  shop:
    typed: {+column_types: {opened: timestamp}}
    inserted: {+column_types: {opened: timestamp}, +fast: false}
YAML
cat > profiles.yml <<'YAML'
shop:
  target: local
  outputs:
    local: {type: duckdb, path: shop.duckdb, settings: {TimeZone: UTC}}
YAML
for seed in typed inserted inferred; do
    printf 'id,opened\n1,2026-01-01T10:00:00+02:00\n2,2026-01-01T10:00:00Z\n' > "seeds/$seed.csv"
done
venv/bin/dbt --quiet --no-send-anonymous-usage-stats seed --profiles-dir .
venv/bin/python - <<'PYTHON'
import sys
from importlib.metadata import version

import duckdb

print("dbt-core", version("dbt-core"), "dbt-duckdb", version("dbt-duckdb"), "DuckDB", duckdb.__version__)
connection = duckdb.connect("shop.duckdb")
connection.execute("set TimeZone = 'UTC'")
seen = {
    name: connection.execute(
        f"select typeof(opened), cast(cast(opened as timestamp) as varchar) from {source} where id = 1"
    ).fetchone()
    for name, source in (
        ("seed, declared as timestamp", "typed"),
        ("seed, declared, inserted", "inserted"),
        ("seed, inferred by dbt", "inferred"),
        ("the same file, sniffed", "read_csv('seeds/typed.csv')"),
    )
}
for name, (type_, value) in seen.items():
    print(f"2026-01-01T10:00:00+02:00 as {name}: {type_}, {value} in UTC")
wanted = {name: "2026-01-01 08:00:00" if "sniffed" in name else "2026-01-01 10:00:00" for name in seen}
sys.exit(0 if {name: value for name, (_, value) in seen.items()} == wanted else 1)
PYTHON
