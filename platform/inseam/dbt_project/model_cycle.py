"""Models that read each other: dbt builds no project that has such."""

from __future__ import annotations

import re
from pathlib import Path

from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.report.finding import Finding, Severity

# dbt's words, before "model.shop.a --> model.shop.b".
_CYCLE = "Found a cycle: "


def is_cycle(message: str) -> bool:
    """Whether ``message``, which is dbt's, is of models that read each other."""
    return _CYCLE in message


def cycle_finding(project: Path, message: str) -> Finding | None:
    """One for the whole cycle, at its first model by name. None if ``message``, which is dbt's,
    is of something else.
    """
    _, found, cycle = message.partition(_CYCLE)
    if not found:
        return None
    ids = [part.strip().split(".") for part in cycle.splitlines()[0].split("-->")]
    names = list(dict.fromkeys(parts[2] for parts in ids if len(parts) > 2))
    if not names:
        return None
    first = names.index(min(names))
    names = [*names[first:], *names[:first]]
    file, line = _place(project, names)
    listed = ", ".join(f"`{name}`" for name in names)
    return Finding(
        rule="dbt-compile-failed",
        severity=Severity.ERROR,
        file=str(file),
        line=line,
        message=f"The models {listed} read each other, so dbt does not compile the project.",
        fix="Take what both need into a model that reads neither.",
    )


def _place(project: Path, names: list[str]) -> tuple[Path, int | None]:
    """The file of the first model, and the line where it reads another one of the cycle."""
    models = {path.stem: path for path in texts_read_by_dbt(project) if path.suffix == ".sql"}
    file = models.get(names[0])
    if file is None:
        return project / "dbt_project.yml", None
    others = "|".join(map(re.escape, names))
    reads = re.compile(rf"""ref\(.*?(['"])(?:{others})\1""")
    lines = file.read_text("utf-8", "replace").split("\n")
    return file, next((number for number, text in enumerate(lines, 1) if reads.search(text)), None)
