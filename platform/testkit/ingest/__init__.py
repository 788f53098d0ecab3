"""A Postgres that is brought into a lake, and what may happen to it meanwhile."""
