#!/bin/sh
# PySpark: a program catches the error of a cast and shows nothing of it, and Spark's own logging is off
# (`setLogLevel("OFF")`). The value of the row is on standard error all the same, in one line of JSON with a Java
# stack trace: a logger of Python, `SQLQueryContextLogger`, writes each error of a statement there before it is
# raised. Whoever runs SQL on personal data has it in the logs of a job. Needs Java 17 or later.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0
cd "$folder"
cat > cast.py <<'PYTHON'
from importlib.metadata import version

from pyspark.errors import NumberFormatException
from pyspark.sql import SparkSession

print("pyspark", version("pyspark"))
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
spark.sql("select * from values ('ann@example.com') t(email)").createOrReplaceTempView("users")
try:
    spark.sql("select cast(email as int) from users").collect()
except NumberFormatException as error:
    print("caught:", error.getCondition())
PYTHON
venv/bin/python cast.py 2> error.log || { tail -20 error.log; exit 1; }
grep -o '"logger": "SQLQueryContextLogger"' error.log
echo "lines on standard error with the value: $(grep -c 'ann@example.com' error.log)"
grep -q 'SQLQueryContextLogger.*ann@example.com' error.log
