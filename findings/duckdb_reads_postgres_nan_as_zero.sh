#!/bin/sh
# DuckDB's Postgres scanner: `numeric` of Postgres holds NaN. DECIMAL of DuckDB cannot, so one expects an error or NULL,
# and where it has no scale it is read as DOUBLE, which can. Both are read as 0, without a word: a sum counts it. A NaN
# in `double precision` is read as NaN. Needs the programs of Postgres (Debian: postgresql).
set -eu

folder=$(mktemp -d)
chmod 755 "$folder"
programs=$(dirname "$(readlink -f "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | tail -n 1)")")
as_user() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
trap 'as_user "$programs/pg_ctl" -D "$folder/pg/data" stop -m immediate > /dev/null 2>&1; rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 \
    duckdb-extension-postgres-scanner==1.5.5
mkdir "$folder/pg"
[ "$(id -u)" -ne 0 ] || chown postgres "$folder/pg"
cd "$folder/pg"
as_user "$programs/initdb" -D data -U owner --auth=trust -E UTF8 --no-locale > /dev/null
as_user "$programs/pg_ctl" -D data -w -l log -o "-c listen_addresses= -c unix_socket_directories=$PWD" start > /dev/null
as_user "$programs/psql" -qX -h "$folder/pg" -U owner -d postgres -c "create table paid (
    day date, exact numeric(10, 2), free numeric, inexact double precision);
    insert into paid values ('2026-01-01', 2.5, 2.5, 2.5), ('2026-01-02', 'NaN', 'NaN', 'NaN')"
"$folder/venv/bin/python" - "$folder/pg" <<'PYTHON'
import sys
from importlib.metadata import version
from importlib.resources import files

import duckdb

print("DuckDB", duckdb.__version__, "postgres_scanner", version("duckdb-extension-postgres-scanner"))
connection = duckdb.connect()
package = files("duckdb_extension_postgres_scanner")
connection.execute(f"load '{package / 'extensions' / f'v{duckdb.__version__}' / 'postgres_scanner'}.duckdb_extension'")
connection.execute(f"attach 'host={sys.argv[1]} user=owner dbname=postgres' as pg (type postgres, read_only)")
seen = {}
for name in ("exact", "free", "inexact"):
    query = f"select typeof({name}), {name}::varchar from pg.paid order by day"
    seen[name] = connection.execute(query).fetchall()
    print(name, seen[name])
((total,),) = connection.execute("select sum(exact)::varchar from pg.paid").fetchall()
query = "from postgres_query('pg', 'select sum(exact)::text from paid')"
((of_postgres,),) = connection.execute(query).fetchall()
print("sum of exact:", total, "by Postgres itself:", of_postgres)
same = seen == {
    "exact": [("DECIMAL(10,2)", "2.50"), ("DECIMAL(10,2)", "0.00")],
    "free": [("DOUBLE", "2.5"), ("DOUBLE", "0.0")],
    "inexact": [("DOUBLE", "2.5"), ("DOUBLE", "nan")],
}
sys.exit(0 if same and (total, of_postgres) == ("2.50", "NaN") else 1)
PYTHON
