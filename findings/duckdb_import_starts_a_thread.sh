#!/bin/sh
# duckdb (Python): `import duckdb` alone starts a thread, before there is any connection. 1.3 did not; 1.4 and 1.5
# do. Python sees one thread (`threading.active_count()`), the system two. So a process that has imported it, and be
# it by dbt-duckdb or ibis, is multi-threaded when it forks: CPython 3.12 and later warn of that, of a fork by
# `multiprocessing`, too, whose default on Linux it was up to 3.13, and a preloaded server hands its children a
# library one of whose threads is gone. Import it after the fork, or use `spawn` or `forkserver`.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > fork.py <<'PYTHON'
import os
import sys
import threading
import warnings


def threads():
    return len(os.listdir("/proc/self/task"))


before = threads()
import duckdb

after = threads()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)
warned = [str(one.message).partition("(")[0] + "..." for one in caught]
print(
    f"duckdb {duckdb.__version__}, CPython {sys.version_info[0]}.{sys.version_info[1]}: {before} thread before the"
    f" import, {after} after it, {threading.active_count()} of Python; os.fork() warns: {warned or 'no'}"
)
sys.exit((before, after, len(warned)) != tuple(map(int, sys.argv[1:])))
PYTHON
for expected in "1.3.2 1 1 0" "1.4.4 1 2 1" "1.5.5 1 2 1"; do
  set -- $expected
  python3.12 -m venv "venv-$1"
  "venv-$1/bin/pip" install --quiet --disable-pip-version-check "duckdb==$1"
  "venv-$1/bin/python" fork.py "$2" "$3" "$4"
done
