"""What the catalog says. What is not known is None or empty, and is never made up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """``limits`` are pairs of an option and its value; ``readers`` are products, by their ids.

    Examples and limits are only of columns whose values everybody may see.
    """

    name: str
    type: str
    physical_type: str = ""
    description: str = ""
    is_required: bool = False
    is_unique: bool = False
    key: int | None = None
    classification: str = ""
    is_personal: bool | None = None
    is_critical: bool = False
    depth: int = 0
    examples: tuple[str, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A quality rule. ``column`` is empty for one of the whole table; ``element`` is its path."""

    name: str
    element: str = ""
    column: str = ""
    demands: str = ""
    dimension: str = ""
    severity: str = ""
    is_in_production: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``physical_name`` is without its schema."""

    name: str
    physical_name: str
    kind: str = ""
    description: str = ""
    granularity: str = ""
    columns: tuple[ShownColumn, ...] = ()
    rules: tuple[ShownRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A service level. ``can_be_kept`` is None if nobody can say; ``because`` says why not."""

    property: str
    value: str
    applies_to: str = ""
    description: str = ""
    can_be_kept: bool | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``grade`` is breaking, risky or compatible, as the contract gate says."""

    element: str
    grade: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version. ``created`` is the instant that the file has, empty for none."""

    version: str
    status: str
    file: str
    created: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A product that reads a port, or may. Dates are ISO 8601, and empty without an agreement.

    ``state`` is that of `inseam.agreements`, on the day of the catalog. ``columns`` are
    ``table.column``; ``table.*`` where all are read.
    """

    product: str
    state: str
    purpose: str = ""
    start: str = ""
    end: str = ""
    reassess: str = ""
    roles: tuple[str, ...] = ()
    file: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A use outside of dbt, which ``product`` describes."""

    name: str
    product: str
    kind: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    name: str
    url: str = ""
    tool: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    name: str
    kind: str = ""
    environment: str = ""
    catalog: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    name: str
    access: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A contract: of an output port of ``product``, or of a system outside if that is empty.

    ``inputs`` are the contracts that its data is made from, ``feeds`` those made from it.
    """

    id: str
    product: str = ""
    name: str = ""
    version: str = ""
    status: str = ""
    domain: str = ""
    team: str = ""
    purpose: str = ""
    limitations: str = ""
    usage: str = ""
    price: str = ""
    tags: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    levels: tuple[Level, ...] = ()
    versions: tuple[Version, ...] = ()
    readers: tuple[Reader, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    inputs: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    servers: tuple[Server, ...] = ()
    roles: tuple[Role, ...] = ()
    file: str = ""

    @property
    def title(self) -> str:
        return self.name or self.id

    @property
    def is_personal(self) -> bool:
        return any(c.is_personal for table in self.tables for c in table.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """``month`` as `2026-01`."""

    month: str
    category: str
    name: str
    amount: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPolicy:
    rule: str
    severity: str
    message: str
    fix: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """How many there are, and what the product breaks, one entry a finding."""

    total: int
    broken: tuple[BrokenPolicy, ...] = ()

    @property
    def kept(self) -> int:
        return self.total - len({one.rule for one in self.broken})


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """``ports`` and ``inputs`` are ids of contracts."""

    id: str
    name: str = ""
    version: str = ""
    status: str = ""
    domain: str = ""
    team: str = ""
    archetype: str = ""
    purpose: str = ""
    limitations: str = ""
    usage: str = ""
    tags: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    costs: tuple[Cost, ...] = ()
    policies: Policies | None = None
    file: str = ""

    @property
    def title(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: str
    name: str = ""
    domain: str = ""
    email: str = ""
    github: str = ""
    members: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All, by id and in its order. ``day`` is the day of the agreements' states."""

    day: str
    products: dict[str, Product] = field(default_factory=dict)
    ports: dict[str, Port] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def team_title(self, id: str) -> str:
        return self.teams[id].title if id in self.teams else id

    def product_title(self, id: str) -> str:
        return self.products[id].title if id in self.products else id
