"""The options of `check_product`, which other checks beside it read too."""

from __future__ import annotations

from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.strutil import softwrap


class ProductCheck(Subsystem):
    options_scope = "product-check"
    name = "product-check"
    help = softwrap(
        """
        Whether a product's SQL yields what its contracts promise, and reads only what it may and
        what is there. No rows are read. docs/check.md has the rules.
        """
    )

    skip = SkipOption("check")
