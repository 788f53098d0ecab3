"""Whether a product's rows are the same on DuckDB, where it is tested, and on Spark."""
