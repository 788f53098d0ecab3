"""The copy of a product that is released: its project, the packages it names, and macros by which
dbt builds it where the environment says.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from ruamel.yaml import YAML

from inseam.dbt_project.canonical import canonical_bytes
from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.packages import named_packages, stand_in_for_uncalled
from inseam.documents.yaml_document import read_yaml
from inseam.environments.names import schema_here
from inseam.odcs.canonical import canonical_form
from inseam.testing.request import ProductRequest

# What a project's folder holds beside the project: dbt's output, what says nothing of tables, and
# the project in which a package is tested.
_NOT_OF_THE_PROJECT = frozenset(
    {
        *(".inseam", "target", "logs", "dbt_packages"),
        *("agreements", "costs.yaml", "tests/inputs", "integration_tests"),
    }
)
_NOT_READ_BY_DBT = shutil.ignore_patterns(
    "*.odps.yaml", "*.odcs.yaml", "README.md", "BUILD", ".sqlfluff"
)
MACROS = "_inseam_environment.sql"
_OVERRIDES = """\
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {{- return(dbt_common.generate_database_name(custom_database_name, node)) -}}
{%- endmacro %}


{% macro source(source_name, table_name) -%}
    {{- return(dbt_common.source_here(builtins.source(source_name, table_name))) -}}
{%- endmacro %}


{% macro spark__persist_constraints(relation, model) -%}
    {{- return(dbt_common.persist_constraints_here(relation, model)) -}}
{%- endmacro %}
"""


# A file of the repository, or what is written beside those.
Source = Path | bytes


def files_to_build(project: Path) -> dict[str, Source]:
    """What dbt is given of ``project``, by its place there: without input rows and contracts.

    Raises `InputError` if its packages cannot be read.
    """
    files: dict[str, Source] = dict(_files_below(project))
    installed: set[str] = set()
    waiting = [project]
    while waiting:
        asking = waiting.pop()
        for local in named_packages(asking):
            package = Path(os.path.normpath(asking / local))
            if package.is_dir() and package.name not in installed:
                installed.add(package.name)
                place = f"dbt_packages/{package.name}"
                files.update((f"{place}/{name}", file) for name, file in _files_below(package))
                waiting.append(package)
    files[f"{project_folders(project).macros[0]}/{MACROS}"] = _OVERRIDES.encode()
    return files


def make_working_copy(files: Mapping[str, Source], copy: Path) -> None:
    for name, source in files.items():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, Path):
            shutil.copy2(source, target)
        else:
            target.write_bytes(source)
    stand_in_for_uncalled(copy)


def name_sources_here(copy: Path) -> None:
    """For an adapter that takes no databases: the catalog becomes part of the schema name.

    dbt reads the sources of a project before any macro could say where they are.
    """
    yaml = YAML(typ="safe")
    for folder in project_folders(copy).models:
        for file in sorted((copy / folder).rglob("*.y*ml")):
            document = read_yaml(file.as_posix(), file.read_bytes()).value
            sources = document.get("sources") if isinstance(document, dict) else None
            with_database = [source for source in sources or () if source.get("database")]
            for source in with_database:
                schema = source.get("schema") or source["name"]
                source["schema"] = schema_here(source.pop("database"), schema)
            if with_database:
                yaml.dump(document, file)


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    for below, folders, names in os.walk(folder, followlinks=True):
        entries = [*folders, *names]
        places = {name: (Path(below) / name).relative_to(folder).as_posix() for name in entries}
        read = set(entries) - _NOT_READ_BY_DBT(below, entries)
        read -= {name for name, place in places.items() if place in _NOT_OF_THE_PROJECT}
        folders[:] = [name for name in folders if name in read]
        yield from ((places[name], Path(below) / name) for name in names if name in read)


def code_digest(files: Mapping[str, Source], request: ProductRequest) -> str:
    """One for all forms of the product's code, and of its ports' contracts, that mean the same.

    SHA-256 in hexadecimal. Comments, layout and wording do not count.
    """
    digest = hashlib.sha256()
    for name in sorted(files, key=PurePosixPath):
        source = files[name]
        content = source.read_bytes() if isinstance(source, Path) else source
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(canonical_bytes(PurePosixPath(name), content)).digest())
    for id_, port in sorted(request.output_ports.items()):
        value = read_yaml(port.contract.file, port.canonical.read_bytes()).value
        form = json.dumps(canonical_form(value), sort_keys=True, default=str)
        digest.update(f"{id_}\0{form}\0".encode())
    return digest.hexdigest()
