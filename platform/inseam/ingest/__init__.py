"""Bringing the rows of a system outside into an environment, as its contract describes them."""
