from __future__ import annotations

from typing import Any

import pytest
from dbt_common import behavior_flags

from inseam.warm.imported import find_callers_faster

FLAGS: Any = behavior_flags.BehaviorFlagRendered


def test_a_flag_is_of_the_same_module_as_by_dbts_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def source() -> str:
        flag = FLAGS({"name": "made", "default": False, "description": "a"}, {})
        return str(flag._behavior_change_event.flag_source)

    own = FLAGS.__dict__["_default_source"]
    monkeypatch.setattr(FLAGS, "_default_source", own)
    before = source()

    find_callers_faster()

    assert FLAGS.__dict__["_default_source"] is not own
    assert source() == before == __name__
