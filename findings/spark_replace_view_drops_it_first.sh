#!/bin/sh
# Spark with Hive's metastore: `create or replace view` drops the view and makes another. Who reads it just then gets
# TABLE_OR_VIEW_NOT_FOUND, so a view that is replaced, as dbt-spark replaces views too, is no switch without a gap.
# `alter view ... as` is: its readers see the old rows or the new ones. Needs Java 17 or later.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0
cd "$folder"
cat > switch.py <<'PYTHON'
import sys
import threading
from importlib.metadata import version

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .enableHiveSupport()
    .getOrCreate()
)
print("pyspark", version("pyspark"))
for number in (1, 2):
    spark.sql(f"create table orders_{number} using parquet as select {number} as release")


def switched(statement):
    """What a reader sees while the view is switched 100 times, and how often it was not there."""
    spark.sql("create or replace view orders as select * from orders_1")
    done, seen, missing = threading.Event(), set(), 0

    def switch():
        for number in range(100):
            spark.sql(f"{statement} orders as select * from orders_{number % 2 + 1}")
        done.set()

    writer = threading.Thread(target=switch)
    writer.start()
    while not done.is_set():
        try:
            seen.add(spark.table("orders").first().release)
        except AnalysisException as error:
            assert error.getCondition() == "TABLE_OR_VIEW_NOT_FOUND", error
            missing += 1
    writer.join()
    return seen, missing


replaced, altered = switched("create or replace view"), switched("alter view")
for name, (seen, missing) in (("create or replace view", replaced), ("alter view", altered)):
    print(f"{name}: readers saw releases {sorted(seen)}; not found: {'some' if missing else 'never'}")
sys.exit(0 if replaced[1] and not altered[1] else 1)
PYTHON
venv/bin/python switch.py 2> error.log || { tail -20 error.log; exit 1; }
