"""docs/writing-a-policy.md, word by word: its files do what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from inseam.policies.assessment import assess
from inseam.policies.policy import read_policy
from inseam.policies.repository import PolicyRepository, read_repository
from inseam.policies.settings import Settings
from testkit.policy_cases import read_cases, said, sandbox_of

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "writing-a-policy.md").read_text(encoding="utf-8")
FILE = "platform/policies/products/readme-says-not-how"
HEADING = 'echo "# How it is made" | tee -a platform/policies/mesh/products/*/README.md'


def block(language: str) -> str:
    (text,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(text)


def test_the_policy_of_the_guide_has_fewer_than_ten_lines_and_does_what_its_cases_say(
    tmp_path: Path,
) -> None:
    for name in (f"`{FILE}.sql`", f"`{FILE}.cases.yaml`", HEADING):
        assert name in GUIDE
    mesh = tmp_path / "mesh"
    shutil.copytree(ROOT / "platform" / "policies" / "mesh", mesh)
    for readme in mesh.glob("products/*/README.md"):
        readme.write_text(readme.read_text() + "# How it is made\n")
    (tmp_path / "x.cases.yaml").write_text(block("yaml"))

    policy = read_policy(f"{FILE}.sql", block("sql").encode())
    assert policy.id not in {known.id for known in read_repository(ROOT).policies}
    assert len(block("sql").splitlines()) < 10

    cases = read_cases(tmp_path / "x.cases.yaml")
    for case in (*cases.fires, *cases.holds):
        settings = Settings(parameters={policy.id: case.parameters})
        found = assess(PolicyRepository((policy,), settings), sandbox_of(mesh, case), case.today)
        assert tuple(said(iter(found.findings))) == case.says
