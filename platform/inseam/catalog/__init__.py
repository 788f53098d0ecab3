"""The catalog: a static site of all data products, for those who look for data.

- `content`: what the site says, as frozen dataclasses.
- `from_facts`: facts -> content. Pure.
- `documents`, `feed`, `controlling`: content -> JSON and Atom, for programs.
- `pages`, `index`: content -> HTML, and what the search looks in.
"""
