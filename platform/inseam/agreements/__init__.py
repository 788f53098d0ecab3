"""Agreements: who reads which port, by whose leave, and until when.

- `readings`: facts -> every pair of a port and a reader, with the agreement between them.
- `notice`: agreements that a branch ends sooner than the port's notice period allows.
- `show`: the table, both ways, for people and for programs.
"""
