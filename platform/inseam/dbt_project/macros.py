"""Where a text of Jinja begins a macro."""

from __future__ import annotations

import re

# With the macro's name; a sign keeps or takes the blanks before it.
MACRO_HEAD = re.compile(r"\{%[-+]?\s*macro\s+(\w+)\s*\(")
