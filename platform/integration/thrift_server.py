"""A real Spark behind a Thrift server, from pyspark's wheel: metastore and tables in a folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyhive import hive
from thrift.transport.TTransport import TTransportException

# Spark 4 needs it.
_OLDEST_JAVA = 17
# One that has not started by then is not going to, however busy the machine is.
_START_SECONDS = 600
_STOP_SECONDS = 60
_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


@dataclass(frozen=True)
class Spark:
    port: int

    @property
    def variables(self) -> dict[str, str]:
        """What `platform/dbt/profiles.yml` asks for."""
        return {"SPARK_HOST": "127.0.0.1", "SPARK_PORT": str(self.port)}

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """As another client sees them."""
        connection = hive.connect("127.0.0.1", self.port, auth="NONE", username="reader")
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            # A statement such as CREATE gives none.
            return list(cursor.fetchall()) if cursor.description else []

    def schemas(self) -> set[str]:
        return {name for (name,) in self.rows("show schemas")}


@contextmanager
def thrift_server(programs: Path, folder: Path) -> Iterator[Spark]:
    """Runs until the end of the block. ``programs`` are those of pyspark's environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            _command(programs, folder, port),
            cwd=folder,
            env=_environment(programs, folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A group of its own, which ends as a whole.
            start_new_session=True,
        )
    try:
        yield _started(server, Spark(port), log)
    finally:
        _end(server)


def _command(programs: Path, folder: Path, port: int) -> list[str]:
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder} -Djava.io.tmpdir={folder}",
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
        ),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
    }
    hive_settings = {
        "hive.server2.thrift.bind.host": "127.0.0.1",
        "hive.server2.thrift.port": str(port),
    }
    return [
        str(programs / "spark-submit"),
        *("--master", "local[1]", "--driver-memory", "1g", "--class", _SERVER),
        *(part for item in settings.items() for part in ("--conf", "=".join(item))),
        "spark-internal",
        *(part for item in hive_settings.items() for part in ("--hiveconf", "=".join(item))),
    ]


def _environment(programs: Path, folder: Path) -> dict[str, str]:
    java_home = _java_home()
    return {
        # Spark asks the Python there where its wheel is.
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        # No settings of the machine's own Spark.
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        **({"JAVA_HOME": java_home} if java_home else {}),
    }


def _java_home() -> str | None:
    """The user's, if set. Fails if there is no Java that Spark runs with."""
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java")
    said = ""
    if java and Path(java).exists():
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, check=False
        ).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        found = said.partition("\n")[0] or "none"
        raise AssertionError(
            f"These tests need Java {_OLDEST_JAVA} or later, and found {found}."
            " Debian has it as default-jre-headless."
        )
    return home


def _started(server: subprocess.Popen[bytes], spark: Spark, log: Path) -> Spark:
    """When it answers: its port is open before it can."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        # pyhive logs an error each time that nobody answers, hence the look before.
        with (
            suppress(OSError, TTransportException),
            socket.create_connection(("127.0.0.1", spark.port)),
        ):
            assert spark.rows("select 1") == [(1,)]
            return spark
        time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-5000:]
    raise AssertionError(f"Spark did not start:\n{said}")


def _end(server: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(_STOP_SECONDS)
            break
    # What it started itself may outlive it.
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
