"""Where DuckDB and Databricks make different things of the same SQL: values, types, or an error.

`differences.find_differences` looks through one statement whose expressions have been given types,
as DuckDB infers them, and yields an `analysis.EngineDifference` for each such expression. What is
looked for stands in one module a concern: a `Probe` says of one expression whether it is of that
kind. A probe that needs a type says no where the type is not known.

A macro may be dispatched, and then DuckDB's SQL is not Databricks'. `fingerprint` makes the same
expression in two statements comparable, `rendered` reads those of Databricks' statement.

What each id means, and what to write instead, `inseam.check.engine_rules` says. That the engines
do differ there, and do not where nothing is found, is measured: docs/engines.md.
"""
