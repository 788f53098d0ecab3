"""Where Entropy Data is, and where its key is found: in variables of the environment."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.delivery.clock import SystemClock
from inseam.delivery.http import Http

ADDRESS = "ENTROPY_DATA_HOST"
KEY = "ENTROPY_DATA_API_KEY"
DEFAULT_ADDRESS = "https://api.entropy-data.com"


def entropy_data(address: str | None, key_variable: str, environment: Mapping[str, str]) -> Http:
    """Calls to ``address``, or to where the environment says. The key is read for each call.

    Raises `ValueError` for an address to which no key should go.
    """
    named = address or environment.get(ADDRESS) or DEFAULT_ADDRESS
    return Http.to(named, lambda: environment.get(key_variable, ""), SystemClock())
