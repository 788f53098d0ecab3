#!/bin/sh
# DuckLake: a sum of whole numbers is HUGEINT in DuckDB, and the lake stores HUGEINT as DOUBLE in Parquet. The
# table says HUGEINT, no statement complains, and a sum beyond 2^53 comes back as another number. A table of ten
# rows or less is kept in the catalog and has all digits, so a small test does not show it. BIGINT keeps them.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 \
    duckdb-extension-ducklake==1.5.5 duckdb-extension-sqlite-scanner==1.5.5
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
from importlib.metadata import version
from importlib.resources import files

import duckdb

print("DuckDB", duckdb.__version__, "ducklake", version("duckdb-extension-ducklake"))
connection = duckdb.connect()
for name in ("sqlite_scanner", "ducklake"):
    package = files(f"duckdb_extension_{name}")
    connection.execute(f"load '{package / 'extensions' / f'v{duckdb.__version__}' / name}.duckdb_extension'")
connection.execute("attach 'ducklake:sqlite:catalog.sqlite' as lake (data_path 'data/')")
part = 2**53 // 2
wanted = 2 * part + 1
seen = {}
for rows in (10, 20):
    for type_ in ("hugeint", "bigint"):
        name = f"{type_}_{rows}"
        connection.execute(
            f"create table lake.{name} as select cast(sum(paid) as {type_}) as total"
            f" from (select i % {rows} as shop, p as paid from range({rows}) as s(i),"
            f" (values ({part}), ({part}), (1)) as t(p)) group by shop"
        )
        query = f"select distinct typeof(total), total from lake.{name}"
        seen[name] = connection.execute(query).fetchall()
        print(f"{rows} sums of {wanted} as {type_}: {seen[name]}")
exact = {"hugeint_10": "HUGEINT", "bigint_10": "BIGINT", "bigint_20": "BIGINT"}
same = all(seen[name] == [(type_, wanted)] for name, type_ in exact.items())
sys.exit(0 if same and seen["hugeint_20"] == [("HUGEINT", wanted - 1)] else 1)
PYTHON
