"""What waits on this machine until it is written: the environment is not asked for these."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from inseam.environments.holder import holder
from inseam.environments.operations import Operations
from inseam.monitor.kept import Kept, pending_file
from inseam.report.finding import InputError

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 0}', '{"version": 1, "runs": 3}'])
def test_what_waits_and_cannot_be_read_is_one_finding_and_stays(tmp_path: Path, text: str) -> None:
    file = pending_file("lake", tmp_path)
    file.write_text(text)
    kept = Kept("lake", cast(Operations, None), tmp_path)

    with pytest.raises(InputError) as caught:
        kept.append(
            (),
            holder("ann", "monitor", NOW),
            wait_seconds=0,
            clock=lambda: NOW,
            notify=lambda line: None,
        )

    (found,) = caught.value.findings
    assert (found.rule, found.file) == ("history-unreadable", file.as_posix())
    assert file.read_text() == text
