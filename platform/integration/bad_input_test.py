"""What is wrong in one team's files: a message with file, line and remedy, and nobody else's work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Repository

CONSUMER = "products/customer_activity"
PROVIDER = "products/entropydata_postgres"
SOURCE = f"{CONSUMER}/models/input_ports/entropydata-postgres-v1.source.yaml"
EXTERNAL = "contracts/external/entropydata-application-v1.odcs.yaml"
PORT = f"{PROVIDER}/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
OWN_PORT = f"{CONSUMER}/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
