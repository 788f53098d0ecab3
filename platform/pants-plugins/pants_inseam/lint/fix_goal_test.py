from __future__ import annotations

import pytest
from pants.core.goals.fix import FixResult
from pants.core.goals.fmt import FmtResult
from pants.engine.fs import EMPTY_SNAPSHOT, Snapshot
from pants.util.logging import LogLevel

from pants_inseam.lint.fixers import extend

CHANGED = Snapshot.create_for_testing(["a.sql"], [])


@pytest.mark.parametrize("result", [FixResult, FmtResult])
def test_only_what_was_changed_is_logged(result: type[FixResult]) -> None:
    extend()
    same, other = (
        result(EMPTY_SNAPSHOT, output, stdout="", stderr="", tool_name="sqlfluff")
        for output in (EMPTY_SNAPSHOT, CHANGED)
    )
    assert same.level() is LogLevel.DEBUG
    assert other.level() is LogLevel.WARN
    assert "a.sql" in (other.message() or "")
