#!/bin/sh
# duckdb: a tiny number in scientific notation becomes 0.01 when it is read as DECIMAL(18, 2). The text '5e-20' and a
# column `decimal(18, 2)` of a CSV file that holds 5e-20 are 0.01, and 1 as DECIMAL(18, 0); '4e-20' and
# '0.00000000000000000005' are 0.00. The first digit decides, as if it stood right behind the last place: 5 to 9 are
# rounded up, however small the number. The number itself (5e-20 as DOUBLE) is cast to 0.00, but written as text, as
# Python, pandas and DuckDB write small doubles, and read again it is a cent. So up to 1.5.5; in 2.0.1 all are 0.00.
# Cast the text to DOUBLE, or to a decimal with enough digits after the point, and then to the one that is wanted.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > read.py <<'PYTHON'
import sys

import duckdb

texts = ["5e-20", "4e-20", "9e-7", "1.5e-5", "0.00000000000000000005"]
cents = [str(duckdb.execute("select cast(? as decimal(18, 2))", [text]).fetchone()[0]) for text in texts]
with open("amounts.csv", "w") as file:
    file.write("id,amount\n" + "".join(f"{n},{text}\n" for n, text in enumerate(texts)))
columns = "{'id': 'int', 'amount': 'decimal(18, 2)'}"
of_file = [str(a) for (a,) in duckdb.execute(f"select amount from read_csv('amounts.csv', columns={columns})").fetchall()]
once = duckdb.execute("select cast(cast('5e-20' as double) as decimal(18, 2))").fetchone()[0]
again = duckdb.execute(
    "select cast(cast(x as varchar) as decimal(18, 2)) from (values (cast('5e-20' as double))) as t(x)"
).fetchone()[0]
print(f"duckdb {duckdb.__version__}: {dict(zip(texts, cents))}; from CSV {of_file}; of a double {once}, by its text {again}")
large = sys.argv[1]
expected = [large, "0.00", large, "0.00", "0.00"]
sys.exit((cents, of_file, str(once), str(again)) != (expected, expected, "0.00", large))
PYTHON
for expected in "1.4.4 0.01" "1.5.5 0.01" "2.0.1 0.00"; do
  set -- $expected
  python3 -m venv "venv-$1"
  "venv-$1/bin/pip" install --quiet --disable-pip-version-check "duckdb==$1"
  "venv-$1/bin/python" read.py "$2"
done
