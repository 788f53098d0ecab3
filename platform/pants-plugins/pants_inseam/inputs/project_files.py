"""A dbt project laid out for a process: its files, the profile, and its packages as installed."""

from __future__ import annotations

import os.path
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import DependenciesRequest, Targets

from pants_inseam.engine import (
    add_prefix,
    below,
    merge,
    read,
    remove_prefix,
    subset,
    subset_contents,
)
from pants_inseam.library import run
from pants_inseam.target_types import DbtPackageSourcesField, DbtProject
from pants_inseam.yaml_scalars import scalars

PROJECT = "dbt_project.yml"
# dbt's own defaults; it looks for docs in all of these, and there are no assets by default.
_DEFAULTS = {
    "model-paths": ("models",),
    "seed-paths": ("seeds",),
    "test-paths": ("tests",),
    "analysis-paths": ("analyses",),
    "macro-paths": ("macros",),
    "snapshot-paths": ("snapshots",),
    "function-paths": ("functions",),
    "docs-paths": (),
    "asset-paths": (),
}


def project_folders(dbt_project_yml: bytes) -> dict[str, tuple[str, ...]]:
    """The folders by their keys, relative to the project's and without `./` or a slash at the end.

    The project's own folder is `.`. One that lies outside is left out: the library has a finding
    for it. As `inseam.dbt_project.folders` has it.
    """
    named: dict[str, list[str]] = {}
    for keys, value in scalars(dbt_project_yml):
        if keys[0] in _DEFAULTS and keys[1:] in ((), (None,)):
            named.setdefault(str(keys[0]), []).append(value)
    return {
        key: tuple(dict.fromkeys(filter(None, map(_inside, named.get(key, default)))))
        for key, default in _DEFAULTS.items()
    }


def globs_of(folders: Iterable[str]) -> tuple[str, ...]:
    """Of all files below the folders."""
    return tuple("**" if folder == "." else f"{folder}/**" for folder in folders)


def _inside(folder: str) -> str:
    normal = posixpath.normpath(folder)
    outside = posixpath.isabs(normal) or normal.split("/")[0] == ".."
    return "" if outside or "{{" in folder else normal


PROFILES = "platform/dbt/profiles.yml"
_CANONICAL = "_canonical"
# What dbt reads of a project beside its folders: a README, an ODPS file or a snapshot of a contract
# repeats no work. The rows that a team wrote for its tests have one place.
_DBT_GLOBS = (
    PROJECT,
    "packages.yml",
    "dependencies.yml",
    ".dbtignore",
    "tests/inputs/**",
    "!**/*.odcs.yaml",
)


@dataclass(frozen=True)
class PackageFiles:
    """A package's files, at their paths in the repository."""

    folder: str
    digest: Digest


@dataclass(frozen=True)
class ProjectLayoutRequest:
    """``sources`` may have more of the project than dbt reads, at its paths in the repository."""

    folder: str
    sources: Digest
    profiles: Digest
    packages: tuple[PackageFiles, ...]


@dataclass(frozen=True)
class DbtProjectFiles:
    """At its path in the repository, with its packages installed."""

    folder: str
    digest: Digest


@dataclass(frozen=True)
class CanonicalProject:
    """The same files without layout, comments and wording. None if the process failed."""

    digest: Optional[Digest]
    process: FallibleProcessResult


@rule
async def find_project_files(project: DbtProject) -> DbtProjectFiles:
    dependencies = await Get(Targets, DependenciesRequest(project.dependencies))
    packages = [t for t in dependencies if t.has_field(DbtPackageSourcesField)]
    sources, profiles, *package_files = await MultiGet(
        Get(SourceFiles, SourceFilesRequest([project.sources])),
        read([PROFILES]),
        *(
            Get(SourceFiles, SourceFilesRequest([package[DbtPackageSourcesField]]))
            for package in packages
        ),
    )
    return await Get(
        DbtProjectFiles,
        ProjectLayoutRequest(
            project.folder,
            sources.snapshot.digest,
            profiles,
            tuple(
                PackageFiles(package.address.spec_path, files.snapshot.digest)
                for package, files in zip(packages, package_files)
            ),
        ),
    )


@rule
async def lay_out_project(request: ProjectLayoutRequest) -> DbtProjectFiles:
    settings = await subset_contents(request.sources, [f"{request.folder}/{PROJECT}"])
    folders = project_folders(b"".join(file.content for file in settings))
    globs = (*(glob for named in folders.values() for glob in globs_of(named)), *_DBT_GLOBS)
    project, *bare = await MultiGet(
        subset(request.sources, below(request.folder, globs)),
        # `dbt deps` would copy the package here; in a sandbox its files are laid there instead.
        *(remove_prefix(package.digest, package.folder) for package in request.packages),
    )
    installed = await MultiGet(
        add_prefix(digest, f"{request.folder}/dbt_packages/{os.path.basename(package.folder)}")
        for digest, package in zip(bare, request.packages)
    )
    return DbtProjectFiles(request.folder, await merge((project, request.profiles, *installed)))


@rule
async def make_canonical(files: DbtProjectFiles) -> CanonicalProject:
    folder = files.folder
    target = f"{_CANONICAL}/{folder}"
    process = await run(
        module="inseam.dbt_project.canonical",
        argv=(folder, target),
        digest=files.digest,
        output_directories=(target,),
        description=f"Lay out {folder}",
    )
    if process.exit_code != 0:
        return CanonicalProject(None, process)
    bare, profiles = await MultiGet(
        remove_prefix(process.output_digest, _CANONICAL), subset(files.digest, [PROFILES])
    )
    return CanonicalProject(await merge((bare, profiles)), process)
