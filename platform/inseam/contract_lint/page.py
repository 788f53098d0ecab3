"""docs/contract-lint.md, from the rules' own texts.

``python -m inseam.contract_lint.page`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator

from inseam.contract_lint.catalogue import CONTRACT_RULES, PRODUCT_RULES, STANDARD_RULES
from inseam.contract_lint.standards import MIGRATE, STANDARDS
from inseam.rules.rule import Rule, not_failing, paragraphs

_HEAD = f"""\
<!-- Made from the rules: `python -m inseam.contract_lint.page`. A test holds the two together. -->

# Contract lint

`./pants lint ::` says what is wrong in every contract (ODCS) and in every product's file (ODPS), as
far as the file alone can tell: all of it in one run, each finding with file, line, rule and what to
do. `--contract-lint-skip` leaves it out; `--only=contract-lint` leaves out the rest.

1. Is the file what its name says, in a version that is known here? If not, only that is reported.
2. Does it keep to the JSON schema of that version? The schemas come with datacontract-cli and
   dataproduct-cli.
3. Does it keep the rules below, which no schema can say?

The rules that join a contract with other files are not here: `generate` and `lint` compare it with
what is published and generated, `test` against rows.

An old Data Contract Specification becomes a contract with

    {MIGRATE} <old file> <new file>.odcs.yaml

which says what it could not carry over.

v3.0.0 and v3.0.1 are validated with the schema of v3.0.2, the only one of 3.0 in a package.
In v3.1 a reference to a nested column (`orders.address.street`) is let by: its text has it, its
schema forgot it, and v3.2 has it in both.
"""


def page() -> str:
    known = "; ".join(
        f"{kind}: {', '.join(f'`{version}`' for version in versions)}"
        for kind, versions in STANDARDS.items()
    )
    return "\n".join(
        [
            _HEAD,
            f"Known versions. {known}.\n",
            *_section("The standard", STANDARD_RULES),
            *_section("Contracts", CONTRACT_RULES),
            *_section("Products", PRODUCT_RULES),
        ]
    )


def _section(title: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    for rule in rules:
        yield f"### {rule.id}\n"
        yield from (f"{text}\n" for text in paragraphs(rule, before=not_failing(rule, "lint")))


if __name__ == "__main__":
    print(page(), end="")
