"""Building a data product on DuckDB and checking the result against its contracts."""
