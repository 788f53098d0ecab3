"""Whether a product's inputs have changed since they were loaded."""

from __future__ import annotations

import hashlib

from inseam.dbt_project.folders import FILE, project_folders
from inseam.testing.request import ProductRequest

_VERSION = "2"


def fingerprint(request: ProductRequest) -> str:
    """Of the sources, the input rows, the contracts, the instant and the place."""
    globs = [FILE, "tests/inputs/**/*"]
    for folder in project_folders(request.project).models:
        globs += (f"{folder}/**/*.yml", f"{folder}/**/*.yaml")
    # What decides which tables there are and what is in them.
    files = {path for glob in globs for path in request.project.glob(glob) if path.is_file()}
    files |= {port.canonical for port in request.input_ports.values()}
    # By their content alone: they lie in another folder each time.
    rows = sorted(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for port in request.input_ports.values()
        for folder in (port.generated, port.upstream)
        if folder is not None
        for path in folder.glob("*.parquet")
    )
    # `.inseam/env` has absolute paths: in a repository that is moved or copied they are others'.
    place = request.project.absolute()
    digest = hashlib.sha256(f"{_VERSION} {request.as_of} {request.synthesis} {place}\0".encode())
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path}\0{content}\0".encode())
    digest.update("\0".join(rows).encode())
    return digest.hexdigest()
