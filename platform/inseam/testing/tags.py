"""Tags by which a data test says which rows it expects."""

from __future__ import annotations

# What comes of the rows in `tests/inputs`, and of no others.
WRITTEN_INPUTS = "written_inputs"
# All of production's data, such as the number of its rows.
FULL_LOAD = "full_load"
