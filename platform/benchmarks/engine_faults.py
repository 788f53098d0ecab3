"""Which faults of two engines `./pants check` and `./pants parity` find in the products.

    PYTHONPATH=platform python platform/benchmarks/engine_faults.py [--seeds 1,2,3]

`engine_faults.yaml` has small edits of the products that are right on DuckDB and other on Spark.
They are made in a clone of this repository, in rounds with one edit a file at most, so that what is
found in a file belongs to its edit. An edit counts once Spark was seen to differ there: on rows of
other seeds, and more of them, than those that `parity` is asked for. Prints each edit, and how many
of those that count `check` and `parity` find. Needs a Java, and takes minutes a round.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

_ROOT = Path(__file__).resolve().parents[2]
EDITS = Path(__file__).with_suffix(".yaml")
_FINDING = re.compile(
    r"^(products/\S+?)(?::\d+)*: (?:error|warning|info)\[([a-z0-9-]+)\]", re.MULTILINE
)
_WITNESS = ("--parity-rows=made", "--parity-number=6000", "--parity-seeds=[101,102]")


@dataclass(frozen=True, slots=True)
class Edit:
    """``file`` is relative to `products/`; ``rule`` what `check` should find in it."""

    rule: str
    file: str
    old: str
    new: str

    @property
    def place(self) -> str:
        return f"products/{self.file}"


@dataclass(frozen=True, slots=True)
class Judged:
    edit: Edit
    differs: bool
    by_check: frozenset[str]
    by_parity: frozenset[str]


def read_edits() -> list[Edit]:
    return [Edit(**entry) for entry in yaml.safe_load(EDITS.read_text(encoding="utf-8"))]


def edited(text: str, edit: Edit) -> str:
    """Raises `ValueError` if the place is not there once."""
    if text.count(edit.old) != 1:
        raise ValueError(f"{edit.place} has {edit.old!r} {text.count(edit.old)} times")
    return text.replace(edit.old, edit.new)


def rounds(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """So few that none has two edits of a file."""
    left = list(edits)
    while left:
        first = {edit.file: edit for edit in reversed(left)}
        chosen = [edit for edit in left if first[edit.file] is edit]
        yield chosen
        left = [edit for edit in left if edit not in chosen]


def findings(output: str) -> dict[str, frozenset[str]]:
    """The rules found in each file."""
    found: dict[str, set[str]] = {}
    for file, rule in _FINDING.findall(output):
        found.setdefault(file, set()).add(rule)
    return {file: frozenset(rules) for file, rules in found.items()}


def ask(repository: Path, *arguments: str) -> dict[str, frozenset[str]]:
    done = subprocess.run(
        ["./pants", *arguments],
        cwd=repository,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    log = repository / f"{arguments[0].strip('-')}.log"
    log.write_text(done.stdout, encoding="utf-8")
    return findings(done.stdout)


def judged(repository: Path, chosen: Sequence[Edit], seeds: str) -> Iterator[Judged]:
    before = {edit.file: (repository / edit.place).read_text(encoding="utf-8") for edit in chosen}
    for edit in chosen:
        (repository / edit.place).write_text(edited(before[edit.file], edit), encoding="utf-8")
    products = sorted({f"products/{edit.file.partition('/')[0]}::" for edit in chosen})
    by_check = ask(repository, "check", *products)
    by_parity = ask(repository, "parity", f"--parity-seeds=[{seeds}]", *products)
    seen = ask(repository, "parity", *_WITNESS, *products)
    for edit in chosen:
        (repository / edit.place).write_text(before[edit.file], encoding="utf-8")
        none: frozenset[str] = frozenset()
        yield Judged(
            edit,
            edit.place in seen,
            by_check.get(edit.place, none),
            by_parity.get(edit.place, none),
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", default="1,2,3")
    options = parser.parse_args()
    edits = read_edits()
    counted: list[Judged] = []
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary, "repository")
        subprocess.run(["git", "clone", "--quiet", str(_ROOT), str(repository)], check=True)
        for chosen in rounds(edits):
            for one in judged(repository, chosen, options.seeds):
                said = f"check {sorted(one.by_check)}, parity {sorted(one.by_parity)}"
                print(
                    f"{one.edit.rule} {one.edit.place}: differs {one.differs}, {said}", flush=True
                )
                if one.differs:
                    counted.append(one)
    by_check = sum(one.edit.rule in one.by_check for one in counted)
    by_parity = sum(bool(one.by_parity) for one in counted)
    print(f"{len(edits)} edits, {len(counted)} seen to differ on Spark")
    print(f"found by check: {by_check} of {len(counted)}")
    print(f"found by parity: {by_parity} of {len(counted)}")


if __name__ == "__main__":
    main()
