"""How much work something is, for tests: in counts that no machine changes, never in seconds.

- `calls`: how many functions are called, and how that grows with the input.
- `limited`: a process that hangs or takes all memory is ended.
"""
