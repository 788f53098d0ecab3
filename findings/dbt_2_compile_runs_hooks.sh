#!/bin/sh
# dbt-core 2.0.0a4: `dbt compile` runs the hooks `on-run-start` on the database. dbt-core 1.11 runs them with
# `run`, `build`, `seed`, `snapshot` and `test`, and `compile` changes nothing. Who compiles in CI, with
# credentials that may write, to see whether SQL renders, now runs grants, DDL and audit inserts.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3.11 -m venv 1
python3.11 -m venv 2
1/bin/pip install --quiet --disable-pip-version-check dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==1.5.5
2/bin/pip install --quiet --disable-pip-version-check dbt-core==2.0.0a4
mkdir -p project/models drivers
echo 'select 1 as a' > project/models/one.sql
printf 'name: shop\nprofile: shop\non-run-start: ["create table main.made_by_hook as select 1 as a"]\n' > project/dbt_project.yml
printf "shop:\n  target: t\n  outputs:\n    t: {type: duckdb, path: \"{{ env_var('FILE') }}\", schema: main, threads: 1}\n" \
  > project/profiles.yml
# DuckDB for dbt 2: the wheel's own library, which needs that of the same Python.
case $(uname -m) in aarch64) machine=linux_arm64 ;; *) machine=linux_amd64 ;; esac
library=$(1/bin/python -c 'import importlib.util; print(importlib.util.find_spec("_duckdb").origin)')
python=$(1/bin/python -c 'import sysconfig as s; print(s.get_config_var("LIBDIR") + "/" + s.get_config_var("INSTSONAME"))')
printf 'manifest_version = 1\nname = "DuckDB"\nversion = "1.5.5"\n[Driver]\nentrypoint = "duckdb_adbc_init"\n[Driver.shared]\n%s = "%s"\n' \
  "$machine" "$library" > drivers/duckdb.toml

tables() {
  1/bin/python -c 'import duckdb, sys; print([t for (t,) in duckdb.connect(sys.argv[1]).execute("select table_name from duckdb_tables()").fetchall()])' "$1"
}

options="compile --project-dir project --profiles-dir project --no-send-anonymous-usage-stats"
# shellcheck disable=SC2086 # options are words
FILE=one.duckdb 1/bin/dbt --quiet $options > /dev/null
# shellcheck disable=SC2086
FILE=two.duckdb HOME="$folder" ADBC_DRIVER_PATH="$folder/drivers" LD_PRELOAD="$python" 2/bin/dbt $options > /dev/null
one=$(tables one.duckdb)
two=$(tables two.duckdb)
echo "after dbt-core 1.11.16 compile: $one"
echo "after dbt-core 2.0.0a4 compile: $two"
[ "$one $two" = "[] ['made_by_hook']" ]
