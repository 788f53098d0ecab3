"""Whether the gate has a verdict on everything: mutated contracts, for as long as you like.

    PYTHONPATH=platform python platform/benchmarks/fuzz_gate.py --seconds 600 [--seed 1]

It starts from the gate's golden pairs and the repository's own contracts, and changes them: as
bytes, and as values (keys, values, subtrees of other contracts). Each input stands as the new
contract, and as the old one. It must end in a verdict, or in findings with its file, within a fair
time; an exception is a fault, and the input is left in the folder that is named at the end.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from inseam.gate.catalogue import RULES
from inseam.gate.outcome import summary
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.trees import compare_trees
from inseam.gate.waivers import NO_EXCEPTIONS, Scope, with_exceptions
from inseam.report.formats import FORMATS
from inseam.report.report import report

ROOT = Path(__file__).parents[2]
SEEDS = (
    "contracts/external/*.odcs.yaml",
    "platform/inseam/gate/testdata/*/*/*.odcs.yaml",
    "products/*/models/output_ports/*/*.odcs.yaml",
)
FILE = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
PUBLISHED = "contracts/published/orders-v1/1.0.0.odcs.yaml"
SETTINGS = Settings(
    today=date(2026, 11, 1),
    majors=Majors.IN_PLACE,
    readers=frozenset(Readers),
    opt_in=frozenset(rule.id for rule in RULES if rule.opt_in),
)
MAX_SECONDS = 10.0
# Larger ones are slow to change, and say nothing that the small ones do not.
MAX_SEED_BYTES = 12_000
TOKENS = (
    b"- ",
    b": ",
    b"\n",
    b"  ",
    b"[",
    b"{",
    b"*a",
    b"&a ",
    b"!!x ",
    b"~",
    b"'",
    b"<<: ",
    b"\t",
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**400, float("nan"), float("inf"), "", " ", "x", "1.0.0"),
    *("1e999999999", "9" * 5_000, "P1D", "2026-02-30", "24:00", "(", "[a-z", "a.b.c", "#/", "${X}"),
    *("decimal(38,", "struct<a:int>", "array<" * 40, "varchar(99999999999)", [], {}, [[]], [None]),
    *({"name": "x"}, {"": ""}, "\u2028", "\U0001f600", "__init__", "required", "physicalName"),
)
KEYS = ("", " ", "x", "id", "name", "physicalName", "properties", "quality", "required")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every entry of a mapping or list, as what holds it and its key."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        holder = stack.pop()
        for key, part in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(part, (dict, list)):
                stack.append(part)
    return found


def other_bytes(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((0, 1, 3, 30)))
        token = chance.choice((chance.choice(TOKENS), chance.randbytes(chance.randint(0, 6))))
        content = content[:start] + token + content[end:]
    return content


def other_values(value: Any, parts: list[Any], chance: random.Random) -> bytes:
    value = copy.deepcopy(value)
    for _ in range(chance.randint(1, 5)):
        known = places(value)
        if not known:
            break
        holder, key = chance.choice(known)
        done = chance.random()
        if done < 0.15 and isinstance(holder, dict):
            del holder[key]
        elif done < 0.3 and isinstance(holder, dict):
            holder[chance.choice(KEYS)] = holder.pop(key)
        elif done < 0.6:
            holder[key] = copy.deepcopy(chance.choice(parts))
        else:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(value, default=str).encode("utf-8", "surrogatepass")


def inputs(chance: random.Random) -> Iterator[tuple[bytes, bytes]]:
    """A good contract, and what has become of it or of another one."""
    files = sorted(path for glob in SEEDS for path in ROOT.glob(glob))
    seeds = [content for file in files if len(content := file.read_bytes()) <= MAX_SEED_BYTES]
    values = [yaml.safe_load(content) for content in seeds]
    parts = [holder[key] for value in values for holder, key in places(value)]
    while True:
        number = chance.randrange(len(seeds))
        done = chance.random()
        if done < 0.05:
            yield seeds[number], chance.randbytes(chance.randint(0, 200))
        elif done < 0.4:
            yield seeds[number], other_bytes(seeds[number], chance)
        else:
            yield seeds[number], other_values(values[number], parts, chance)


def verdict(old: bytes, new: bytes, form: str) -> str:
    """What became of it, in a word. Raises whatever the gate does."""
    started = time.process_time()
    outcome = compare_trees({FILE: old, PUBLISHED: old}, {FILE: new}, SETTINGS, before="base")
    scope = Scope(outcome.looked_at, outcome.touched)
    said = with_exceptions(outcome.remarks, NO_EXCEPTIONS, scope, SETTINGS.today)
    for finding in (*said, *outcome.unreadable):
        assert finding.file in (FILE, PUBLISHED), finding.file
        assert finding.line is None or finding.line >= 1, finding.line
    FORMATS[form](report([*said, *outcome.unreadable], *summary(outcome))).encode()
    took = time.process_time() - started
    assert took < MAX_SECONDS, f"{took:.0f} s"
    return "unreadable" if outcome.unreadable else "compared"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    until = time.monotonic() + options.seconds
    counts: Counter[str] = Counter()
    faults = Path(tempfile.gettempdir(), f"inseam_gate_faults_{options.seed}")
    for good, bad in inputs(chance):
        if time.monotonic() > until:
            break
        counts["inputs"] += 1
        form = chance.choice(sorted(FORMATS))
        for old, new in ((good, bad), (bad, good)):
            try:
                counts[verdict(old, new, form)] += 1
            except Exception:  # noqa: BLE001  # whatever it is, is what is looked for
                counts["faults"] += 1
                faults.mkdir(exist_ok=True)
                Path(faults, f"{counts['inputs']}.yaml").write_bytes(bad)
                traceback.print_exc()
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items())
    print(f"{options.seconds:.0f} s, seed {options.seed}: {said}")
    if counts["faults"]:
        print(f"The inputs at fault are in {faults}.")
    return 1 if counts["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
