#!/bin/sh
# Spark: `create table ... as select` writes its rows before it makes the table. Of several at once for one
# name, one succeeds and the others fail because the table is there, as one expects; but the table has rows
# of those that failed as well. `create table` without `as` has no such gap. Needs Java 17 or later.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0
cd "$folder"
cat > claims.py <<'PYTHON'
import sys
import threading

import pyspark
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.warehouse.dir", "warehouse")
    .config("spark.log.level", "OFF")
    .getOrCreate()
)
print("pyspark", pyspark.__version__)
writers = ("ann", "bob", "eve", "joe")
mixed = 0
for number in range(60):
    table = f"claim_{number}"
    start = threading.Barrier(len(writers))
    won = []

    def claim(who):
        start.wait()
        try:
            spark.sql(f"create table {table} using parquet as select '{who}' as who")
            won.append(who)
        except PySparkException:
            pass

    threads = [threading.Thread(target=claim, args=(who,)) for who in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = sorted(row.who for row in spark.table(table).collect()) if won else []
    if len(won) == 1 and len(rows) > 1:
        mixed += 1
        print(f"{table}: `create table as` succeeded for {won[0]} alone; its rows are of {', '.join(rows)}")
        if mixed == 3:
            break
sys.exit(0 if mixed else 1)
PYTHON
venv/bin/python claims.py 2> /dev/null
