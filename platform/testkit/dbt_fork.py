"""dbt in a fork of a test's process, as dbt keeps state in its process."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Callable

from dbt.artifacts.resources.v1.model import ModelConfig
from dbt.contracts.graph.nodes import GenericTestNode, ModelNode
from dbt.contracts.graph.unparsed import (
    UnparsedModelUpdate,
    UnparsedSourceDefinition,
    UnparsedUnitTest,
)
from dbt.contracts.project import Configuration, PackageConfig, Project, ProjectFlags

# What dbt holds every project against. It makes their JSON schemas when it first needs them, which
# takes a third of the time of a small project's run, and they are the same for all.
_HELD_AGAINST = (
    Configuration,
    GenericTestNode,
    ModelConfig,
    ModelNode,
    PackageConfig,
    Project,
    ProjectFlags,
    UnparsedModelUpdate,
    UnparsedSourceDefinition,
    UnparsedUnitTest,
)


@functools.cache
def _make_schemas() -> None:
    """In the process that is forked, so that no fork makes them again."""
    for held_against in _HELD_AGAINST:
        held_against.json_schema()


def run_in_fork(run: Callable[..., None], *arguments: object) -> int | None:
    """Waits for the end, and gives the exit code; negative if a signal ended it."""
    _make_schemas()
    child = multiprocessing.get_context("fork").Process(target=run, args=arguments)
    child.start()
    child.join()
    return child.exitcode
