"""Brings the application's tables in, as its contract in contracts/external has them.

    ./pants run products/entropydata_postgres/ingest -- --help

The contract says which tables, keys, types and cursor; docs/ingestion.md says what becomes of them.
"""

import runpy
import sys

PRODUCT = "entropydata_postgres"

# Pants starts this at the top of the repository, with the tools of platform/locks/dlt.txt.
sys.path.insert(0, "platform")
sys.argv[1:1] = [PRODUCT]
runpy.run_module("inseam.ingest", run_name="__main__")
