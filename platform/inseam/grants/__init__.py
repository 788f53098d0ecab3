"""Grants: who may read what is released, by agreements, until their last day.

- `access`: facts -> what each agreement gives to whom, in an environment.
- `privileges`: that, on a day -> the privileges that are wanted.
- `plan`: wanted, given by us, existing -> what to give and to take, and why.
- `record`: what we gave and took, in the environment's state.
- `engine`: what exists, and changing it, through dbt.
- `apply`: the plan, done. `show`: the plan, for people.
"""
