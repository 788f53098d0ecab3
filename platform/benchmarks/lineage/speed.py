"""How fast column lineage of a project is: ours, sqlglot's own, SQLLineage's and dbt-colibri's.

    platform/benchmarks/lineage/run speed [models]

A project of 500 models is made, each of four CTEs, two parents, a join, a group or a window, and a
dozen columns. Ours reads it as one project, and so does dbt-colibri, which is
given a catalog with all columns; the others get each model with the columns of its parents, which a
user would have to find out. Times are those of the processor. The exit code is 1
above 3 ms a model.
"""

from __future__ import annotations

import random
import sys
import time

from benchmarks.lineage import colibri
from benchmarks.lineage.cases import Case
from benchmarks.lineage.engines import available

from inseam.sql.analyse import analyse_models
from inseam.sql.schema import Column, Model, Relation

_SOURCES = 20
_SAMPLE = 60
_BOUND_MS = 3.0
_COLUMNS = ("id", "customer_id", "status", "amount", "tax", "day", "note", "city")
_TYPES = "BIGINT BIGINT VARCHAR DECIMAL(18,2) DECIMAL(18,2) DATE VARCHAR VARCHAR".split()


def project(size: int) -> tuple[list[Relation], list[Model]]:
    """Sources and models; every model reads two that come before it."""
    chance = random.Random(1)
    columns = tuple(Column(name, kind) for name, kind in zip(_COLUMNS, _TYPES, strict=True))
    relations = [Relation(("db", "raw", f"source_{n}"), columns) for n in range(_SOURCES)]
    names = [relation.name for relation in relations]
    models = []
    for number in range(size):
        first, second = (".".join(f'"{part}"' for part in chance.choice(names)) for _ in range(2))
        name = ("db", "main", f"model_{number}")
        models.append(Model(name, _sql(first, second, grouped=number % 3 == 0)))
        names = [*names[-60:], name]
    return relations, models


def _sql(first: str, second: str, *, grouped: bool) -> str:
    last = (
        """
    select
        id,
        customer_id,
        max(status) as status,
        sum(amount) as amount,
        cast(sum(tax) as decimal(18, 2)) as tax,
        max(day) as day,
        max(note) as note,
        max(city) as city,
        count(*) as lines
    from joined
    where amount > 0 and status is not null
    group by id, customer_id"""
        if grouped
        else """
    select
        joined.*,
        row_number() over (partition by customer_id order by day desc) as number,
        case when amount > 100 then 'large' when amount > 10 then 'middle' else 'small' end as size,
        amount + tax as gross,
        coalesce(note, 'none') as note_or_none
    from joined
    where day >= cast('2020-01-01' as date)"""
    )
    return f"""
with

lines as (

    select * from {first}

),

others as (

    select id as other_id, city, cast(amount as decimal(18, 2)) as other_amount from {second}

),

joined as (

    select
        lines.id,
        lines.customer_id,
        lower(trim(lines.status)) as status,
        cast(lines.amount + others.other_amount as decimal(18, 2)) as amount,
        lines.tax,
        lines.day,
        lines.note,
        others.city
    from lines
    left join others
        on lines.id = others.other_id

),

final as (
{last}

)

select * from final
"""


def main(arguments: list[str]) -> int:
    size = int(arguments[0]) if arguments else 500
    relations, models = project(size)
    start = time.process_time()
    analyses = analyse_models(models, relations, "duckdb")
    ours = (time.process_time() - start) * 1000 / size
    edges = sum(len(analysis.edges) for analysis in analyses)
    unsure = sum(
        column.unknown is not None or column.type is None
        for analysis in analyses
        for column in analysis.columns
    )
    print(f"inseam      {ours:8.2f} ms a model  ({size} models, {edges} edges, {unsure} unknown)")
    known = {relation.name: [column.name for column in relation.columns] for relation in relations}
    known |= {found.relation: [column.name for column in found.columns] for found in analyses}
    engines, remarks = available()
    for name, engine in list(engines.items())[1:]:
        sample = list(zip(models, analyses, strict=True))[:_SAMPLE]
        start = time.process_time()
        for model, analysis in sample:
            schema = {".".join(parent): tuple(known[parent]) for parent in analysis.relations}
            engine(Case(model.name[-1], "duckdb", model.sql, schema, frozenset()))
        spent = (time.process_time() - start) * 1000 / len(sample)
        print(f"{name:11} {spent:8.2f} ms a model  ({spent / ours:.1f} times ours)")
    if colibri.is_installed():
        done = colibri.run(relations, models, analyses)
        spent = done.seconds * 1000 / size
        said = f"{spent:8.2f} ms a model  ({spent / ours:.1f} times ours; {done.columns} columns)"
        print(f"dbt-colibri {said}")
    else:
        remarks.append("dbt-colibri is not installed, so it is left out.")
    print(*remarks, sep="\n", end="" if not remarks else "\n")
    return 0 if ours <= _BOUND_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
