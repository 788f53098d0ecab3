"""Spark, in this process's machine: one session, which reads and writes Parquet alone."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import NullType

from inseam.parity.engine import Failed, Schema
from inseam.parity.settings import JAVA_OPTIONS, MASTER, SETTINGS
from inseam.parity.spark_errors import reason


class Spark:
    """`inseam.parity.engine.Engine`, by a session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def take(self, name: str, rows: Path, types: Schema) -> None:
        frame = self._session.read.parquet(str(rows.absolute()))
        columns = [f.col(_quoted(column)).cast(type_).alias(column) for column, type_ in types]
        frame.select(columns).createOrReplaceTempView(name)

    def run(self, sql: str, target: Path) -> Schema:
        try:
            frame = _storable(self._session.sql(sql))
            frame.coalesce(1).write.mode("overwrite").parquet(str(target.absolute()))
        except PySparkException as error:
            raise Failed(_reason(error)) from None
        return [(field.name, field.dataType.simpleString()) for field in frame.schema]

    def number(self, sql: str) -> int:
        try:
            row = self._session.sql(sql).first()
        except PySparkException as error:
            raise Failed(_reason(error)) from None
        return int(row[0] or 0) if row else 0

    def forget(self) -> None:
        for table in self._session.catalog.listTables():
            self._session.catalog.dropTempView(table.name)


@contextmanager
def session(java_home: Path, folder: Path) -> Iterator[Spark]:
    """`spark_session`, as an engine."""
    with spark_session(java_home, folder) as running:
        yield Spark(running)


@contextmanager
def spark_session(java_home: Path, folder: Path) -> Iterator[SparkSession]:
    """Starts Java, and ends it with the block. ``folder`` is for what Spark writes meanwhile."""
    os.environ.update(_environment(java_home, folder))
    # PySpark logs every error of a statement, with values of rows.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    builder = SparkSession.builder.master(MASTER).appName("parity")
    own = {
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder} {JAVA_OPTIONS}",
    }
    for name, value in {**SETTINGS, **own}.items():
        builder = builder.config(name, value)
    with _own_standard_error(folder / "java.log"):
        running = builder.getOrCreate()
    running.sparkContext.setLogLevel("OFF")
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def _own_standard_error(file: Path) -> Iterator[None]:
    """What Java says there while it starts is shown only if it does not start."""
    kept = os.dup(2)
    with file.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    except Exception:
        os.write(kept, file.read_bytes())
        raise
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _environment(java_home: Path, folder: Path) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "JAVA_HOME": str(java_home),
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        # No settings of the machine's own Spark.
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "HOME": str(folder),
        "PYSPARK_PYTHON": sys.executable,
        # For the scripts that start Java.
        "PATH": os.environ.get("PATH") or os.defpath,
    }


def _storable(frame: DataFrame) -> DataFrame:
    """A column that is nothing but NULL has no type that a file could have."""
    columns = [
        f.col(_quoted(field.name)).cast("string").alias(field.name)
        if isinstance(field.dataType, NullType)
        else f.col(_quoted(field.name))
        for field in frame.schema
    ]
    has_void = any(isinstance(field.dataType, NullType) for field in frame.schema)
    return frame.select(columns) if has_void else frame


def _reason(error: PySparkException) -> str:
    return reason(
        error.getCondition(),
        error.getMessage() or str(error),
        error.getMessageParameters() or {},
        of_rows=not isinstance(error, (AnalysisException, ParseException)),
    )


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
