from __future__ import annotations

import pytest

from pants_inseam.goals.explain import Explain
from pants_inseam.goals.facts_test import REPOSITORY
from pants_inseam.stub_repository import OPTIONS, make_repository, pex_tool_variables

EXPLAIN = """\
import os, sys

policies = sorted(os.listdir("platform/policies/products"))
print(" ".join([*sys.argv[1:], "of", *policies]))
"""
FILES = {
    **REPOSITORY,
    "platform/inseam/explain/__main__.py": EXPLAIN,
    "platform/policies/products/x.sql": "",
}


@pytest.mark.parametrize(
    "arguments, shown", [((), "of x.sql\n"), (("--explain-rule=a-rule",), "a-rule of x.sql\n")]
)
def test_a_rule_is_explained_and_policies_are_rules(arguments: tuple[str, ...], shown: str) -> None:
    runner = make_repository(FILES)
    result = runner.run_goal_rule(
        Explain, global_args=OPTIONS, args=arguments, env_inherit=pex_tool_variables()
    )
    assert (result.exit_code, result.stdout) == (0, shown)
