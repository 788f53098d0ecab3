"""What the repository's files say about its data products, as rows of flat tables.

- `schema`: the tables. docs/facts.md is made from it.
- `documents`: a process that reads what a product's people wrote (ODPS, contracts, agreements,
  costs, README, BUILD).
- `dbt`: a process that has dbt parse and compile a product, without a warehouse.
- `contracts`, `teams`: processes for what belongs to no product.
- `load`: a process that makes one DuckDB file of the rows of many.
- `lines`: rows as JSON lines, which is how they travel between these.

A file that cannot be read costs the rows that would have come from it, and leaves a row in
`findings` that says so. No process fails for it.
"""
