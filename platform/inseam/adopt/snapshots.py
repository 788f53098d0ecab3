"""dbt snapshots in blocks of Jinja become YAML, which lint reads; their query becomes a model."""

from __future__ import annotations

import ast
import re
from typing import Any

from inseam.adopt.stage import Files, Stage, done, left, plain, replaced, text
from inseam.report.finding import Finding

_BLOCK = re.compile(
    r"\{%-?\s*snapshot\s+(?P<name>\w+)\s*-?%\}(?P<body>.*?)\{%-?\s*endsnapshot\s*-?%\}\s*",
    re.DOTALL,
)
_CONFIG = re.compile(r"\{\{-?\s*config\s*\((?P<arguments>.*?)\)\s*-?\}\}", re.DOTALL)
_ALL_OF_ONE = re.compile(
    r"select\s+\*\s+from\s+\{\{-?\s*(?P<relation>(?:ref|source)\s*\([^()]*\))\s*-?\}\}\s*;?",
    re.IGNORECASE,
)
_NOT_KEPT = frozenset({"target_schema", "target_database", "schema", "database"})


def as_yaml(files: Files, shown: str) -> Stage:
    changed: dict[str, str | None] = {}
    notes: list[Finding] = []
    entries: list[dict[str, Any]] = []
    for path in files:
        if not path.startswith("snapshots/") or not path.endswith(".sql"):
            continue
        before = text(files, path)
        rest = before
        for block in _BLOCK.finditer(before):
            file, line = f"{shown}/{path}", before.count("\n", 0, block.start()) + 1
            config = _arguments(block["body"])
            if config is None:
                message = f"The snapshot `{block['name']}` has a config that is computed."
                notes.append(left(file, message, "Write it as YAML by hand.", line))
                continue
            query = _CONFIG.sub("", block["body"]).strip()
            name = block["name"]
            found = _ALL_OF_ONE.fullmatch(query)
            if found and found["relation"].startswith("ref"):
                relation = found["relation"]
            else:
                # A source is read by staging alone, and a snapshot in YAML has no query.
                folder, prefix = ("staging", "stg") if found else ("intermediate", "int")
                model = f"{prefix}_{name}_input"
                changed[f"models/{folder}/{model}.sql"] = query + "\n"
                relation = f"ref('{model}')"
                notes.append(
                    done(
                        file,
                        f"The query of the snapshot `{name}` is the model `{model}`.",
                        line=line,
                    )
                )
            entries.append({"name": name, "relation": relation, "config": config})
            notes.append(
                done(file, f"The snapshot `{name}` is in snapshots/_snapshots.yml.", line=line)
            )
            rest = rest.replace(block[0], "")
        if rest != before:
            changed[path] = rest if rest.strip() else None
    if entries:
        changed["snapshots/_snapshots.yml"] = plain({"version": 2, "snapshots": entries})
        files = _without_described(
            files, {str(entry["name"]) for entry in entries}, entries, changed
        )
    return Stage(replaced(files, changed), tuple(notes))


def _arguments(body: str) -> dict[str, Any] | None:
    config = _CONFIG.search(body)
    if config is None:
        return {}
    try:
        call = ast.parse(f"config({config['arguments'].strip()})", mode="eval").body
        assert isinstance(call, ast.Call)
        given = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    except (SyntaxError, ValueError):
        return None
    return {key: value for key, value in given.items() if key not in _NOT_KEPT}


def _without_described(
    files: Files, names: set[str], entries: list[dict[str, Any]], changed: dict[str, str | None]
) -> Files:
    """dbt takes one entry a snapshot: a description elsewhere is merged into the new one."""
    from inseam.adopt.stage import edit_yaml, yaml_files

    by_name = {entry["name"]: entry for entry in entries}

    def change(document: Any) -> bool:
        found = document.get("snapshots")
        if not isinstance(found, list):
            return False
        for entry in [e for e in found if isinstance(e, dict) and e.get("name") in names]:
            for key in ("description", "columns", "data_tests", "tests"):
                if key in entry:
                    by_name[entry["name"]][key] = _plain_value(entry[key])
            found.remove(entry)
        if not found:
            del document["snapshots"]
        return True

    for path in yaml_files(files):
        files = edit_yaml(files, path, change)
    changed["snapshots/_snapshots.yml"] = plain({"version": 2, "snapshots": entries})
    return files


def _plain_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain_value(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain_value(part) for part in value]
    return str(value) if isinstance(value, str) else value
