"""Where every column comes from and who uses it, across products.

- `document`: what `lineage.json` holds, as dataclasses and as JSON. Whoever shows or sends lineage
  (the page, the events) reads a `document.Lineage`, and no facts.
"""
