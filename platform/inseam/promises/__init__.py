"""What contracts promise to their readers, and whether it can be kept.

- `promise`: the service levels of a contract in one unit each.
- `due`: whether a product is due now, and why.
- `schedule`: when a schedule has data made.
- `feasibility`: which promises can be kept, with what their inputs promise.
"""
