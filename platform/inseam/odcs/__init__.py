"""A contract by the Open Data Contract Standard: what it says, its types, its canonical form."""
