"""Refs to models of other projects become sources: those products' output ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import PurePosixPath

from inseam.adopt.calls import Ref, refs, with_refs
from inseam.adopt.providers import offering
from inseam.adopt.stage import Files, Stage, done, refused, replaced, text
from inseam.authoring.repository import Provided
from inseam.odcs.names import source_name
from inseam.report.finding import Finding

_TEMPLATES = (".sql", ".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Known:
    """A project that others may name: ``names`` are how it was called and is called now."""

    product: str
    names: frozenset[str]
    models: frozenset[str]


def own_names(files: Files) -> frozenset[str]:
    """What a ref with one argument finds in the project: models, seeds and snapshots."""
    found = {
        PurePosixPath(path).stem
        for path in files
        if path.startswith(("models/", "snapshots/")) and path.endswith((".sql", ".py"))
    }
    found |= {PurePosixPath(p).stem for p in files if p.startswith("seeds/") and p.endswith(".csv")}
    for path in files:
        if path.startswith("snapshots/"):
            words = text(files, path).split()
            found |= {b for a, b in pairwise(words) if a in ("snapshot", "name:")}
    # A versioned model has a file a version.
    return frozenset(found | {name.rpartition("_v")[0] for name in found if _is_versioned(name)})


def _is_versioned(name: str) -> bool:
    before, is_there, version = name.rpartition("_v")
    return bool(before and is_there and version.isdigit())


def foreign_refs(
    files: Files, own: frozenset[str], name: str, packages: frozenset[str]
) -> list[tuple[str, Ref]]:
    """The refs that no model of the project's own answers, with their files."""
    return [
        (path, ref)
        for path in files
        if path.endswith(_TEMPLATES)
        for ref in refs(text(files, path))
        if (ref.project and ref.project != name and ref.project not in packages)
        or (not ref.project and ref.name not in own)
    ]


def answered(ref: Ref, others: Iterable[Known]) -> Known | None:
    """The project that a ref means. One argument means the only project that has the name."""
    if ref.project:
        return next((known for known in others if ref.project in known.names), None)
    having = [known for known in others if ref.name in known.models]
    return having[0] if len(having) == 1 else None


def in_order(products: Sequence[str], reads: Mapping[str, frozenset[str]]) -> list[str] | None:
    """Each after those that it reads; None if they read each other in a circle."""
    graph = {product: reads.get(product, frozenset()) & set(products) for product in products}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return None


def as_sources(
    files: Files,
    foreign: Iterable[tuple[str, Ref]],
    others: Sequence[Known],
    providers: Sequence[Provided],
    shown: str,
) -> tuple[Stage, dict[str, set[str]]]:
    """With sources instead of refs, and the tables that are read so, by contract id."""
    notes: list[Finding] = []
    read: dict[str, set[str]] = {}
    calls: dict[tuple[str, str, str], str] = {}
    for path, ref in foreign:
        known = answered(ref, others)
        if known is None:
            continue  # dbt says that there is no such model, and where
        port = offering(providers, known.product, ref.name, ref.version)
        file = f"{shown}/{path}"
        if port is None:
            of_version = f" of version {ref.version}" if ref.version else ""
            message = f"`{ref.name}`{of_version} is in no output port of `{known.product}`."
            fix = (
                f"Make it one, with --adopt-port={known.product}.{ref.name}:v{ref.version or 1}"
                " if both are brought in together; else ask that product's team for it."
            )
            notes.append(refused(file, message, fix, ref.line))
            continue
        calls[ref.project, ref.name, ref.version] = (
            f"source('{source_name(port.id)}', '{ref.name}')"
        )
        read.setdefault(port.id, set()).add(ref.name)
        message = f"The ref to `{ref.name}` of `{known.product}` is a source now: `{port.id}`."
        notes.append(done(file, message, line=ref.line))
    changed = {
        path: with_refs(text(files, path), lambda r: calls.get((r.project, r.name, r.version)))
        for path in {path for path, _ in foreign}
    }
    return Stage(replaced(files, changed), tuple(notes)), read
