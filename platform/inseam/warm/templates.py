"""The code of dbt's templates, which Jinja writes again for each use of the same text."""

from __future__ import annotations

import re
from types import CodeType
from typing import Any

from dbt_common.clients import jinja

# Most texts have nothing for Jinja: the values of YAML, each of which dbt renders.
_IS_PLAIN = re.compile(r"[^{}%#\s]+").fullmatch
_ANY = "any_text_without_anything_for_jinja"
_Known = dict[tuple[type, str, str | None, str | None, bool], CodeType]


def remember_code() -> None:
    """From now on, in this process and those forked from it.

    The code follows from the text and from what kind of environment reads it: dbt makes each
    environment with the same extensions and filters. What a name means is looked up when it runs.
    """
    known: _Known = {}
    # Jinja has it in two types, of which dbt needs one.
    environments: Any = jinja.MacroFuzzEnvironment
    write = environments.compile

    def compile_once(
        self: jinja.MacroFuzzEnvironment,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        # With this setting dbt names each code after a file of its own.
        if not isinstance(source, str) or raw or jinja.MACRO_DEBUGGING:
            return write(self, source, name, filename, raw, defer_init)
        text = _ANY if _IS_PLAIN(source) else source
        key = (type(self), text, name, filename, defer_init)
        if key not in known:
            known[key] = write(self, text, name, filename, raw, defer_init)
        return known[key] if text is source else _instead(known[key], source)

    environments.compile = compile_once


def _instead(code: CodeType, text: str) -> CodeType:
    """The code that yields ``text``, of that which yields another."""
    return code.replace(
        co_consts=tuple(
            _instead(constant, text)
            if isinstance(constant, CodeType)
            else (text if constant == _ANY else constant)
            for constant in code.co_consts
        )
    )
