"""Where every column comes from and who uses it, across products.

    python -m inseam.lineage <folder of facts> <lineage.json> [<product>...]
    python -m inseam.lineage.show <request.json> <lineage.json> <out> [<the base's lineage.json>]

- `document`: what `lineage.json` holds, as dataclasses and as JSON. Whoever shows or sends lineage
  (the page, the events) reads a `document.Lineage`.
- `describe`: facts -> the document; `findings`: what is wrong in it; `select`: the part of it that
  concerns some products; `difference`: what a branch adds and removes.
- `ways`: what is above and below a column; `tree`, `drawing`, `dot`, `mermaid`: how that is shown.
- `page`: one HTML file to look at it; `openlineage`: events for other programs.
"""
