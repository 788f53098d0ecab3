"""What `./pants run platform/orchestration:dagster` starts: Dagster's UI and daemon on the mesh.

On this machine alone, with its own folder below `dist/`, and without telemetry.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

HOME = Path("dist", "dagster")
_SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
# One release at a time holds an environment.
concurrency:
  runs:
    max_concurrent_runs: 1
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="./pants run platform/orchestration:dagster --")
    parser.add_argument("--port", type=int, default=3000, help="of the UI (3000)")
    parser.add_argument("--environment", default="", help="a name in platform/environments.yaml")
    parser.add_argument("--validate", action="store_true", help="only see whether it can be loaded")
    asked = parser.parse_args()
    root = Path.cwd()
    home = root / HOME
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(_SETTINGS, encoding="utf-8")
    variables = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "DAGSTER_DISABLE_TELEMETRY": "true",
        "PYTHONPATH": str(root / "platform"),
        "PYTHONWARNINGS": "ignore::UserWarning",
        "INSEAM_ENVIRONMENT": asked.environment,
        # This call of Pants goes on while the UI is open, and others must not wait for its end.
        "PANTS_CONCURRENT": "true",
    }
    where = ("-m", "inseam.orchestration.code_location", "-d", str(root))
    dagster = (sys.executable, "-m", "dagster")
    if asked.validate:
        return subprocess.call((*dagster, "definitions", "validate", *where), env=variables)
    command = (*dagster, "dev", *where, "-h", "127.0.0.1", "-p", str(asked.port))
    process = subprocess.Popen(command, env=variables)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        return process.wait()


if __name__ == "__main__":
    sys.exit(main())
