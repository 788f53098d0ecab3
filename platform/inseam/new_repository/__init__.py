"""A company's own repository, made of this one: the platform and its CI, with names of its own.

`answers` is what is asked for, `selection` which files go, `samples` how our samples are called,
and `rewriting` what becomes of a file on its way; `own_files` are what a company has for itself,
and `repository` writes both and commits them.
"""
