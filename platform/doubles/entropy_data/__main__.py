"""Runs the double until it is stopped. What it holds is gone then."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="entropy-data", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="0 for any that is free")
    parser.add_argument("--key", default="try-out", help="the API key that it takes")
    options = parser.parse_args()
    print("Starting a double of Entropy Data.", flush=True)
    market = Marketplace(today=lambda: datetime.now(UTC).date())
    try:
        started = Server(Api(market, {options.key: Grant()}), options.port)
    except (OSError, OverflowError) as error:
        parser.error(f"it cannot listen at port {options.port} ({error}); name another with --port")
    with started as server:
        print(f"ENTROPY_DATA_HOST={server.address}  ENTROPY_DATA_API_KEY={options.key}")
        print(f"What it holds: {server.address}/", flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
