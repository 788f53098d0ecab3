"""The documentation of the gate: ``python -m inseam.gate.page > docs/contract-gate.md``."""

from __future__ import annotations

from itertools import groupby

from inseam.gate.catalogue import RULES
from inseam.gate.explain import class_of, explained
from inseam.gate.key_coverage import NEVER
from inseam.gate.settings import GRAVER

_INTRODUCTION = """\
<!-- Made by `python -m inseam.gate.page` from platform/inseam/gate. -->

# The contract gate

What a change of a data contract (ODCS 3.0 to 3.2) does to those who read the data:

    ./pants --contract-gate-base=origin/main contract-gate

It compares all contracts, or with targets (`products/orders::`) theirs, and names the readers of
each breaking change: product, team, model, file and line.
[Five changes](contract-gate-walk.md) shows it on real products. In a repository without Pants, it
is a command of its own ([how](contract-gate-alone.md)):

    inseam gate --against origin/main contracts

A change **breaks** if a reader who was written for the old contract can fail, or silently
compute something else, on what the new contract allows. So loosening a guarantee is breaking,
and tightening it is not: that is the producer's burden. A **risky** change breaks some readers,
or may do so. A **compatible** one breaks no reader.

Each finding has its line in both files, the version that it asks for, and what to do. Causes
come first; what only follows from them, such as a version that was not raised or a consumer's
snapshot that is older, comes last and is not counted as a change. The gate compares with the
commit where the branch left its base, with all files of that commit; a shallow clone needs
`fetch-depth: 0`. `--inseam-format` (`--format` of the command) gives `text`, `json`, `github`,
`markdown`, `sarif` or `junit`. Exit codes: 0 nothing breaks, 1 something does, 2 something
cannot be read, 3 a fault of the gate. `./pants explain --explain-rule=<rule>` (`--explain` of the
command) prints the text below.

- **Elements are matched** by id, then by the name that readers type (`physicalName`, else
  `name`), then by the contract's own name. A column that is gone while its only equal is new
  counts as renamed.
- **Spellings are equal**: `required: true` and a rule `nullValues` with `mustBe: 0`; `enum` and
  `validValues`; `int` and `INTEGER`; `24 h` and `1 d`; `STRUCT<a: INT>` and nested properties;
  relationships by name or by id, at a column or at its object. Thresholds are compared as the
  sets of numbers that they admit.
- **The old status decides**: `active` and `deprecated` contracts have to keep their promises;
  changes of all others are listed as infos. No change escapes by declaring itself a draft.
- **Versions**: a breaking change asks for a major version, which is a new contract beside the
  old one (`majors: in-place`: or the same contract with a higher major version), any other for a
  minor one, and what no reader can notice for a patch. Below 1.0.0, a minor step counts as a
  major one.
- **Published versions**, where `contracts/published/<id>/<version>.odcs.yaml` exists, never
  change, and the gate compares with every older one of the same major, not only the last.
  `./pants lint` reports a version that is published and promises something else now, with
  nothing but the two files.
- **Snapshots**, the pinned copies that consumers keep of contracts that they read, have to be
  updated after a breaking or risky change, and only then.
- **The end of a contract**: a deprecated contract says when it ends, with `endOfSupport` or
  `endOfLife` among its service levels, at least the notice period away. That is the service
  level or custom property `noticePeriod` (`P90D`), else 90 days. It may be deleted after that.

## Settings and exceptions

`contract-gate.yaml` is at the top of the repository and reviewed like code (the command reads it
from its working folder). All of it is optional:

    majors: beside                  # or in-place
    readers: [{readers}]         # look after those as well, who break more easily
    also: [meaning-changed]         # rules that are off by default
    notice-days: 90                 # notice period of contracts that promise none
    classifications: [public, internal, confidential, restricted]
    custom-properties:              # your own names for them, beside the usual ones
      terms: [dataUsePolicy]        # a change is `terms-changed`
      units: [messeinheit]          # `unit-changed`
      masking: [scrambling]         # `masking-changed`
    severities:
      - rule: bound-loosened
        path: products/sandbox/*      # of the contract's file
        severity: info
    waivers:
      - rule: column-removed
        contract: orders-v1
        element: orders.legacy_*      # in the contract; without it, all of it
        path: products/orders/*       # as above, or left out
        reason: Nobody has read it since March.
        approver: jane
        expires: 2026-12-31

A waiver may name the `fingerprint` of the one finding that it is for (`--format=json` shows it).
One that has expired is an error. So is one that nothing needs, for those who change its contract;
for others it is a warning.
"""


def page() -> str:
    parts = [_INTRODUCTION.replace("{readers}", ", ".join(GRAVER)), "## Rules\n"]
    parts.append("| rule | what | class |\n|---|---|---|")
    parts += [f"| [{rule.id}](#{rule.id}) | {rule.what} | {class_of(rule)} |" for rule in RULES]
    for category, rules in groupby(RULES, lambda rule: rule.category):
        parts.append(f"\n## {category.value}\n")
        parts.append("\n\n".join(f"##{explained(rule)}" for rule in rules))
    parts.append("\n## Never a finding\n")
    parts.append("| key | why |\n|---|---|")
    parts += [f"| `{key}` | {reason} |" for key, reason in NEVER.items()]
    return "\n".join(parts)


if __name__ == "__main__":
    print(page())
