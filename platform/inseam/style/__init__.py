"""How SQL is written: linted, formatted and fixed by sqlfluff."""
