"""OpenLineage's run events of releases, made of what an environment knows, and sent.

- `runs`: which runs there were, by the environment's state.
- `here`: the lineage of a product by the names that readers know in the environment.
- `made`: the events of a run.
- `receiver`, `call`: what has not arrived yet is sent, and noted.
"""
