"""How our samples are called, read from them; and other names for examples in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

# Of products in examples, in place of ours.
_NAMES = ("orders", "parcels", "visits", "returns", "prices", "invoices", "tickets", "routes")
_CATALOG = re.compile(r"'DATABRICKS_CATALOG', '(\w+)'")
_HOST = re.compile(r"hosts: \[[\w-]+\.([\w.-]+)\]")
_ORGANISATION = re.compile(r'github: "@([\w-]+)/')
_TEAM = re.compile(r"^- id: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Samples:
    """``names`` has each name of ours with the one to take instead; longer ones come first."""

    names: Mapping[str, str]

    def replaced(self, text: str) -> str:
        for name, other in self.names.items():
            text = text.replace(name, other)
        return text

    def found_in(self, text: str) -> list[str]:
        """Our names that are in a text, whatever the case of their letters."""
        lower = text.lower()
        return [name for name in self.names if name.lower() in lower]


def read_samples(
    paths: Iterable[str],
    *,
    profiles: str,
    environments: str,
    teams: str,
    catalog: str,
    owner: str,
) -> Samples:
    """From the paths of products and contracts, and the texts of the platform's own settings.

    ``catalog`` and ``owner`` are what the company has instead of ours.
    """
    products: dict[str, str] = {}
    names: dict[str, str] = {}
    for path in map(PurePosixPath, sorted(paths)):
        if path.parts[0] == "products":
            number = len(products)
            other = _NAMES[number] if number < len(_NAMES) else f"product_{number + 1}"
            products.setdefault(path.parts[1], other)
        elif path.parts[:2] in {("contracts", "published"), ("contracts", "external")}:
            contract = path.parts[2].removesuffix(".odcs.yaml")
            if contract != "BUILD":
                names.setdefault(contract, f"example-{len(names) + 1}-v1")
    names |= products
    names |= {_twin(name): _twin(other) for name, other in names.items()}
    names |= dict.fromkeys(_CATALOG.findall(profiles), catalog)
    names |= dict.fromkeys(_HOST.findall(environments), "example.com")
    names |= dict.fromkeys(_ORGANISATION.findall(teams), owner)
    # One of a single word, such as `stores`, is a word of the language too.
    names |= {team: "a-team" for team in _TEAM.findall(teams) if "-" in team}
    return Samples(dict(sorted(names.items(), key=lambda entry: (-len(entry[0]), entry[0]))))


def _twin(name: str) -> str:
    """The same in the other spelling: names of contracts in dbt have underscores."""
    return name.replace("-", "_") if "-" in name else name.replace("_", "-")
