from __future__ import annotations

from pants.engine.rules import QueryRule
from pants.testutil.rule_runner import RuleRunner

from pants_inseam import tools
from pants_inseam.tools import Tools, ToolsRequest

LOCK = """\
# made by a tool
a==1.0 ; python_version < '4' \\
    --hash=sha256:00
b-c==2
    # via a
"""


def test_what_is_installed_is_named_with_its_size() -> None:
    runner = RuleRunner(rules=[*tools.rules(), QueryRule(Tools, [ToolsRequest])])
    runner.write_files({"platform/locks/testing.txt": LOCK})

    def described(resolve: str) -> object:
        return runner.request(Tools, [ToolsRequest(resolve)]).request.description

    assert described("testing") == (
        "Install the tools, once: 2 packages of platform/locks/testing.txt, about 2 s"
    )
    assert described("other") is None
