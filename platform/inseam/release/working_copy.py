"""The copy of a product that is released: its project, the packages it names, and macros by which
dbt builds it where the environment says.
"""

from __future__ import annotations

import hashlib
import json
import os.path
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from inseam.contracts.canonical import canonical_form
from inseam.contracts.yaml_document import read_yaml
from inseam.dbt_project.canonical import canonical_bytes
from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.packages import named_packages
from inseam.environments.names import schema_here
from inseam.testing.request import ProductRequest

# What a project's folder holds beside the project: dbt's output, and what says nothing of tables.
_NOT_OF_THE_PROJECT = frozenset(
    {".inseam", "target", "logs", "dbt_packages", "agreements", "tests/inputs", "costs.yaml"}
)
_NOT_READ_BY_DBT = shutil.ignore_patterns("*.odps.yaml", "*.odcs.yaml", "README.md", "BUILD")
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


def make_working_copy(project: Path, folder: Path) -> Path:
    """The copy of ``project`` in ``folder``, without input rows and contracts.

    Raises `InputError` if its packages cannot be read.
    """
    copy = folder / project.name
    _copy(project, copy)
    waiting = [project]
    while waiting:
        asking = waiting.pop()
        for local in named_packages(asking):
            package = Path(os.path.normpath(asking / local))
            installed = copy / "dbt_packages" / package.name
            if package.is_dir() and not installed.exists():
                _copy(package, installed)
                waiting.append(package)
    macros = copy / project_folders(project).macros[0]
    macros.mkdir(exist_ok=True)
    (macros / MACROS).write_text(_OVERRIDES, encoding="utf-8")
    return copy


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


def _copy(folder: Path, to: Path) -> None:
    def ignored(below: str, names: list[str]) -> set[str]:
        places = {(Path(below) / name).relative_to(folder).as_posix(): name for name in names}
        own = {name for place, name in places.items() if place in _NOT_OF_THE_PROJECT}
        return own | _NOT_READ_BY_DBT(below, names)

    shutil.copytree(folder, to, ignore=ignored)


def code_digest(copy: Path, request: ProductRequest) -> str:
    """One for all forms of the product's code, and of its ports' contracts, that mean the same.

    SHA-256 in hexadecimal. Comments, layout and wording do not count.
    """
    digest = hashlib.sha256()
    for file in sorted(path for path in copy.rglob("*") if path.is_file()):
        digest.update(file.relative_to(copy).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(canonical_bytes(file)).digest())
    for id_, port in sorted(request.output_ports.items()):
        value = read_yaml(port.contract.file, port.canonical.read_bytes()).value
        form = json.dumps(canonical_form(value), sort_keys=True, default=str)
        digest.update(f"{id_}\0{form}\0".encode())
    return digest.hexdigest()
