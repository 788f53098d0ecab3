"""How Spark runs a product's SQL: as a SQL warehouse of Databricks would, as far as Spark can."""

from __future__ import annotations

# Each with its reason. What is not named here is as Spark 4 comes.
SETTINGS = {
    # A warehouse raises where a value does not fit or cannot be cast, instead of NULL.
    "spark.sql.ansi.enabled": "true",
    # Text in double quotes is a literal there, too.
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    # Products read clocks in UTC.
    "spark.sql.session.timeZone": "UTC",
    # TIMESTAMP is an instant.
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.caseSensitive": "false",
    # Instants as DuckDB reads them, and dates before 1582 as they are.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # No Hive: a metastore on disk takes seconds, and none is needed.
    "spark.sql.catalogImplementation": "in-memory",
    # Few rows: one part each, and no plan that is made again while it runs.
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    # Compiling a plan to Java takes longer than these rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.memory": "1g",
    # Nothing outside this machine reaches it, and it serves no page.
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
MASTER = "local[1]"
# It runs for a minute: the second compiler and a parallel collector do not pay.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"
# Spark 4 needs it.
OLDEST_JAVA = 17

# Functions that Databricks has and Spark has not: what calls one is not run.
DATABRICKS_FUNCTIONS = frozenset(
    """
    ai_analyze_sentiment ai_classify ai_extract ai_fix_grammar ai_forecast ai_gen ai_generate_text
    ai_mask ai_query ai_similarity ai_summarize ai_translate cloud_files_state event_log
    getdate h3_boundaryasgeojson h3_boundaryaswkb h3_boundaryaswkt h3_centerasgeojson h3_compact
    h3_coverash3 h3_coverash3string h3_distance h3_h3tostring h3_hexring h3_ischildof h3_isvalid
    h3_kring h3_longlatash3 h3_longlatash3string h3_maxchild h3_minchild h3_pointash3
    h3_pointash3string h3_polyfillash3 h3_resolution h3_stringtoh3 h3_tochildren h3_toparent
    http_request list_secrets read_files read_kafka read_kinesis read_pubsub read_pulsar
    remote_query secret table_changes try_secret vector_search
    """.split()
)
