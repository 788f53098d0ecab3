"""Which day it is, in UTC. What depends on it is cached for that day."""

from __future__ import annotations

from dataclasses import dataclass

from pants.core.util_rules.system_binaries import SEARCH_PATHS, BinaryPathRequest, BinaryPaths
from pants.engine.process import Process, ProcessCacheScope, ProcessResult
from pants.engine.rules import Get, rule
from pants.option.option_types import StrOption
from pants.util.logging import LogLevel


def today_option(of: str) -> StrOption[str]:
    help = f"The day of the {of}, such as `2026-11-01`; today if it is empty."
    return StrOption(default="", advanced=True, help=help)


@dataclass(frozen=True)
class TodayRequest:
    """``given`` is the day to take for today; "" for the real one."""

    given: str


@dataclass(frozen=True)
class Today:
    """Such as `2026-11-01`."""

    day: str


@rule
async def find_today(request: TodayRequest) -> Today:
    if request.given:
        return Today(request.given)
    wanted = BinaryPathRequest(binary_name="date", search_path=SEARCH_PATHS)
    found = await Get(BinaryPaths, BinaryPathRequest, wanted)
    date = found.first_path_or_raise(wanted, rationale="know which day it is")
    asked = await Get(
        ProcessResult,
        Process(
            (date.path, "-u", "+%Y-%m-%d"),
            description="Ask for the day",
            level=LogLevel.DEBUG,
            cache_scope=ProcessCacheScope.PER_SESSION,
        ),
    )
    return Today(asked.stdout.decode().strip())
