"""A dbt project laid out for a process: its files, the profile, and its packages as installed."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import (
    AddPrefix,
    Digest,
    DigestContents,
    DigestSubset,
    MergeDigests,
    PathGlobs,
    RemovePrefix,
)
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import DependenciesRequest, Targets

from pants_inseam.dbt_package import DbtPackageSourcesField
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.project_folders import PROJECT, globs_of, project_folders
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField

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
class DbtProjectFilesRequest:
    """A dbt project in a sandbox: at its path in the repository, with its packages installed."""

    folder: str
    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField


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
    digest: Digest


@dataclass(frozen=True)
class CanonicalProjectRequest:
    project: DbtProjectFilesRequest


@dataclass(frozen=True)
class CanonicalProject:
    """The same files without layout, comments and wording. None if the process failed."""

    digest: Optional[Digest]
    process: FallibleProcessResult


@rule
async def find_project_files(request: DbtProjectFilesRequest) -> DbtProjectFiles:
    dependencies = await Get(Targets, DependenciesRequest(request.dependencies))
    packages = [t for t in dependencies if t.has_field(DbtPackageSourcesField)]
    sources, profiles, *package_files = await MultiGet(
        Get(SourceFiles, SourceFilesRequest([request.sources])),
        Get(Digest, PathGlobs([PROFILES])),
        *(
            Get(SourceFiles, SourceFilesRequest([package[DbtPackageSourcesField]]))
            for package in packages
        ),
    )
    return await Get(
        DbtProjectFiles,
        ProjectLayoutRequest(
            request.folder,
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
    settings = await Get(
        DigestContents,
        DigestSubset(request.sources, PathGlobs([below(request.folder, PROJECT)])),
    )
    folders = project_folders(b"".join(file.content for file in settings))
    globs = (*(glob for named in folders.values() for glob in globs_of(named)), *_DBT_GLOBS)
    project, *bare = await MultiGet(
        Get(
            Digest,
            DigestSubset(
                request.sources, PathGlobs([below(request.folder, glob) for glob in globs])
            ),
        ),
        # `dbt deps` would copy the package here; in a sandbox its files are laid there instead.
        *(
            Get(Digest, RemovePrefix(package.digest, package.folder))
            for package in request.packages
        ),
    )
    installed = await MultiGet(
        Get(
            Digest,
            AddPrefix(digest, f"{request.folder}/dbt_packages/{os.path.basename(package.folder)}"),
        )
        for digest, package in zip(bare, request.packages)
    )
    return DbtProjectFiles(await Get(Digest, MergeDigests((project, request.profiles, *installed))))


@rule
async def make_canonical(request: CanonicalProjectRequest, inseam: Inseam) -> CanonicalProject:
    folder = request.project.folder
    files = await Get(DbtProjectFiles, DbtProjectFilesRequest, request.project)
    target = f"{_CANONICAL}/{folder}"
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.dbt_project.canonical",
            argv=(folder, target),
            resolve=inseam.tool_resolve,
            input_digest=files.digest,
            output_directories=(target,),
            description=f"Lay out {folder}",
        ),
    )
    if process.exit_code != 0:
        return CanonicalProject(None, process)
    project, profiles = await MultiGet(
        Get(Digest, RemovePrefix(process.output_digest, _CANONICAL)),
        Get(Digest, DigestSubset(files.digest, PathGlobs([PROFILES]))),
    )
    return CanonicalProject(await Get(Digest, MergeDigests((project, profiles))), process)


def below(folder: str, glob: str) -> str:
    """A glob from a folder, as one from the repository's root."""
    return f"!{folder}/{glob[1:]}" if glob.startswith("!") else f"{folder}/{glob}"


def rules() -> Iterable[Rule]:
    return collect_rules()
