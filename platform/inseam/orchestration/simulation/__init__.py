"""A year of a mesh, under three ways to decide when a product runs.

- `mesh`: what is simulated: the orchestrator's mesh, and how it is run today.
- `assumptions`: all that is drawn by chance, with its parameters.
- `world`: what happens in a year whatever is done, drawn from a seed.
- `strategies`: cron, eager, and what a product promises.
- `year`: the runs that follow, event by event.
- `measures`: what readers had of it, and what it took.
"""
