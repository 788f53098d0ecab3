from __future__ import annotations

from pants_inseam.library import Tools, ToolsRequest
from pants_inseam.stub_repository import make_repository

LOCK = """\
# made by a tool
a==1.0 ; python_version < '4' \\
    --hash=sha256:00
b-c==2
    # via a
"""


def test_what_is_installed_is_named_with_its_size() -> None:
    runner = make_repository({"platform/locks/testing.txt": LOCK})

    def described(resolve: str) -> object:
        return runner.request(Tools, [ToolsRequest(resolve)]).request.description

    assert described("testing") == (
        "Install the tools, once: 2 packages of platform/locks/testing.txt, about 2 s"
    )
    assert described("other") is None
