"""A process that is ready: the libraries that most processes import are imported once.

`python -m inseam.warm <module> <arguments>` does what `python -m <module> <arguments>` does. It
asks a parent to fork (`inseam.warm.parent`), which has imported dbt and its like, and nothing of
ours: the child imports our modules from where the asking process would. The child has the
arguments, folder, environment and standard streams of the process that asked, which waits, passes
signals on and ends as the child ends. Whenever anything is odd, the module runs in the asking
process instead: `docs/adr/0020-warm-processes.md`.
"""
