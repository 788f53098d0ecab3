"""What publishing needs of Pants' goal `publish`, and the goal has no door to.

Pants lets no backend add options to a goal of its own, and it asks for the processes of one target
at a time, in no order, without a word on what else it was called for. Data products go together:
teams once, providers before their readers.
"""

from __future__ import annotations

from pants.base.specs import Specs
from pants.core.goals.publish import PublishRequest, PublishSubsystem
from pants.engine.environment import EnvironmentName
from pants.option.option_types import BoolOption, IntOption
from pants.util.strutil import softwrap

_OPTIONS = {
    "dry_run": BoolOption(
        "--dry-run",
        default=False,
        help=softwrap(
            """
            Of data products: show what would be created and changed, by comparison with what their
            repositories have, and send nothing.
            """
        ),
    ),
    "deadline": IntOption(
        "--deadline",
        default=300,
        help=softwrap(
            """
            Of data products: after how many seconds it stops trying to reach a repository. The
            same call again sends only what is missing.
            """
        ),
    ),
}


def extend() -> None:
    """Takes effect on a Pants that starts later, and once however often it is called."""
    for name, option in _OPTIONS.items():
        # Pants finds the options of a goal among the attributes of its class.
        setattr(PublishSubsystem, name, option)
    # What rules that serve such a request may ask for. The goal knows its targets by Specs.
    PublishRequest._union_in_scope_types = (EnvironmentName, Specs)  # type: ignore[attr-defined]
