"""Governance policies: rules in SQL over the facts of all products."""
