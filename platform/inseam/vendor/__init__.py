"""Brings dbt packages of others into the repository, pinned: offline and the same for all.

`address` says which kind of thing an address is, `fetch` gets it, `package` finds the dbt package
in it and which of its files count, `plan` puts a package and those that it needs together,
`written` writes all of them or none, `record` is what is kept of where a package came from, and
`uses` looks for who calls it.
"""
