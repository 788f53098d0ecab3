"""The pages for coding assistants: their commands run, and print what the pages say to look at."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import ROOT, Repository

SKILLS = ROOT / ".agents" / "skills"
CONTRACT = (
    "products/customer_activity/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
)
# A policy that no product breaks, and one case of each kind.
POLICY = """\
-- title: A product has a README.
-- why: Whoever reads it has to know what it is.
-- fix: Write one.
-- severity: error
-- since: 2026-11-30
select product, file, line, 'The product has no README.' as message
from products where product not in (select product from readmes)
"""
CASES = """\
fires:
  - what: One has none.
    remove: [products/orders/README.md]
    says:
      - "products/orders/orders.odps.yaml:1: The product has no README."
holds:
  - what: Both have one.
"""
# What a person would say where a page has a name in angle brackets.
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "new-product": {
        "product": "active_customers",
        "input": "entropydata-customer-activity-v1",
        "columns": "organization_id:string:key,users_total",
        "team": "customer-success",
        "purpose": "Account managers see which customers use the product.",
        "limitations": "It has customers of the last day only.",
        "usage": "Select from the port, one row for each customer.",
        "archetype": "consumer-aligned",
        "support": "https://acme.example/customer-success",
        "classification": "internal",
        "descriptions": "{'organization_id': 'The customer.', 'users_total': 'Users of today.'}",
    },
    "adopt-project": {
        "from": "platform/integration/adopt/orchard_sales",
        "answers": "platform/integration/adopt/answers.yaml",
        "product": "orchard_sales",
    },
    "change-contract": {
        "product": "customer_activity",
        "base": "main",
        "rule": "column-removed",
        "edit": rf"perl -0pi -e 's/ *- name: users_total\n.*?(?= *- name: )//s' {CONTRACT}",
        "follow": f"git checkout --quiet {CONTRACT} && echo '# read' >> {CONTRACT}",
    },
    "write-policy": {
        "policy": "product-without-readme",
        "write": "cd platform/policies/products"
        f" && printf %s {shlex.quote(POLICY)} > product-without-readme.sql"
        f" && printf %s {shlex.quote(CASES)} > product-without-readme.cases.yaml",
        "found": "0",
    },
}
_BLOCK = re.compile(r"```sh\n(.*?)```\n(.*?)(?=```sh|\Z)", re.DOTALL)
_EXIT = re.compile(r" +# exits with (\d)$")
_POINTED_AT = re.compile(r"^- ((?:`[^`]+`(?:, | and )?)+).*:", re.MULTILINE)
_PATH = re.compile(r"`([a-z_]+(?:\[\])?(?:\.[a-z_]+(?:\[\])?)*)`")


@dataclass(frozen=True)
class Command:
    """``paths`` are the parts of its JSON that the page says to look at."""

    text: str
    exit_code: int
    paths: tuple[str, ...]


def commands(page: str, answers: Mapping[str, str]) -> Iterator[Command]:
    for block, after in _BLOCK.findall(page):
        lines = [_filled(line, answers) for line in block.splitlines()]
        paths = [path for pointed in _POINTED_AT.findall(after) for path in _PATH.findall(pointed)]
        for line in lines:
            found = _EXIT.search(line)
            is_last = line is lines[-1]
            yield Command(
                _EXIT.sub("", line),
                int(found[1]) if found else 0,
                tuple(paths) if is_last else (),
            )


def _filled(line: str, answers: Mapping[str, str]) -> str:
    return re.sub(r"<([a-z]+)>", lambda found: answers[found[1]], line)


def documents(text: str) -> Iterator[Any]:
    """The JSON documents of an output, one after another."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        yield document
        rest = rest[end:].lstrip()


def holds(document: Any, path: str) -> bool:
    """Whether the path leads somewhere. An empty list says nothing of what would be in it."""
    parts = [document]
    for step in path.split("."):
        found = [part.get(step.removesuffix("[]"), ...) for part in parts]
        if ... in found:
            return False
        parts = [one for each in found for one in each] if step.endswith("[]") else found
    return True


def test_every_skill_is_run() -> None:
    skills = {page.parent.name for page in SKILLS.glob("*/SKILL.md")}
    assert skills == set(ANSWERS)
    text = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\.agents/skills/([a-z-]+)/SKILL\.md", text)) == skills


# One by day; the others take minutes.
BY_NIGHT = [
    pytest.param(skill, marks=pytest.mark.nightly)
    for skill in sorted(ANSWERS.keys() - {"new-product"})
]


@pytest.mark.parametrize("skill", ["new-product", *BY_NIGHT])
def test_the_commands_of_a_skill_do_what_its_page_says(skill: str, repository: Repository) -> None:
    page = (SKILLS / skill / "SKILL.md").read_text(encoding="utf-8")
    assert re.match(rf"---\nname: {skill}\ndescription: .{{40,1024}}\n---\n", page)
    run = list(commands(page, ANSWERS[skill]))
    assert len(run) >= 4
    for command in run:
        result = repository.run("bash", "-c", command.text, apart=True)
        assert result.exit_code == command.exit_code, f"{command.text}\n{result.output}"
        if command.paths:
            found = list(documents(result.answer))
            assert found, command.text
            missing = [p for p in command.paths if not any(holds(one, p) for one in found)]
            assert not missing, f"{command.text}\n{result.answer[:2000]}"
    repository.restore()
