"""docs/policies.md, from the policies' own texts.

``python -m inseam.policies.page``, in the repository's top folder, prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from inseam.policies.explain import explained
from inseam.policies.policy import Policy
from inseam.policies.references import ELSEWHERE
from inseam.policies.repository import read_repository

_HEAD = """\
<!-- Made from the policies: `python -m inseam.policies.page`. A test holds the two together. -->

# Governance policies

Rules about all products together, each a SQL query over [the facts](facts.md) whose rows are its
findings. `./pants lint ::` says what breaks them, with file and line, of the targets that it is
given. [How to write one](writing-a-policy.md) takes ten lines.

    ./pants policies                                  # what is broken, by whom, and where
    ./pants policies --policies-all                   # all rules; products with n of m
    ./pants policies products/orders::                # and what is found there, infos included
    ./pants explain --explain-rule=<policy>           # what stands below
    ./pants policies --policies-today=2026-12-31      # as of another day than today (UTC)

All policies are asked in one process over all products: a changed policy reads no product again, a
changed product is read alone. They reach no file and no network, read nothing but the facts, change
nothing, and have five seconds and 1 GB each. One that fails is a finding of its own file, and the
others go on. A single call that takes longer, such as `levenshtein` of long texts, is not stopped
before it returns; after five minutes, the whole process is.

## What a repository decides

`platform/policies/policies.yaml`, reviewed like code:

    parameters:
      product-purpose-thin: {minimum_words: 8}
    severities:
      - rule: product-purpose-thin
        path: products/sandbox/*          # of the file that a finding is in; the last entry holds
        severity: info
    waivers:
      - rule: product-team-unknown
        path: products/sandbox/*          # as above
        reason: The team registers next month.
        approver: jane
        expires: "2026-12-31"

A waiver lets by what it says until the end of its day; the `policies` goal lists it as an info. It
may name the `fingerprint` of the one finding that it is for (`--inseam-format=json` shows it). One
that has expired, or that nothing needs, is an error on its line.

## Adopting a policy on a mesh that breaks it

    ./pants policies --policies-baseline=<policy>

writes what breaks it now to `platform/policies/baselines/<policy>.txt`. From then on these findings
are infos, and only new ones block. A line that nothing breaks any more is a warning: remove it.

## Decided elsewhere

| what | where |
|---|---|
"""


def page(policies: Iterable[Policy]) -> str:
    return _HEAD + "\n".join(
        [*(f"| {what} | {where} |" for what, where in ELSEWHERE), "", *_areas(policies)]
    )


def _areas(policies: Iterable[Policy]) -> Iterator[str]:
    ordered = sorted(policies, key=lambda policy: (policy.area, policy.id))
    for area, of_area in groupby(ordered, key=lambda policy: policy.area):
        yield f"## {area.capitalize()}\n"
        for policy in of_area:
            yield f"### {policy.id}\n"
            yield from (f"{text}\n" for text in explained(policy))


if __name__ == "__main__":
    print(page(read_repository(Path()).policies), end="")
