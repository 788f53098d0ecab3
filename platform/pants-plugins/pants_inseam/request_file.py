"""The file that a process of the library reads what is asked of it from."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pants.engine.fs import CreateDigest, FileContent

REQUEST = "_request.json"


def request_file(content: Mapping[str, object]) -> CreateDigest:
    """The same content is the same file, in whatever order it is given."""
    return CreateDigest([FileContent(REQUEST, json.dumps(content, sort_keys=True).encode())])
