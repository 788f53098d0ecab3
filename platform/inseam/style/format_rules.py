"""Which of sqlfluff's rules `fmt` applies: those of `sqlfluff format`."""

# But for convention.is_null. `x = null` is never true and `x is null` may be: that is not a layout.
FORMAT_RULES = (
    "capitalisation",
    "layout",
    "ambiguous.union",
    "convention.not_equal",
    "convention.coalesce",
    "convention.select_trailing_comma",
    "jinja.padding",
    "structure.distinct",
)


def is_format_rule(name: str) -> bool:
    """``name`` as in `layout.indent`."""
    return name in FORMAT_RULES or name.split(".")[0] in FORMAT_RULES
