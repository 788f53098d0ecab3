"""Building a data product on DuckDB and holding what came out against its contracts."""
