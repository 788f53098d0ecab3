from __future__ import annotations

from datetime import datetime, timedelta

from pants.option.option_types import collect_options_info

from pants_inseam.data_products import DataProducts


def test_the_instant_of_tests_is_one_everywhere_on_earth() -> None:
    (as_of,) = (o for o in collect_options_info(DataProducts) if o.flag_names == ("--as-of",))
    instant = datetime.fromisoformat(as_of.flag_options["default"].replace("Z", "+00:00"))
    assert instant.utcoffset() == timedelta(0)
