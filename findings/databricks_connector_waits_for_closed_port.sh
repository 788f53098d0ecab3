#!/bin/sh
# databricks-sql-connector: a host on which nothing listens is no error at once, nor is a name that nobody
# knows. It takes both for a warehouse that is starting: 30 tries in up to 15 minutes, and says so in the
# log of urllib3 alone. What it raises in the end is an error of urllib3, and none of its own, as DB-API 2.0
# asks for, so `except sql.Error` does not catch it. dbt-databricks connects by it, so a slip in `host`, or a
# VPN that is off, looks like a hang. `_retry_stop_after_attempts_count` (in dbt, under
# `connection_parameters`) ends it sooner.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check databricks-sql-connector==4.1.5
cd "$folder"
cat > connect.py <<'PYTHON'
import logging
import os
import socket
import threading
import time
from importlib.metadata import version

from databricks import sql

logging.disable(logging.CRITICAL)
WAITED = 20
print("databricks-sql-connector", version("databricks-sql-connector"))
with socket.socket() as unused:
    unused.bind(("127.0.0.1", 0))
    port = unused.getsockname()[1]


def connect(host, **how):
    try:
        sql.connect(server_hostname=host, http_path="/sql/1.0/warehouses/1", access_token="t", _port=port, **how)
    except Exception as error:
        own = "an" if isinstance(error, sql.Error) else "no"
        return f"{type(error).__module__}.{type(error).__name__}, {own} error of databricks.sql"


ended = {}
for host in ("127.0.0.1", "no-such-host.invalid"):
    threading.Thread(target=lambda h=host: ended.setdefault(h, connect(h)), daemon=True).start()
time.sleep(WAITED)
for host in ("127.0.0.1", "no-such-host.invalid"):
    print(f"{host}: {ended.get(host) or f'no error after {WAITED} s'}")
alone = connect("127.0.0.1", _retry_stop_after_attempts_count=1)
print("with one try:", alone, flush=True)
os._exit(1 if ended or not alone.endswith(", no error of databricks.sql") else 0)
PYTHON
venv/bin/python connect.py
