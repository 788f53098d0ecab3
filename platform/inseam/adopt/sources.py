"""What a project reads becomes input ports: each source is a contract's, and has one file."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import duckdb
import yaml

from inseam.adopt.calls import SourceCall, with_sources
from inseam.adopt.column_facts import ColumnFact, source_columns
from inseam.adopt.contracts import PlannedColumn, PlannedTable, external_contract, with_key
from inseam.adopt.freshness import promised
from inseam.adopt.providers import has_table
from inseam.adopt.questions import Answers
from inseam.adopt.reading import ReadProject, Source
from inseam.adopt.stage import (
    Files,
    Stage,
    done,
    edit_yaml,
    left,
    line_of,
    plain,
    replaced,
    text,
    yaml_files,
)
from inseam.authoring.repository import Provided
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.odcs.names import source_name
from inseam.report.finding import Finding

_TEMPLATES = (".sql", ".yml", ".yaml")
INPUT_PORTS = "models/input_ports"
# What the contract has, or decides.
_NOT_KEPT = frozenset(
    {"database", "schema", "catalog", "data_type", "external", "quoting", "loader"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A contract that the product reads: its tables by the names that dbt's source has for them.

    ``content`` is the contract. ``product`` offers it, "" for a system outside; ``is_new`` is true
    of a contract that the repository does not have yet.
    """

    contract_id: str
    version: str
    catalog: str
    schema: str
    tables: Mapping[str, str]
    content: bytes
    product: str = ""
    is_new: bool = False

    @property
    def source(self) -> str:
        return source_name(self.contract_id)


@dataclass(frozen=True, slots=True)
class Inputs:
    """``renamed`` are dbt's sources and tables as they were, with the source's name now."""

    stage: Stage
    readings: Sequence[Reading]
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)


def as_input_ports(
    files: Files,
    project: ReadProject,
    providers: Sequence[Provided],
    own_contracts: Mapping[str, Provided],
    data: Files,
    answers: Answers,
    cross: Mapping[str, set[str]],
    shown: str,
) -> Inputs:
    """``own_contracts`` are those that the project itself has, by path; ``data`` its CSV files;
    ``cross`` the tables that were refs to other projects, by contract id.
    """
    notes: list[Finding] = []
    rows = _rows(files, project, data)
    columns = source_columns(
        project, {id: found.types for id, found in rows.items() if found.types}
    )
    by_contract: dict[str, list[Source]] = {}
    offered: dict[str, Provided] = {}
    for source in project.sources.values():
        provider = _provider(source, providers)
        contract_id = (
            provider.id if provider else _own_or_new(source, own_contracts, providers, answers)
        )
        if provider:
            offered[contract_id] = provider
        by_contract.setdefault(contract_id, []).append(source)
    renamed: dict[tuple[str, str], str] = {}
    readings: list[Reading] = []
    entries = _entries_of_files(files)
    for contract_id, sources in sorted(by_contract.items()):
        first = sources[0]
        where = f"{shown}/{first.path}"
        line = line_of(text(files, first.path), f"name: {first.source}")
        if provider := offered.get(contract_id):
            reading = _of_provider(provider, sources)
            notes.append(
                done(
                    where,
                    f"The source `{first.source}` reads `{contract_id}`, which is here already.",
                    line=line,
                )
            )
        else:
            own = _own_contract(first, own_contracts)
            reading, said = _new_contract(contract_id, sources, columns, own, answers, where, line)
            notes += said
        readings.append(reading)
        renamed |= {(s.source, s.table): reading.source for s in sources}
    for contract_id, tables in sorted(cross.items()):
        provider = next(p for p in providers if p.id == contract_id)
        before = next((r for r in readings if r.contract_id == contract_id), None)
        reading = _of_tables(
            provider, {**(before.tables if before else {}), **{t: t for t in tables}}
        )
        readings = [*(r for r in readings if r is not before), reading]
    stage = _without_sources(files, shown)
    stage = Stage(stage.files, (*notes, *stage.notes))
    changed: dict[str, str | None] = {}
    for reading in readings:
        changed[f"{INPUT_PORTS}/{reading.contract_id}.source.yaml"] = _source_file(
            reading, entries, renamed
        )
    stage = Stage(_renamed_calls(replaced(stage.files, changed), renamed), stage.notes)
    for id, found in sorted(rows.items()):
        source = project.sources[id]
        reading = next(r for r in readings if r.source == renamed[source.source, source.table])
        with_rows = _with_rows(stage.files, source, reading, found, shown)
        stage = Stage(with_rows.files, (*stage.notes, *with_rows.notes))
    return Inputs(stage, tuple(sorted(readings, key=lambda r: r.contract_id)), renamed)


# Which contract


def _provider(source: Source, providers: Iterable[Provided]) -> Provided | None:
    named = source.meta.get("data_contract")
    named_id = named.get("id") if isinstance(named, dict) else None
    for provider in providers:
        contract = provider.contract
        is_its_place = (contract.schema or "").lower() == source.relation[1].lower()
        is_meant = provider.id == named_id or is_its_place or provider.product == source.source
        if is_meant and has_table(provider, source.relation[2]):
            return provider
    return None


def _own_contract(source: Source, own: Mapping[str, Provided]) -> tuple[str, Provided] | None:
    having = [
        (p, c)
        for p, c in own.items()
        if has_table(c, source.relation[2]) or has_table(c, source.table)
    ]
    return having[0] if having else None


def _own_or_new(
    source: Source, own: Mapping[str, Provided], providers: Iterable[Provided], answers: Answers
) -> str:
    found = _own_contract(source, own)
    if found is not None:
        return found[1].id
    stem = "-".join("".join(c if c.isalnum() else " " for c in source.source.lower()).split())
    taken = {provider.id for provider in providers}
    id = f"{stem}-v1"
    return id if id not in taken else f"{answers.product.replace('_', '-')}-{stem}-v1"


def _of_provider(provider: Provided, sources: Iterable[Source]) -> Reading:
    return _of_tables(provider, {s.table: s.relation[2] for s in sources})


def _of_tables(provider: Provided, tables: Mapping[str, str]) -> Reading:
    contract = provider.contract
    place = contract.catalog or "", contract.schema or ""
    return Reading(
        provider.id, contract.version, *place, tables, provider.content, provider.product or ""
    )


def _new_contract(
    id: str,
    sources: Sequence[Source],
    columns: Mapping[str, Sequence[ColumnFact]],
    own: tuple[str, Provided] | None,
    answers: Answers,
    where: str,
    line: int,
) -> tuple[Reading, list[Finding]]:
    """The project's own contract, or one drafted from what the project does with the source."""
    first = sources[0]
    tables = {s.table: s.relation[2] for s in sources}
    if own is not None:
        contract = own[1].contract
        place = contract.catalog or answers.get("catalog"), contract.schema or first.relation[1]
        reading = Reading(id, contract.version, *place, tables, own[1].content, is_new=True)
        message = (
            f"The source `{first.source}` has a contract of the project's own:"
            f" contracts/external/{id}.odcs.yaml."
        )
        return reading, [done(where, message, "Nothing: see what of it was changed.", line)]
    catalog = first.relation[0] if first.has_database else answers.get("catalog")
    place = catalog, first.relation[1]
    drafts = [
        PlannedTable(
            s.relation[2],
            with_key([_drafted(fact, s, sources) for fact in columns[s.id]]),
            s.description,
        )
        for s in sources
    ]
    levels, unknown = promised(sources, {s.id: [f.name for f in columns[s.id]] for s in sources})
    document = external_contract(
        id, first.source, first.source_description, place, answers, drafts, levels
    )
    reading = Reading(id, "1.0.0", *place, tables, plain(document).encode(), is_new=True)
    message = (
        f"The source `{first.source}` has no contract:"
        f" contracts/external/{id}.odcs.yaml is drafted."
    )
    notes = [
        done(where, message, "Let the owner of that system read it; it says your team is.", line)
    ]
    for s in unknown:
        message = (
            f"The freshness of `{s.source}.{s.table}` counts from `{s.loaded_at}`, which is not"
        )
        notes.append(
            left(
                where,
                f"{message} a column of the drafted contract.",
                "Add the column and the service level `freshness` to it.",
                line,
            )
        )
    guessed = [
        f"{s.table}.{f.name} ({f.type})" for s in sources for f in columns[s.id] if f.is_guess
    ]
    if guessed:
        message = f"Types in {id} that only names of columns speak for: {', '.join(guessed)}."
        notes.append(
            left(where, message, f"Correct them in contracts/external/{id}.odcs.yaml.", line)
        )
    empty = [s.table for s in sources if not columns[s.id]]
    if empty:
        message = f"No column of {', '.join(empty)} is named anywhere."
        notes.append(left(where, message, "List its columns in the contract.", line))
    return reading, notes


def _drafted(fact: ColumnFact, source: Source, sources: Iterable[Source]) -> PlannedColumn:
    tables = {tuple(p.lower() for p in s.relation): s.relation[2] for s in sources}
    to = fact.rules.to
    target = f"{tables[to[0]]}.{to[1]}" if to and to[0] in tables else ""
    described = source.columns.get(fact.name) or {}
    meta = {**(described.get("meta") or {}), **((described.get("config") or {}).get("meta") or {})}
    return PlannedColumn(
        fact.name,
        fact.type,
        fact.description,
        fact.rules,
        target,
        0,
        meta,
        tuple(described.get("tags") or ()),
    )


# Which rows


@dataclass(frozen=True, slots=True)
class _Rows:
    """Of a source table. ``header`` alone stands for a file that is not there."""

    content: bytes
    types: Mapping[str, str]
    seed: str = ""
    missing: str = ""


def _rows(files: Files, project: ReadProject, data: Files) -> dict[str, _Rows]:
    found: dict[str, _Rows] = {}
    seeds = {
        PurePosixPath(p).stem.lower(): p
        for p in files
        if p.startswith("seeds/") and p.endswith(".csv")
    }
    for id, source in project.sources.items():
        location = source.meta.get("external_location")
        seed = seeds.get(source.relation[2].lower())
        if location:
            path = next((p for p in data if p.endswith(PurePosixPath(str(location)).name)), None)
            named = str(location).replace("{name}", source.table)
            path = path or next(
                (p for p in data if PurePosixPath(p).name == PurePosixPath(named).name), None
            )
            if path is not None:
                found[id] = _Rows(data[path], sniffed(data[path]))
            else:
                found[id] = _Rows(b"", {}, missing=named)
        elif seed is not None:
            found[id] = _Rows(files[seed], sniffed(files[seed]), seed)
    return found


def sniffed(content: bytes) -> dict[str, str]:
    """The columns of a CSV with the types that DuckDB sees in it."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        query = "select * from read_csv_auto(?, header=true, sample_size=-1) limit 0"
        described = duckdb.connect().execute(query, [file.name]).description or []
    return {str(column[0]): _wider(str(column[1])) for column in described}


def _wider(type_: str) -> str:
    """As DuckDB names it; a day may well be a text of ISO 8601."""
    return {"NUMBER": "BIGINT", "STRING": "VARCHAR", "bool": "BOOLEAN"}.get(type_, type_)


def _with_rows(files: Files, source: Source, reading: Reading, rows: _Rows, shown: str) -> Stage:
    target = f"tests/inputs/{reading.contract_id}/{source.relation[2]}.csv"
    if rows.seed:
        files = _without_seed(replaced(files, {rows.seed: None}), PurePosixPath(rows.seed).stem)
        message = f"The seed is rows of the source `{source.table}`: {target}."
        return Stage({**files, target: rows.content}, (done(f"{shown}/{rows.seed}", message),))
    if rows.missing:
        header = _header(reading, source.relation[2])
        message = (
            f"The file `{rows.missing}` of the source `{source.table}` is not there:"
            " tests read an empty table."
        )
        note = left(f"{shown}/{source.path}", message, f"Write rows into {target}.")
        return Stage({**files, target: header}, (note,))
    message = f"Rows of the source `{source.table}` are in {target}."
    return Stage({**files, target: rows.content}, (done(f"{shown}/{source.path}", message),))


def _header(reading: Reading, table: str) -> bytes:
    contract = read_contract(read_yaml(f"{reading.contract_id}.odcs.yaml", reading.content))
    described = contract.object_named(table)
    names = [p.physical_name for p in described.properties] if described else []
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(names)
    return out.getvalue().encode()


def _without_seed(files: Files, seed: str) -> Files:
    def change(document: Any) -> bool:
        seeds = document.get("seeds")
        if not isinstance(seeds, list) or not any(s.get("name") == seed for s in seeds):
            return False
        document["seeds"] = [s for s in seeds if s.get("name") != seed]
        return True

    for path in yaml_files(files):
        files = edit_yaml(files, path, change)
    return files


# The files


def _entries_of_files(files: Files) -> dict[tuple[str, str], dict[str, Any]]:
    """The entries of tables as they stand, by source and table."""
    found = {}
    for path in yaml_files(files):
        if "sources:" not in text(files, path):
            continue
        value = yaml.safe_load(text(files, path))
        for source in value.get("sources") or () if isinstance(value, dict) else ():
            for table in source.get("tables") or ():
                found[source["name"], table["name"]] = {
                    **table,
                    "_of": source.get("description", ""),
                }
    return found


def _without_sources(files: Files, shown: str) -> Stage:
    notes = []
    for path in yaml_files(files):
        before = text(files, path)
        edited = edit_yaml(files, path, lambda document: document.pop("sources", None) is not None)
        if edited is not files:
            line = line_of(before, "sources:")
            notes.append(
                done(
                    f"{shown}/{path}",
                    f"Its sources are in {INPUT_PORTS} now, a file a contract.",
                    line=line,
                )
            )
        files = edited
    return Stage(files, tuple(notes))


def _source_file(
    reading: Reading,
    entries: Mapping[tuple[str, str], Mapping[str, Any]],
    renamed: Mapping[tuple[str, str], str],
) -> str:
    tables = []
    description = ""
    for table, identifier in sorted(reading.tables.items()):
        old = next(
            (k for k, new in renamed.items() if new == reading.source and k[1] == table), None
        )
        entry = dict(entries.get(old, {})) if old else {}
        description = description or str(entry.pop("_of", "") or "")
        tables.append(
            {
                "name": table,
                **({"identifier": identifier} if identifier != table else {}),
                **_kept(entry),
            }
        )
    source = {
        "name": reading.source,
        **({"description": description} if description else {}),
        "database": reading.catalog,
        "schema": reading.schema,
        "loader": reading.product or reading.contract_id.rpartition("-v")[0],
        "config": {
            "meta": {
                "data_contract": {
                    "id": reading.contract_id,
                    "file": f"{INPUT_PORTS}/{reading.contract_id}.odcs.yaml",
                }
            }
        },
        "tables": tables,
    }
    return plain({"version": 2, "sources": [source]})


def _kept(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Of a table: its description, columns and tests. The contract says where and how new it is."""
    kept = {}
    for key, value in entry.items():
        if key in _NOT_KEPT or key in (
            "name",
            "identifier",
            "_of",
            "meta",
            "config",
            "freshness",
            "loaded_at_field",
        ):
            continue
        kept[key] = (
            [{k: v for k, v in column.items() if k not in _NOT_KEPT} for column in value]
            if key == "columns"
            else value
        )
    return kept


def _renamed_calls(files: Files, renamed: Mapping[tuple[str, str], str]) -> Files:
    def new(call: SourceCall) -> str | None:
        name = renamed.get((call.source, call.table))
        return f"source('{name}', '{call.table}')" if name and name != call.source else None

    changed = {
        path: with_sources(text(files, path), new)
        for path in files
        if path.endswith(_TEMPLATES) and "source" in text(files, path)
    }
    return replaced(files, {p: t for p, t in changed.items() if t != text(files, p)})
