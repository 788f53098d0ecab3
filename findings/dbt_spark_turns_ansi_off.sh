#!/bin/sh
# dbt-spark: Spark 4 refuses to cast a text that is not a number, and so does Databricks. dbt-spark turns that off
# for its session, also where the profile asks for it by name: the model is built, with NULL in place of the
# amount, no test of the cast fails and no log line says so. Needs Java 17 or later.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    dbt-core==1.11.16 dbt-spark==1.11.0 pyspark==4.3.0
cd "$folder"
mkdir models
cat > dbt_project.yml <<'YAML'
name: shop
version: 1.0.0
profile: shop
YAML
cat > profiles.yml <<'YAML'
shop:
  target: local
  outputs:
    local:
      type: spark
      method: session
      host: localhost
      schema: default
      server_side_parameters: {spark.sql.ansi.enabled: "true"}
YAML
echo "{{ config(materialized='table') }} select cast('12,70' as decimal(18, 2)) as amount" > models/orders.sql
cat > shop.py <<'PYTHON'
import sys
from importlib.metadata import version

from dbt.cli.main import dbtRunner
from pyspark.errors import NumberFormatException
from pyspark.sql import SparkSession

print("dbt-core", version("dbt-core"), "dbt-spark", version("dbt-spark"), "pyspark", version("pyspark"))
# As it comes; dbt-spark takes this session.
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
try:
    spark.sql("select cast('12,70' as decimal(18, 2))").collect()
    by_itself = "no error"
except NumberFormatException as error:
    by_itself = error.getCondition()
print("Spark by itself:", by_itself)
built = dbtRunner().invoke(["--quiet", "--no-send-anonymous-usage-stats", "run", "--profiles-dir", "."]).success
amount = spark.table("orders").first().amount
print("dbt run with spark.sql.ansi.enabled: true in the profile:", "success" if built else "failure")
print("The amount that it built:", amount)
sys.exit(0 if (by_itself, built, amount) == ("CAST_INVALID_INPUT", True, None) else 1)
PYTHON
venv/bin/python shop.py 2> error.log || { tail -20 error.log; exit 1; }
