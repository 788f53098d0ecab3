"""An agreement as a draft: what one product asks of another's team."""

from __future__ import annotations

from datetime import date, timedelta

from inseam.authoring.repository import PRODUCTS, Provided
from inseam.authoring.written_files import PlannedFile
from inseam.authoring.yaml_text import yaml_text
from inseam.odcs.names import file_stem

_YEARS = 1
# Both teams look at it before it ends.
_BEFORE_THE_END = timedelta(days=30)


def agreement_file(consumer: str, read: Provided, purpose: str, start: date) -> PlannedFile:
    """For a year from ``start``, with the roles that the provider has for readers: it has some."""
    end = _later(start) - timedelta(days=1)
    contract_id = read.contract.id
    stem = file_stem(contract_id)
    content = {
        "id": f"{consumer.replace('_', '-')}-reads-{stem}",
        "provider": {"product": read.provider, "port": contract_id},
        "consumer": consumer,
        "purpose": purpose,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "reassess": (end - _BEFORE_THE_END).isoformat(),
        "roles": list(read.reading_roles),
    }
    return PlannedFile(PRODUCTS / consumer / "agreements" / f"{stem}.yaml", yaml_text(content))


def _later(start: date) -> date:
    try:
        return start.replace(year=start.year + _YEARS)
    except ValueError:  # 29 February
        return date(start.year + _YEARS, 3, 1)
