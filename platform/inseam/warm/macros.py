"""Macros that many products have in common: those of dbt itself and those of their packages.

dbt parses all of them again for each project. It keeps what it parsed by its text, if it is asked
to (for its own tests); of what it runs it keeps nothing beyond a command.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path

# The blocks that dbt's parser of macros looks for.
_BLOCKS = {"macro", "materialization", "test", "data_test"}
# Of a process that reads one product.
_PACKAGES = "products/*/dbt_packages"
_MACROS = "*/macros/**/*.sql"
# Of the packages that a company has in all their versions; what came too late is parsed each time.
MOST_CHARACTERS = 8_000_000


@dataclass(slots=True)
class Macros:
    """What a process and those forked from it need not parse."""

    _texts: set[str] = field(default_factory=set)
    _characters: int = 0

    def remember_dbts(self) -> None:
        from dbt_common.tests import enable_test_caching

        from inseam.warm.templates import remember_code

        enable_test_caching()
        remember_code()
        for text in _of_dbt():
            self._remember(text)

    def remember_packages(self, folder: Path) -> bool:
        """Of the one product that lies in the folder; whether any of it is new.

        A text that dbt cannot parse is dbt's to report.
        """
        if "dbt.clients.jinja_static" not in sys.modules:
            return False
        before = len(self._texts)
        with suppress(OSError):
            # A whole repository has many: what is called there reads few of them.
            packages = list(islice(folder.glob(_PACKAGES), 2))
            if len(packages) == 1:
                for file in sorted(packages[0].glob(_MACROS)):
                    with suppress(UnicodeDecodeError):
                        # As dbt reads it.
                        self._remember(file.read_text(encoding="utf-8").strip())
        return len(self._texts) > before

    def _remember(self, text: str) -> None:
        if text in self._texts or self._characters + len(text) > MOST_CHARACTERS:
            return
        self._texts.add(text)
        self._characters += len(text)
        # dbt's parser has errors of its own and Jinja's.
        with suppress(Exception):
            _parse(text)


def _parse(text: str) -> None:
    from dbt.clients.jinja_static import statically_extract_macro_calls
    from dbt_common.clients import jinja

    blocks = jinja.extract_toplevel_blocks(text, allowed_blocks=_BLOCKS, collect_raw_data=False)
    for block in blocks:
        macro = block.full_block or ""
        jinja.parse(macro)
        statically_extract_macro_calls(macro, {})
        jinja.get_template(macro, {})


def _of_dbt() -> Iterator[str]:
    import dbt.include

    for package in pkgutil.iter_modules(dbt.include.__path__):
        yield from _sql_below(resources.files(f"dbt.include.{package.name}"))


def _sql_below(folder: Traversable) -> Iterator[str]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sql_below(entry)
        elif entry.name.endswith(".sql"):
            yield entry.read_text(encoding="utf-8").strip()
