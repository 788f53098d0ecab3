#!/bin/sh
# DuckDB and Spark: `skewness(x)` and `kurtosis(x)` have one name and two meanings. DuckDB gives those of a sample
# (corrected for bias, NULL of fewer than 3 or 4 rows), Spark those of the population (NaN or NULL only of rows that
# are all equal). `variance` and `stddev` without a suffix are those of a sample on both, so one expects the same of
# these; DuckDB has `kurtosis_pop`, but no `skewness_pop`. A threshold tuned on one engine means something else on the other.
# Needs Java 17.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==1.5.5 pyspark==4.3.0
cat > moments.py <<'PYTHON'
import sys

import duckdb
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
found = {}
for rows in ("(1.0D), (2.0D), (4.0D), (9.0D)", "(1.0D), (2.0D)"):
    for function in ("variance", "stddev", "skewness", "kurtosis"):
        on_spark = spark.sql(f"select {function}(x) from values {rows} as t(x)").first()[0]
        on_duckdb = duckdb.sql(
            f"select {function}(x) from (values {rows.replace('D', '::double')}) as t(x)"
        ).fetchall()[0][0]
        numbers = [None if one is None else round(one, 4) for one in (on_duckdb, on_spark)]
        found[f"{function} of {rows.count('(')} rows"] = tuple(numbers)
        print(f"{function} of {rows.count('(')} rows: {numbers[0]} on DuckDB, {numbers[1]} on Spark")
has = duckdb.sql(
    "select list(distinct function_name order by function_name) from duckdb_functions()"
    " where function_name in ('kurtosis_pop', 'skewness_pop')"
).fetchall()[0][0]
print(f"duckdb {duckdb.__version__} (which has {', '.join(has)}), pyspark {spark.version}")
spark.stop()
expected = {
    "variance of 4 rows": (12.6667, 12.6667),
    "stddev of 4 rows": (3.559, 3.559),
    "skewness of 4 rows": (1.3309, 0.7684),
    "kurtosis of 4 rows": (1.5, -1.0),
    "variance of 2 rows": (0.5, 0.5),
    "stddev of 2 rows": (0.7071, 0.7071),
    "skewness of 2 rows": (None, 0.0),
    "kurtosis of 2 rows": (None, -2.0),
}
sys.exit(found != expected or has != ["kurtosis_pop"])
PYTHON
venv/bin/python moments.py 2> /dev/null
