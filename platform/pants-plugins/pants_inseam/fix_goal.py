"""What `fmt` and `fix` leave unsaid: Pants logs each batch of files in which nothing was changed.

Its last lines say the same once for each tool, and what was changed is still logged, file by file.
"""

from __future__ import annotations

from pants.core.goals.fix import FixResult
from pants.util.logging import LogLevel


def _level(result: FixResult) -> LogLevel:
    return LogLevel.WARN if result.did_change else LogLevel.DEBUG


def extend() -> None:
    """Takes effect however often it is called."""
    FixResult.level = _level  # type: ignore[assignment,method-assign]
