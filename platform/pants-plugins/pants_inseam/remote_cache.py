"""What a run says at its end of a remote cache that did not serve it.

Pants goes on without a cache that fails, as it should, and logs only the first failures. One that
keeps nothing then looks like one that has nothing yet, and everybody builds everything.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pants.engine import streaming_workunit_handler as workunits
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.streaming_workunit_handler import WorkunitsCallbackFactory
from pants.engine.unions import UnionRule
from pants.option.global_options import GlobalOptions

logger = logging.getLogger(__name__)


def faults(metrics: Mapping[str, int]) -> list[str]:
    """``metrics`` are Pants' counters of one run, by name; one that is 0 may be absent."""
    count = Counter(metrics)
    asked, written = count["remote_cache_requests"], count["remote_cache_write_attempts"]
    failed = count["remote_cache_write_errors"]
    late = written - failed - count["remote_cache_write_successes"]
    found = (
        (count["remote_cache_read_errors"], asked, "could not be asked for"),
        (failed, written, "could not be written"),
        (late, written, "were not written in time (`[GLOBAL].session_end_tasks_timeout`)"),
    )
    return [f"{some} of {all_} results {what}" for some, all_, what in found if some > 0]


class RemoteCacheCallback(workunits.WorkunitsCallback):
    # What is logged after the run, nobody sees.
    can_finish_async = False

    def __call__(
        self, *, finished: bool, context: workunits.StreamingWorkunitContext, **_: Any
    ) -> None:
        found = faults(context.get_metrics()) if finished else []
        if found:
            # `.ci/checks` looks for this line.
            logger.warning(f"Remote cache: {'; '.join(found)}. See docs/scaling.md.")


@dataclass(frozen=True)
class RemoteCacheRequest:
    """Asked for by Pants, with each run."""


@rule
def report_remote_cache(_: RemoteCacheRequest, options: GlobalOptions) -> WorkunitsCallbackFactory:
    is_used = options.remote_cache_read or options.remote_cache_write
    # With a callback, Pants hands over each step of a run.
    return WorkunitsCallbackFactory(lambda: RemoteCacheCallback() if is_used else None)


def rules() -> Iterable[Rule | UnionRule]:
    union = UnionRule(workunits.WorkunitsCallbackFactoryRequest, RemoteCacheRequest)
    return (*collect_rules(), union)
