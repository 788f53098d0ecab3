"""Environments: where data products are released to, and how dbt reaches them."""
