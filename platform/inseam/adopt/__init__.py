"""Bringing an existing dbt project in as a data product (docs/adopt.md)."""
