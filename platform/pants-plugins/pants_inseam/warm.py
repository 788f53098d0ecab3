"""Starting a module by way of one that forks it from a process with its imports: `inseam.warm`."""

from __future__ import annotations

_MODULE = "inseam.warm"
# Where those processes are found. Pants makes it a link to a folder that outlives a sandbox.
_FOLDER = "_warm"


def started_modules(module: str, warm: bool) -> tuple[str, ...]:
    """Each is the argument of the one before: `python -m <module> <module> ...`."""
    return (_MODULE, module) if warm else (module,)


def warm_environment(warm: bool, root: str = "") -> dict[str, str]:
    """``root`` leads from the working folder to the sandbox, with a slash."""
    return {"INSEAM_WARM": f"{root}{_FOLDER}"} if warm else {}


def warm_cache(warm: bool) -> dict[str, str]:
    return {"inseam_warm": _FOLDER} if warm else {}
