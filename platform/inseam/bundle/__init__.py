"""A product's bundle: the files that tell everything about one version of it."""
