"""The rows that dbt's manifest has: models, sources, macros and how they hang together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.folders import ProjectFolders
from inseam.facts import properties
from inseam.facts.parts import json_text
from inseam.facts.properties import PropertiesFiles
from inseam.facts.schema import (
    GroupRow,
    MacroRow,
    MacroUseRow,
    ModelColumnRow,
    ModelDependencyRow,
    ModelRow,
    SourceColumnRow,
    SourceRow,
    SourceTableRow,
)
from inseam.facts.tables import Row
from inseam.odcs.contract import Contract
from inseam.sql.canonical import canonical

MODEL_KINDS = ("model", "seed", "snapshot")


@dataclass(frozen=True, slots=True)
class Project:
    """A product as dbt parsed it. ``manifest`` is dbt's own object.

    ``packages`` are the folders, in the repository, of the packages that it uses, by their names.
    """

    product: str
    folder: Path
    manifest: Any
    properties: PropertiesFiles
    packages: Mapping[str, Path]
    folders: ProjectFolders

    @property
    def name(self) -> str:
        return str(self.manifest.metadata.project_name)

    def own(self, nodes: Mapping[str, Any]) -> list[Any]:
        """Those of the project itself, in order."""
        return [n for _, n in sorted(nodes.items()) if n.package_name == self.name]

    @property
    def models(self) -> list[Any]:
        """Seeds and snapshots too."""
        return [n for n in self.own(self.manifest.nodes) if str(n.resource_type) in MODEL_KINDS]

    @property
    def sources(self) -> list[Any]:
        return self.own(self.manifest.sources)

    def file(self, node: Any) -> str:
        return str(self.folder / node.original_file_path)


def manifest_rows(
    project: Project, compiled: Mapping[str, str], contracts: Mapping[str, Contract]
) -> Iterator[Row]:
    """``compiled`` is the SQL of the models that compile, by unique id; ``contracts`` are those of
    the sources.
    """
    for node in project.models:
        yield _model_row(project, node, compiled.get(node.unique_id))
        yield from _model_columns(project, node)
        raw_code = _text_of(project, node)
        for depends_on in dependencies(project, node):
            yield ModelDependencyRow(
                product=project.product,
                model=node.name,
                depends_on=depends_on.name,
                source=depends_on.source,
                contract_id=depends_on.contract_id,
                package=depends_on.package,
                file=project.file(node),
                line=_line_of_call(raw_code, depends_on),
            )
    yield from _source_rows(project, contracts)
    yield from _macro_rows(project)
    yield from _group_rows(project)


@dataclass(frozen=True, slots=True)
class DependsOn:
    """A model; or a source's table, and then ``source`` names the source."""

    name: str
    source: str | None = None
    contract_id: str | None = None
    # Of a model of another project.
    package: str | None = None


def dependencies(project: Project, node: Any) -> list[DependsOn]:
    """What a model or test reads, in order, each once."""
    found = []
    # A seed's dependencies are macros only.
    for unique_id in dict.fromkeys(getattr(node.depends_on, "nodes", ())):
        if (source := project.manifest.sources.get(unique_id)) is not None:
            found.append(depends_on_source(source))
        elif (model := project.manifest.nodes.get(unique_id)) is not None:
            found.append(model_read(project, model))
    return sorted(found, key=lambda d: (d.source or "", d.name))


def model_read(project: Project, model: Any) -> DependsOn:
    is_own = model.package_name == project.name
    return DependsOn(model.name, package=None if is_own else model.package_name)


def _text_of(project: Project, node: Any) -> str:
    return Path(project.file(node)).read_text(encoding="utf-8", errors="replace")


def _line_of_call(text: str, read: DependsOn) -> int:
    """Where `ref` or `source` names what is read; the first line if a macro does."""
    names = (read.name,) if read.source is None else (read.source, read.name)
    quoted = r"\s*,\s*".join(rf"['\"]{re.escape(name)}['\"]" for name in names)
    function = "ref" if read.source is None else "source"
    # `ref` may name the project before the model.
    before = r"(?:['\"]\w+['\"]\s*,\s*)?" if read.source is None else ""
    found = re.search(rf"\b{function}\s*\(\s*{before}{quoted}", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def depends_on_source(source: Any) -> DependsOn:
    return DependsOn(source.name, source.source_name, _contract(source, "id"))


def contract_id(node: Any) -> str | None:
    """The contract that a port's model fulfils, or that a source is under."""
    return _contract(node, "id")


def _contract(node: Any, key: str) -> str | None:
    """What a model or source says of its data contract."""
    named = {**node.meta, **node.config.meta}.get("data_contract")
    value = named.get(key) if isinstance(named, dict) else None
    return value if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _json(value: Any) -> str | None:
    return json_text(value) if value else None


def _key(sql: str) -> str:
    """Equal for texts that differ in layout and comments only."""
    return hashlib.sha256(canonical(sql).encode()).hexdigest()


def _model_row(project: Project, node: Any, compiled: str | None) -> ModelRow:
    below_models = project.folders.below_models(node.original_file_path)[:-1]
    is_port = below_models[:1] == ("output_ports",)
    patch = str(node.patch_path).partition("://")[2] if node.patch_path else None
    described = project.properties.node(patch, node.name) if patch else None
    meta = {**node.meta, **node.config.meta}
    enforced = getattr(node.config, "contract", None)
    raw_code = node.raw_code or ""
    return ModelRow(
        product=project.product,
        model=node.name,
        kind=str(node.resource_type),
        layer=below_models[0] if below_models else None,
        port_folder=below_models[1] if is_port and len(below_models) > 1 else None,
        relation=".".join(part for part in (node.database, node.schema, node.alias) if part),
        database=_text(node.database),
        schema=node.schema,
        alias=node.alias,
        materialized=_text(node.config.materialized),
        access=_text(getattr(node, "access", None)),
        group_name=_text(getattr(node, "group", None)),
        owner=_text(meta.get("owner")),
        contract_id=_contract(node, "id"),
        contract_file=_contract(node, "file"),
        # dbt says so of an ephemeral model too, and compares nothing: no relation is built.
        is_enforced=bool(enforced and enforced.enforced)
        and node.config.materialized != "ephemeral",
        unique_key=_json(node.config.unique_key),
        grants=_json(node.config.grants),
        language=_text(getattr(node, "language", None)),
        description=_text(node.description),
        properties_file=str(project.folder / patch) if patch else None,
        properties_line=described.line if described else None,
        code_lines=len(raw_code.splitlines()),
        code=_key(raw_code) if raw_code else None,
        compiled=_key(compiled) if compiled is not None else None,
        file=project.file(node),
        line=1,
    )


def _model_columns(project: Project, node: Any) -> Iterator[Row]:
    if not node.patch_path:
        return
    file = str(node.patch_path).partition("://")[2]
    described = project.properties.node(file, node.name)
    for position, column in enumerate(node.columns.values(), 1):
        place = properties.column(described, column.name) if described else None
        constraints = (str(getattr(c.type, "value", c.type)) for c in column.constraints)
        yield ModelColumnRow(
            product=project.product,
            model=node.name,
            column_name=column.name,
            position=position,
            data_type=_text(column.data_type),
            description=_text(column.description),
            is_not_null="not_null" in constraints,
            file=str(project.folder / file),
            line=(place or described).line if described else 1,
        )


def _source_rows(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Row]:
    for source in project.sources:
        whole = project.properties.source(source.original_file_path, source.source_name)
        table = project.properties.source_table(
            source.original_file_path, source.source_name, source.name
        )
        # Once for each of its tables; equal rows are one.
        yield SourceRow(
            product=project.product,
            source=source.source_name,
            contract_id=_contract(source, "id"),
            contract_file=_contract(source, "file"),
            database=_text(source.database),
            schema=source.schema,
            loader=_text(source.loader),
            description=_text(source.source_description),
            file=project.file(source),
            line=whole.line if whole else 1,
        )
        freshness = source.freshness
        yield SourceTableRow(
            product=project.product,
            source=source.source_name,
            table_name=source.name,
            identifier=source.identifier,
            contract_id=_contract(source, "id"),
            description=_text(source.description),
            has_freshness=bool(freshness),
            loaded_at_field=_text(source.loaded_at_field),
            is_in_contract=_is_in_contract(source, contracts),
            file=project.file(source),
            line=table.line if table else 1,
        )
        for column in source.columns.values():
            place = properties.column(table, column.name) if table else None
            yield SourceColumnRow(
                product=project.product,
                source=source.source_name,
                table_name=source.name,
                contract_id=_contract(source, "id"),
                column_name=column.name,
                description=_text(column.description),
                file=project.file(source),
                line=(place or table).line if table else 1,
            )


def _is_in_contract(source: Any, contracts: Mapping[str, Contract]) -> bool | None:
    contract = contracts.get(_contract(source, "id") or "")
    return None if contract is None else contract.object_named(source.identifier) is not None


def _macro_rows(project: Project) -> Iterator[Row]:
    known = {
        unique_id: macro
        for unique_id, macro in sorted(project.manifest.macros.items())
        if macro.package_name in (project.name, *project.packages)
    }
    for macro in known.values():
        yield MacroRow(
            product=project.product,
            package=macro.package_name,
            macro=macro.name,
            description=_text(macro.description),
            code=_key(macro.macro_sql),
            **place_of_macro(project, macro),
        )
    nodes = [
        *project.own(project.manifest.nodes),
        *project.own(project.manifest.unit_tests),
        *known.values(),
    ]
    for node in nodes:
        kind = str(node.resource_type)
        is_macro = kind == "macro"
        place = place_of_macro(project, node) if is_macro else _place_of_node(project, node)
        for unique_id in node.depends_on.macros:
            if unique_id in known and known[unique_id] is not node:
                yield MacroUseRow(
                    product=project.product,
                    kind=kind,
                    used_by=f"{node.package_name}.{node.name}" if is_macro else node.name,
                    package=known[unique_id].package_name,
                    macro=known[unique_id].name,
                    **place,
                )


def _place_of_node(project: Project, node: Any) -> dict[str, Any]:
    return {"file": project.file(node), "line": 1}


def place_of_macro(project: Project, macro: Any) -> dict[str, Any]:
    """In the repository, where the package's folder is not the one that dbt reads."""
    is_own = macro.package_name == project.name
    folder = project.folder if is_own else project.packages[macro.package_name]
    here = project.folder if is_own else project.folder / "dbt_packages" / folder.name
    return {
        "file": str(folder / macro.original_file_path),
        "line": _line_of_macro(here / macro.original_file_path, macro.name),
    }


def _line_of_macro(file: Path, name: str) -> int:
    words = rf"(?:macro\s+{re.escape(name)}|test\s+{re.escape(name.removeprefix('test_'))})"
    begin = re.compile(rf"\{{%-?\s*{words}\s*\(")
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    found = begin.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _group_rows(project: Project) -> Iterator[Row]:
    for group in project.own(project.manifest.groups):
        place = project.properties.entry(group.original_file_path, "groups", group.name)
        yield GroupRow(
            product=project.product,
            group_name=group.name,
            owner=_text(group.owner.name),
            email=_text(group.owner.email),
            file=project.file(group),
            line=place.line if place else 1,
        )
