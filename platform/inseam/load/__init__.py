"""Filling source systems' tables in an environment, from the rows that tests have."""
