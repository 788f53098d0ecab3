"""Whether contract lint has an answer to everything: mutated contracts, for as long as you like.

    PYTHONPATH=platform python platform/benchmarks/fuzz_contract_lint.py --seconds 600 [--seed 1]

It starts from the repository's own contracts and product files and from the golden cases of lint,
and changes them: as YAML (keys, values, subtrees), and as bytes. Each input must end in findings,
in a fair time; an exception is a fault, and so is a contract that lint lets by and that cannot be
read. The inputs at fault are left in the folder that it names.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from benchmarks.fuzzing import WrongAnswer, fuzz, parser

from inseam.contract_lint.catalogue import ALL_RULES
from inseam.contract_lint.lint_file import lint
from inseam.contract_lint.standards import STANDARDS, schema_of
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding, InputError
from inseam.report.formats import FORMATS
from inseam.report.report import report

ROOT = Path(__file__).parents[2]
SEEDS = (
    "products/*/*.odps.yaml",
    "products/*/models/output_ports/*/*.odcs.yaml",
    "contracts/external/*.odcs.yaml",
    "platform/inseam/contract_lint/testdata/rules/*/*/**/*.yaml",
)
MAX_SECONDS = 10.0
# Larger ones are slow to change, and say nothing that the small ones do not.
MAX_SEED_BYTES = 20_000

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    1.5,
    float("nan"),
    float("inf"),
    10**400,
    "",
    " ",
    "x",
    "yes",
    "1.0.0",
    "../../x",
    "{{ x }}",
    "<b>",
    "a.b.c.d",
    "schema/a/properties/b",
    "schema/",
    "/",
    "#",
    "x.yaml#",
    ".",
    ",",
    "P",
    "PT",
    "P1D",
    "2024-02-30",
    "24:00",
    "0 0 0 0 0",
    "*/0 * * * *",
    "(",
    "(?<=a)b",
    "[[:x:]]",
    "\\",
    "é\u202e\ufffd",
    "a\nb",
    "v3.2.0",
    "v3.0.2",
    "DataContract",
    "DataProduct",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": ""},
    {"name": "x"},
    [{"name": "x", "properties": [{"name": "y"}]}],
)
TOKENS = (
    *(b": ", b"- ", b"&a ", b"*a ", b"!!int ", b"<<: *a", b"\n", b"\n  ", b"\t", b"{", b"}", b"["),
    *(
        b"]",
        b"'",
        b'"',
        b"#",
        b"%TAG",
        b"---",
        b"...",
        b"\xff",
        b"\x00",
        b"\xc3",
        b"? ",
        b"| ",
        b"> ",
    ),
)
FILES = {
    "DataProduct": "products/orders/orders.odps.yaml",
    "DataContract": "products/orders/models/output_ports/v1/orders-v1.odcs.yaml",
}


def words() -> list[str]:
    """Every key that some standard knows."""
    found: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", ()))
            for inner in part.values():
                collect(inner)
        elif isinstance(part, list):
            for inner in part:
                collect(inner)

    for versions in STANDARDS.values():
        for standard in versions.values():
            collect(schema_of(standard))
    return sorted(found)


class Mutator:
    def __init__(self, chance: random.Random, seeds: Sequence[bytes]) -> None:
        self._chance = chance
        self._texts = seeds
        self._trees = [yaml.load(text, yaml.CSafeLoader) for text in seeds]
        self._words = words()

    def next(self) -> bytes:
        if self._chance.random() < 0.4:
            return self._bytes()
        return self._tree()

    def _bytes(self) -> bytes:
        text = bytearray(self._chance.choice(self._texts))
        for _ in range(self._chance.choice((1, 1, 2, 4, 16))):
            at = self._chance.randrange(len(text) + 1)
            to = min(len(text), at + self._chance.choice((0, 1, 1, 2, 8, 64, 512)))
            change = self._chance.randrange(5)
            if change == 0:
                text[at:to] = b""
            elif change == 1:
                text[at:at] = self._chance.choice(TOKENS)
            elif change == 2:
                text[at:to] = bytes(self._chance.randrange(256) for _ in range(to - at))
            elif change == 3:
                text[at:at] = text[at:to] * self._chance.choice((1, 2, 50))
            else:
                other = self._chance.choice(self._texts)
                begin = self._chance.randrange(len(other))
                text[at:to] = other[begin : begin + 200]
        return bytes(text)

    def _tree(self) -> bytes:
        tree = deepcopy(self._chance.choice(self._trees))
        for _ in range(self._chance.choice((1, 1, 2, 3, 8, 20))):
            holders = containers(tree)
            if holders:
                self._change(self._chance.choice(holders))
        # Not sorted: some reader might look at the order.
        return yaml.dump(
            tree, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True
        ).encode()

    def _change(self, holder: Any) -> None:
        changes: tuple[Callable[[Any], None], ...] = (
            self._replace,
            self._remove,
            self._graft,
            self._repeat,
            self._rename,
            self._share,
        )
        self._chance.choice(changes)(holder)

    def _step(self, holder: Any) -> Any:
        return self._chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))

    def _replace(self, holder: Any) -> None:
        holder[self._step(holder)] = deepcopy(self._chance.choice(ODD_VALUES))

    def _remove(self, holder: Any) -> None:
        del holder[self._step(holder)]

    def _graft(self, holder: Any) -> None:
        source = self._chance.choice(containers(self._chance.choice(self._trees)))
        holder[self._step(holder)] = deepcopy(source[self._step(source)])

    def _repeat(self, holder: Any) -> None:
        step = self._step(holder)
        if isinstance(holder, list):
            holder.append(deepcopy(holder[step]))
        else:
            holder[self._chance.choice(self._words)] = deepcopy(holder[step])

    def _rename(self, holder: Any) -> None:
        step = self._step(holder)
        if isinstance(holder, dict):
            value = holder.pop(step)
            typo = str(step)[1:] + str(step)[:1]
            holder[self._chance.choice((typo, self._chance.choice(self._words)))] = value
        else:
            holder[step] = [holder[step]]

    def _share(self, holder: Any) -> None:
        """One value in two places is written as an anchor and an alias."""
        one, other = self._step(holder), self._step(holder)
        holder[one] = holder[other]


def containers(tree: Any) -> list[Any]:
    """The mappings and lists in it that hold something, each once."""
    found, seen, todo = [], set(), [tree]
    while todo:
        part = todo.pop()
        if isinstance(part, (dict, list)) and part and id(part) not in seen:
            seen.add(id(part))
            found.append(part)
            todo += part.values() if isinstance(part, dict) else part
    return found


def became(file: str, text: bytes) -> set[str]:
    """The rules that are broken. Raises whatever is wrong with lint's answer."""
    started = time.process_time()  # a busy machine is not a fault of lint
    try:
        findings: Sequence[Finding] = lint(file, text)
    except InputError as error:
        findings = error.findings
        if not findings:
            raise WrongAnswer("an error without a finding") from None
    else:
        if file.endswith(".odcs.yaml") and not any(f.severity == "error" for f in findings):
            read_contract(read_yaml(file, text))
    for show in FORMATS.values():
        show(report(findings))
    if (took := time.process_time() - started) > MAX_SECONDS:
        raise WrongAnswer(f"took {took:.1f} s")
    lines = text.count(b"\n") + text.count(b"\r") + 1
    for finding in findings:
        if finding.line is not None and not 1 <= finding.line <= lines:
            raise WrongAnswer(f"line {finding.line} of {lines}")
        if not finding.message.endswith(".") or len(finding.message) > 1_000:
            raise WrongAnswer(f"message {finding.message!r}")
    return {finding.rule for finding in findings} or {"nothing"}


def inputs(chance: random.Random) -> Iterator[bytes]:
    paths = sorted(path for glob in SEEDS for path in ROOT.glob(glob))
    seeds = [text for path in paths if len(text := path.read_bytes()) <= MAX_SEED_BYTES]
    mutator = Mutator(chance, seeds)
    while True:
        yield mutator.next()


def file_of(text: bytes) -> str:
    return FILES["DataProduct" if b"kind: DataProduct" in text else "DataContract"]


def main() -> int:
    options = parser(__doc__, "fuzz_contract_lint").parse_args()
    tally = fuzz(
        options,
        inputs,
        lambda text: became(file_of(text), text),
        lambda text: (".yaml", text),
    )
    never = sorted({rule.id for rule in ALL_RULES} - tally.became.keys())
    print(f"Never reported: {', '.join(never) or 'none'}")
    return tally.exit_code


if __name__ == "__main__":
    sys.exit(main())
