#!/bin/sh
# DuckDB and Spark: `trim(x)`, `ltrim(x)` and `rtrim(x)` without characters strip other blanks. DuckDB strips every space
# of Unicode (no-break, thin, ideographic), Spark the ASCII space alone; neither strips a tab or a line break. So codes
# copied from a web page or a spreadsheet join in a test on DuckDB and find no partner on Spark, nobody raises, and a
# `unique` or `accepted_values` test holds on one engine only. `trim(both ' ' from x)` is the same on both.
# Needs Java 17.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==1.5.5 pyspark==4.3.0
cat > blanks.py <<'PYTHON'
import sys

import duckdb
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
blanks = {"space": 32, "tab": 9, "no-break space": 160, "thin space": 8201, "ideographic space": 12288}


def length(sql, engine):
    if engine == "duckdb":
        return duckdb.sql(sql).fetchall()[0][0]
    return spark.sql(sql).first()[0]


found = {}
for name, code in blanks.items():
    character = f"'{chr(code)}'"
    plain = f"select length(trim(concat({character}, 'a', {character})))"
    both = f"select length(trim(both ' ' from concat({character}, 'a', {character})))"
    found[name] = tuple(length(sql, engine) for sql in (plain, both) for engine in ("duckdb", "spark"))
    print(f"{name}: trim(x) leaves {found[name][0]} on DuckDB, {found[name][1]} on Spark;"
          f" trim(both ' ' from x) leaves {found[name][2]} and {found[name][3]}")
print(f"duckdb {duckdb.__version__}, pyspark {spark.version}")
spark.stop()
expected = {
    "space": (1, 1, 1, 1),
    "tab": (3, 3, 3, 3),
    "no-break space": (1, 3, 3, 3),
    "thin space": (1, 3, 3, 3),
    "ideographic space": (1, 3, 3, 3),
}
sys.exit(found != expected)
PYTHON
venv/bin/python blanks.py 2> /dev/null
