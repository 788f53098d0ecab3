"""The dbt 2 that a person named, for processes that read a project and build nothing."""

from __future__ import annotations

import os.path
from dataclasses import dataclass

from pants.base.build_root import BuildRoot
from pants.engine.rules import rule

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import contents_of
from pants_inseam.library import run
from pants_inseam.reports import show

_FOLDER, _FOUND = "_named_dbt", "_named_dbt.txt"
# Where it is kept: for every process that is given one.
CACHES = {"inseam_dbt": _FOLDER}


class CannotUseDbt(Exception):
    """What is named is not a dbt 2. Says why."""


@dataclass(frozen=True)
class NamedDbt:
    """``executable`` lies in a folder that is named by its digest. Empty if none is named."""

    executable: str = ""


@rule
async def find_named_dbt(data_products: DataProducts, root: BuildRoot) -> NamedDbt:
    if not data_products.dbt:
        return NamedDbt()
    process = await run(
        module="inseam.dbt_project.named_dbt",
        argv=(os.path.join(root.path, os.path.expanduser(data_products.dbt)), _FOLDER, _FOUND),
        output_files=(_FOUND,),
        description="Find dbt",
        # It may be another one meanwhile.
        is_cached=False,
        caches=CACHES,
    )
    if process.exit_code != 0:
        shown = await show(process)
        raise CannotUseDbt(shown.stdout.decode() or shown.stderr.decode())
    (found,) = await contents_of(process.output_digest)
    return NamedDbt(found.content.decode())
