"""dbt hygiene, by dbt-bouncer: how models are named, layered, documented and put together.

- `config`: which checks there are, and what each asks for.
- `bouncer`: dbt-bouncer on a manifest.
- `findings`: what it says -> findings, with ids that stay and files of the repository.
"""
