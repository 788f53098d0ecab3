"""Whether dbt still parses a project with the files that `generate` is about to write.

``python -m inseam.codegen.still_parsed <project folder> <planned folder> <profiles.yml> <as of>``
lays the planned files over the project, in a sandbox. It reports one finding if dbt-core parses the
project without them and not with them; a project that dbt cannot parse either way may have them. A
dbt 2 is not asked: it parses what dbt-core does not, such as two macros of one name.
"""

from __future__ import annotations

import logging
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from inseam.dbt_project.engines import dbt_core_offline
from inseam.dbt_project.invocation import Call, DbtFailed
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.report.finding import Finding
from inseam.report.process import run_process
from inseam.report.report import Report, report

RULE = "generated-files-held-back"
_BEFORE = Path("_before")
_TARGET = Path("_dbt_target")


@dataclass(frozen=True, slots=True)
class ParsedProject:
    """A project in the working folder; ``planned`` has files at their paths in the repository."""

    project: Path
    planned: Path
    profiles: Path
    as_of: str

    def finding(self) -> Finding | None:
        """Lays the files over the project, and leaves them there."""
        shutil.copytree(self.project, _BEFORE / self.project)
        self._lay_over()
        broken = self._failure(self.project)
        if broken is None or self._failure(_BEFORE / self.project) is not None:
            return None
        first, *_ = parse_failure_findings(self.project, broken, besides=self._files())
        return replace(
            first,
            rule=RULE,
            message=f"Nothing is written in {self.project}: with the generated files dbt would no"
            f" longer parse the project. {first.message}",
            fix=f"{first.fix} Then run ./pants generate {self.project}:: again.",
        )

    def _lay_over(self) -> None:
        for target in self._files():
            target.parent.mkdir(parents=True, exist_ok=True)
            # A file of a sandbox may be one with that of a cache: never write into it.
            target.unlink(missing_ok=True)
            shutil.copyfile(self.planned / target, target)

    def _files(self) -> list[Path]:
        files = (path for path in sorted(self.planned.rglob("*")) if path.is_file())
        return [path.relative_to(self.planned) for path in files]

    def _failure(self, project: Path) -> str | None:
        """What dbt says if it cannot parse."""
        call = Call(
            project=project,
            profiles=self.profiles,
            database=_TARGET / f"{self.project.name}.duckdb",
            as_of=self.as_of,
            target=_TARGET,
        )
        dbt = dbt_core_offline(call, "duckdb")
        try:
            dbt("parse", "--no-write-json")
        except DbtFailed as failure:
            return str(failure)
        return None


def main() -> Report:
    logging.disable(logging.CRITICAL)
    project, planned, profiles, as_of = sys.argv[1:]
    found = ParsedProject(Path(project), Path(planned), Path(profiles), as_of).finding()
    return report([found] if found else [])


if __name__ == "__main__":
    sys.exit(run_process(main))
