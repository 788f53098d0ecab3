from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pants.engine.streaming_workunit_handler import (
    StreamingWorkunitContext,
    WorkunitsCallbackFactory,
)
from pants.testutil.rule_runner import QueryRule, RuleRunner

from pants_inseam import remote_cache
from pants_inseam.remote_cache import (
    RemoteCacheCallback,
    RemoteCacheRequest,
    faults,
)

SERVED = {
    "remote_cache_requests": 6,
    "remote_cache_requests_cached": 4,
    "remote_cache_requests_uncached": 2,
    "remote_cache_write_attempts": 2,
    "remote_cache_write_successes": 2,
}


@pytest.mark.parametrize(
    "metrics, expected",
    [
        ({}, []),
        (SERVED, []),
        # A process that ends before the cache has answered is no fault of the cache.
        ({"remote_cache_requests": 3, "remote_cache_requests_cached": 2}, []),
        (
            {"remote_cache_requests": 3, "remote_cache_read_errors": 2},
            ["2 of 3 results could not be asked for"],
        ),
        (
            {**SERVED, "remote_cache_write_successes": 0, "remote_cache_write_errors": 1},
            [
                "1 of 2 results could not be written",
                "1 of 2 results were not written in time (`[GLOBAL].session_end_tasks_timeout`)",
            ],
        ),
    ],
)
def test_what_the_counters_say(metrics: dict[str, int], expected: list[str]) -> None:
    assert faults(metrics) == expected


def end_of_run(metrics: dict[str, int], finished: bool = True) -> None:
    context = cast(StreamingWorkunitContext, SimpleNamespace(get_metrics=lambda: metrics))
    parts: dict[str, Any] = {"started_workunits": (), "completed_workunits": ()}
    RemoteCacheCallback()(finished=finished, context=context, **parts)


def test_it_is_said_once_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    failed = {"remote_cache_requests": 1, "remote_cache_read_errors": 1}
    with caplog.at_level(logging.INFO):
        end_of_run(failed, finished=False)
        end_of_run(SERVED)
        assert caplog.messages == []
        end_of_run(failed)
    assert caplog.messages == [
        "Remote cache: 1 of 1 results could not be asked for. See docs/scaling.md."
    ]


@pytest.mark.parametrize("how", ["read", "write"])
def test_only_a_run_with_a_remote_cache_is_watched(how: str) -> None:
    runner = RuleRunner(
        rules=[
            *remote_cache.rules(),
            QueryRule(WorkunitsCallbackFactory, [RemoteCacheRequest]),
        ]
    )

    def callback() -> object:
        factory = runner.request(WorkunitsCallbackFactory, [RemoteCacheRequest()])
        return factory.callback_factory()

    assert callback() is None
    runner.set_options([f"--remote-cache-{how}", "--remote-store-address=grpc://127.0.0.1:1"])
    assert isinstance(callback(), RemoteCacheCallback)
