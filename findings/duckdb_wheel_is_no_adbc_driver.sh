#!/bin/sh
# duckdb 1.5.5 and dbt-core 2.0.0a4: the library in DuckDB's wheel exports `duckdb_adbc_init`, so it looks like
# an ADBC driver that is there already. But it is a module of Python, and a program that is not Python lacks the
# symbols it needs. dbt does not say so: by its message the driver was not found, and could not be downloaded
# either. With the library of the same Python loaded before, the same driver works.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 dbt-core==2.0.0a4
cd "$folder"
mkdir -p project/models drivers
echo 'select 1 as a' > project/models/one.sql
printf 'name: shop\nprofile: shop\n' > project/dbt_project.yml
printf 'shop:\n  target: t\n  outputs:\n    t: {type: duckdb, path: shop.duckdb, schema: main, threads: 1}\n' > project/profiles.yml
case $(uname -m) in aarch64) machine=linux_arm64 ;; *) machine=linux_amd64 ;; esac
library=$("$folder/venv/bin/python" -c 'import importlib.util; print(importlib.util.find_spec("_duckdb").origin)')
cat > drivers/duckdb.toml <<TOML
manifest_version = 1
name = "DuckDB"
version = "1.5.5"
[Driver]
entrypoint = "duckdb_adbc_init"
[Driver.shared]
$machine = "$library"
TOML
python=$("$folder/venv/bin/python" -c 'import sysconfig as s; print(s.get_config_var("LIBDIR") + "/" + s.get_config_var("INSTSONAME"))')

build() {
  # Nothing is to be downloaded here.
  env ADBC_DRIVER_PATH="$folder/drivers" HTTPS_PROXY=http://127.0.0.1:9 "$@" "$folder/venv/bin/dbt" build \
    --project-dir project --profiles-dir project --no-send-anonymous-usage-stats > said.txt 2>&1 && echo 0 || echo 1
}

"$folder/venv/bin/dbt" --version
echo "exported: $("$folder/venv/bin/python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1]).duckdb_adbc_init; print("duckdb_adbc_init")' "$library")"
alone=$(build HOME="$folder")
echo "the wheel's library alone: $alone"
grep -E 'Driver not found|undefined' said.txt
with=$(build HOME="$folder" LD_PRELOAD="$python")
echo "with Python's library before it: $with"
[ "$alone $with" = "1 0" ] && ! grep -q undefined said.txt
