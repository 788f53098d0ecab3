"""What the test of a dbt project leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.addresses import Address
from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult

from pants_inseam.product_contracts import ProductContracts


@dataclass(frozen=True)
class TestedProjectRequest:
    """The address of a `dbt_project`.

    ``as_written`` gives it its files as they are. Else they are in canonical form: a comment in
    SQL repeats no test, and messages show no lines that a person has seen.
    """

    __test__ = False

    address: Address
    as_written: bool = False


@dataclass(frozen=True)
class TestedProject:
    """``process`` is the test; where it could not start, the one before it that failed.

    ``results`` are the files that it wrote, none where it failed: a test that finds something
    does not fail, its results say so.
    """

    __test__ = False

    contracts: ProductContracts
    process: FallibleProcessResult
    results: Digest

    @property
    def ran(self) -> bool:
        return self.process.exit_code == 0
