"""Findings: what a check has to say, and the forms in which it is shown."""
