"""What compiled SQL says, without running it: columns, their types, and where they come from.

    from inseam.sql.analyse import analyse_models, analyse_query
    from inseam.sql.schema import Column, Model, Relation

    analyses = analyse_models(
        models=[Model(name=("shop", "main", "orders"), sql="select ... from shop.raw.orders")],
        relations=[
            Relation(
                name=("shop", "raw", "orders"),
                columns=(Column("id", "BIGINT", nullable=False), Column("paid", "DECIMAL(18,2)")),
            )
        ],
        dialect="duckdb",  # or "databricks"; others parse, without types
    )

One `analysis.Analysis` a model, in the order given; the models are read in the order of who reads
whom, and each sees its parents' columns. A model that reads itself (dbt's `this`) sees its own.

`Analysis.relation`    the model's name
`Analysis.columns`     `OutputColumn(name, type, nullable, line, unknown, type_unknown)`, in order.
                       A star over a relation whose columns nobody knows is a column named `*`.
`Analysis.edges`       `Edge(source, target, kind, masked, line)`: `source` is a `SourceColumn`
                       (relation, column) of a relation that the SQL itself names, never further
                       up; `target` is a position in `columns`, or None for an edge to all rows;
                       `kind` is a `Transformation`, as OpenLineage names them, and says if it is
                       `direct`. There is one edge for each source, target and kind.
`Analysis.reads`       `Read(source, line, exists)`: every source column that the SQL names, whether
                       or not its value arrives anywhere, and each that an edge starts from. `line`
                       is where it is named, None if only a star brings it. `exists` is False where
                       the relation is known and has no such column, None where it is not known.
`Analysis.relations`   the names of the relations read, as far as known in their full form
`Analysis.problems`    `Problem(message, line)`: what is wrong or cannot be followed in the SQL
`Analysis.differences` `EngineDifference(rule, expression, ...)`: where DuckDB and Databricks make
                       different things of the same SQL; see `inseam.sql.engines`
`Analysis.unknown`     why nothing is known (the SQL cannot be parsed), else None

`unknown` and `type_unknown` are reasons, in a sentence; None where everything is known. Nothing is
guessed: an edge that is there is sure, and a column that may have further sources says so.
Lines are those of the SQL given. Names match regardless of letter case, as on both engines, and
keep the spelling they have in the schema. No SQL, however broken, raises an exception.

`canonical.canonical(text)` is another thing: a key for the text of a model or macro before Jinja,
equal for texts that differ in layout and comments only. It imports nothing.
"""
