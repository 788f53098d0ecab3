"""A dbt project in a sandbox: calling dbt on it, and saying what keeps dbt from reading it."""
