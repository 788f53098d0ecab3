"""Queries made at random over the relations of testdata/schema.sql, for the tests of lineage."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

NUMBER, TEXT, MOMENT = "number", "text", "moment"
TABLES = {
    "orders": {"id": NUMBER, "customer_id": NUMBER, "status": TEXT, "paid": NUMBER},
    "customers": {"id": NUMBER, "name": TEXT, "country": TEXT, "birthday": MOMENT},
    "products": {"sku": TEXT, "name": TEXT, "price": NUMBER},
    "tree": {"id": NUMBER, "parent_id": NUMBER, "label": TEXT},
    "measures": {"kind": TEXT, "jan": NUMBER, "feb": NUMBER, "mar": NUMBER},
}
Columns = dict[str, str]


@dataclass
class RandomQueries:
    """One query a call; the same ones for the same seed."""

    seed: int
    _names: int = 0
    _ctes: dict[str, Columns] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def query(self) -> str:
        self._names = 0
        self._ctes = {}
        parts = []
        for _ in range(self._chance.choice((0, 0, 1, 2))):
            name = self._name("cte")
            sql, columns = self._set_or_select(2)
            self._ctes[name] = columns
            parts.append(f"{name} as ({sql})")
        sql, _ = self._set_or_select(3)
        return f"with {', '.join(parts)} {sql}" if parts else sql

    def _name(self, stem: str) -> str:
        self._names += 1
        return f"{stem}{self._names}"

    def _one_in(self, number: int) -> bool:
        return self._chance.randrange(number) == 0

    def _set_or_select(self, depth: int) -> tuple[str, Columns]:
        sql, columns = self._select(depth)
        if depth > 1 and self._one_in(4):
            kinds = list(columns.values())
            names = ", ".join(
                f"{self._literal(kind)} as x{place}" for place, kind in enumerate(kinds)
            )
            other, found = self._select(depth - 1)
            picked = [
                next((name for name, kind in found.items() if kind == wanted), None)
                for wanted in kinds
            ]
            if all(picked):
                names = ", ".join(f"r.{name}" for name in picked if name)
                other = f"select {names} from ({other}) as r"
            else:
                other = f"select {names}"
            sign = self._chance.choice(("union all", "union", "except", "intersect", "union all"))
            sql = f"({sql}) {sign} ({other})"
        return sql, columns

    def _source(self, depth: int) -> tuple[str, str, Columns]:
        alias = self._name("t")
        if depth > 0 and self._one_in(3):
            sql, columns = self._select(depth - 1)
            return f"({sql}) as {alias}", alias, columns
        if self._ctes and self._one_in(2):
            name = self._chance.choice(sorted(self._ctes))
            return f"{name} as {alias}", alias, self._ctes[name]
        name = self._chance.choice(sorted(TABLES))
        return f"{name} as {alias}", alias, TABLES[name]

    def _select(self, depth: int) -> tuple[str, Columns]:
        text, alias, columns = self._source(depth)
        scope = {alias: columns}
        for _ in range(self._chance.choice((0, 0, 1, 1, 2))):
            other, name, found = self._source(depth - 1)
            before = dict(scope)
            scope[name] = found
            text += self._join(other, name, found, before, scope)
        where = f" where {self._condition(scope, depth)}" if self._one_in(2) else ""
        shape = self._chance.choice(("plain", "plain", "plain", "grouped", "distinct", "star"))
        if shape == "grouped":
            return self._grouped(text, where, scope, depth)
        items: list[str] = []
        made: Columns = {}
        if shape == "star":
            starred = self._chance.choice(sorted(scope))
            named = scope[starred] in TABLES.values()  # those have further columns
            items += [f"{starred}.{name}" for name in scope[starred]] if named else [f"{starred}.*"]
            made.update(scope[starred])
        for _ in range(self._chance.randint(1, 4)):
            kind, name = self._kind(), self._name("c")
            items.append(f"{self._expression(kind, scope, depth, windows=True)} as {name}")
            made[name] = kind
        distinct = "distinct " if shape == "distinct" else ""
        tail = ""
        if self._one_in(5):
            tail = f" order by all limit {self._chance.randint(1, 6)}"
        return f"select {distinct}{', '.join(items)} from {text}{where}{tail}", made

    def _grouped(
        self, text: str, where: str, scope: dict[str, Columns], depth: int
    ) -> tuple[str, Columns]:
        items: list[str] = []
        made: Columns = {}
        for _ in range(self._chance.randint(0, 2)):
            kind, name = self._kind(), self._name("k")
            items.append(f"{self._column(kind, scope)} as {name}")
            made[name] = kind
        for _ in range(self._chance.randint(1, 3)):
            kind = self._chance.choice((NUMBER, NUMBER, TEXT))
            name = self._name("a")
            items.append(f"{self._aggregate(kind, scope, depth)} as {name}")
            made[name] = kind
        having = f" having {self._aggregate(NUMBER, scope, depth)} > 2" if self._one_in(4) else ""
        return f"select {', '.join(items)} from {text}{where} group by all{having}", made

    def _join(
        self,
        other: str,
        name: str,
        found: Columns,
        before: dict[str, Columns],
        scope: dict[str, Columns],
    ) -> str:
        if self._one_in(6):
            return f" cross join {other}"
        side = self._chance.choice(("join", "left join", "right join", "full join"))
        kind = self._chance.choice((NUMBER, TEXT))
        left, right = self._column(kind, before), self._column(kind, {name: found})
        condition = f"{left} = {right}"
        if self._one_in(4) and side in ("join", "left join"):
            condition += f" and {self._condition(scope, 0)}"
        return f" {side} {other} on {condition}"

    # Expressions

    def _kind(self) -> str:
        return self._chance.choice((NUMBER, NUMBER, TEXT))

    def _literal(self, kind: str) -> str:
        if kind == NUMBER:
            return str(self._chance.randint(0, 4))
        if kind == MOMENT:
            return "date '2020-01-02'"
        return f"'{self._chance.choice('abc')}'"

    def _column(self, kind: str, scope: dict[str, Columns]) -> str:
        fitting = [
            f"{alias}.{name}"
            for alias, columns in sorted(scope.items())
            for name, found in columns.items()
            if found == kind
        ]
        return self._chance.choice(fitting) if fitting else self._literal(kind)

    def _condition(self, scope: dict[str, Columns], depth: int) -> str:
        shape = self._chance.randrange(6 if depth > 0 else 4)
        if shape == 0:
            return f"{self._column(NUMBER, scope)} > {self._chance.randint(0, 2)}"
        if shape == 1:
            return f"{self._column(TEXT, scope)} is not null"
        if shape == 2:
            return f"{self._column(TEXT, scope)} <> {self._column(TEXT, scope)}"
        if shape == 3:
            one, two = self._condition(scope, 0), self._condition(scope, 0)
            return f"({one} {self._chance.choice(('and', 'or'))} {two})"
        source, alias, columns = self._source(0)
        inner = {alias: columns}
        if shape == 4:
            column = self._column(NUMBER, inner)
            sign = self._chance.choice(("in", "not in"))
            return f"{self._column(NUMBER, scope)} {sign} (select {column} from {source})"
        same = f"{self._column(NUMBER, inner)} = {self._column(NUMBER, scope)}"
        return f"exists (select 1 from {source} where {same})"

    def _expression(
        self, kind: str, scope: dict[str, Columns], depth: int, *, windows: bool = False
    ) -> str:
        if depth <= 0 or self._one_in(3):
            return self._column(kind, scope)
        shape = self._chance.randrange(7)
        one = self._expression(kind, scope, depth - 1)
        if shape == 0:
            return f"case when {self._condition(scope, 0)} then {one} end"
        if shape == 1:
            return f"coalesce({one}, {self._expression(kind, scope, depth - 1)})"
        if shape == 2 and windows:
            return self._window(kind, scope)
        if shape == 3 and depth > 1:
            return self._scalar_query(kind, scope)
        if shape == 4:
            return f"nullif({one}, {self._column(kind, scope)})"
        if kind == NUMBER:
            return f"({one} {self._chance.choice('+-*')} {self._column(NUMBER, scope)})"
        return f"({one} || {self._column(TEXT, scope)})"

    def _window(self, kind: str, scope: dict[str, Columns]) -> str:
        over = f"partition by {self._column(TEXT, scope)} order by {self._column(NUMBER, scope)}"
        if kind == NUMBER:
            call = self._chance.choice(("sum", "max", "count"))
            return f"{call}({self._column(NUMBER, scope)}) over ({over})"
        return f"max({self._column(TEXT, scope)}) over ({over})"

    def _scalar_query(self, kind: str, scope: dict[str, Columns]) -> str:
        source, alias, columns = self._source(0)
        inner = {alias: columns}
        same = f"{self._column(NUMBER, inner)} = {self._column(NUMBER, scope)}"
        return f"(select max({self._column(kind, inner)}) from {source} where {same})"

    def _aggregate(self, kind: str, scope: dict[str, Columns], depth: int) -> str:
        if kind == TEXT:
            return f"{self._chance.choice(('max', 'min'))}({self._column(TEXT, scope)})"
        call = self._chance.choice(("sum", "max", "count", "count(distinct", "avg"))
        inner = self._expression(NUMBER, scope, min(depth, 1))
        if call == "count(distinct":
            return f"count(distinct {inner})"
        filtered = f" filter (where {self._condition(scope, 0)})" if self._one_in(4) else ""
        return f"{call}({inner}){filtered}"
