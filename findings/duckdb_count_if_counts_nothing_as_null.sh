#!/bin/sh
# DuckDB: `count_if(x)` is NULL, not 0, where no row is counted for lack of one that is true or false: of no rows, and of
# a group in which x is NULL throughout. `count(x)` and `count(*) filter (where x)` are 0 there, and so is `count_if` on
# Spark and Databricks. So `having count_if(failed) = 0` loses just the groups that have nothing to report, and a
# NOT NULL column of counts is refused for them. Up to 1.1 a group in which x is NULL was 0.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > count.py <<'PYTHON'
import sys

import duckdb

rows = "(values ('a', true), ('a', false), ('b', null)) as t(k, x)"
grouped = duckdb.sql(f"select k, count_if(x), count(*) filter (where x) from {rows} group by k order by k").fetchall()
empty = duckdb.sql(f"select count_if(x), count(*) filter (where x) from {rows} where false").fetchall()
print(f"duckdb {duckdb.__version__}: by group (k, count_if, count with filter) {grouped}; of no rows {empty}")
sys.exit(repr([grouped, empty]) != repr(eval(sys.argv[1])))
PYTHON
for expected in "1.1.3 [[('a',1,1),('b',0,0)],[(None,0)]]" "1.5.5 [[('a',1,1),('b',None,0)],[(None,0)]]" \
  "2.0.1 [[('a',1,1),('b',None,0)],[(None,0)]]"; do
  set -- $expected
  python3 -m venv "venv-$1"
  "venv-$1/bin/pip" install --quiet --disable-pip-version-check "duckdb==$1"
  "venv-$1/bin/python" count.py "$2"
done
