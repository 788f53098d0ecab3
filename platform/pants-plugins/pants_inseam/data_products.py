"""Options that every goal for data products shares."""

from __future__ import annotations

from pants.option.option_types import SkipOption, StrOption
from pants.option.subsystem import Subsystem
from pants.util.strutil import softwrap


class DataProducts(Subsystem):
    options_scope = "data-products"
    name = "data-products"
    help = "How data products are built and tested."

    skip = SkipOption("test")
    as_of = StrOption(
        default="2026-01-31T06:00:00Z",
        help=softwrap(
            """
            The instant at which every test takes place, in ISO 8601 with an offset. Models ask for
            it with `dbt_common.as_of()`, and input rows are written for it.
            """
        ),
    )
