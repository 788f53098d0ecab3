#!/bin/sh
# duckdb: `trim(x)`, `ltrim(x)` and `rtrim(x)` take away every blank of Unicode, such as the no-break space U+00A0 that comes
# with copied web pages and Excel, and the ideographic space U+3000; a tab and a line's end stay. The documentation says
# "spaces". Spark and Postgres take away U+0020 alone: a text that is empty, or a key that matches, after `trim` in a
# test on DuckDB is neither there. `trim(both ' ' from x)` takes away U+0020 alone, here too. The same in 1.5.5 and 2.0.1.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > trim.py <<'PYTHON'
import sys

import duckdb

blanks = {"U+0020": 0x20, "U+00A0": 0xA0, "U+2003": 0x2003, "U+3000": 0x3000, "tab": 9, "line": 10}
bare, named = (
    [
        name
        for name, point in blanks.items()
        if duckdb.execute(f"select {call} = 'x' from (values (?)) as t(s)", [f"{chr(point)}x"]).fetchone()[0]
    ]
    for call in ("trim(s)", "trim(both ' ' from s)")
)
print(f"duckdb {duckdb.__version__}: trim(s) takes away {bare}, trim(both ' ' from s) {named}")
sys.exit((bare, named) != (["U+0020", "U+00A0", "U+2003", "U+3000"], ["U+0020"]))
PYTHON
for version in 1.5.5 2.0.1; do
  python3 -m venv "venv-$version"
  "venv-$version/bin/pip" install --quiet --disable-pip-version-check "duckdb==$version"
  "venv-$version/bin/python" trim.py
done
