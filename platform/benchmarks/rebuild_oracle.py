"""Whether `affected` tells the truth: edit, ask it, build everything at both ends, compare.

    python platform/benchmarks/rebuild_oracle.py <repository> [--seconds 300] [--commits 10]

``repository`` is a git clone to spoil, such as one that mesh.py made. Edits are drawn by the seed;
some become commits, so that later ones start from there. After them a history of ``--commits``
commits is made, and each is compared with the one before. A product whose rows or findings differ
between the two ends, or whose test ran again, must have been named with the goal `test`: else it
is *missed*. One that was named and whose test did not run was named *in vain*; where it ran and its
rows and findings are the same, more was repeated than had to be. Exits 1 if any was missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_RAN = re.compile(r"^[✓✕] (?P<target>products/\S+) \w+ in \S+s\.$", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """``change`` gives the new text, None to delete the file, the old one if nothing fits it."""

    name: str
    glob: str
    change: Callable[[str, random.Random], str | None]


def _in_place(pattern: str, new: str) -> Callable[[str, random.Random], str]:
    """Replaces one of the matches."""

    def change(text: str, draw: random.Random) -> str:
        matches = list(re.finditer(pattern, text, re.MULTILINE))
        if not matches:
            return text
        match = draw.choice(matches)
        return text[: match.start()] + match.expand(new) + text[match.end() :]

    return change


def _without_last_line(text: str, _: random.Random) -> str:
    return text[: text.rstrip("\n").rfind("\n") + 1] if text.count("\n") > 1 else text


_MODELS = "products/*/models/**/*.sql"
_PORTS = "products/*/models/output_ports/*/*.odcs.yaml"
_PROPERTIES = "products/*/models/**/_models.yml"
_DESCRIBED = _in_place(r"description: (?=\w)", "description: A ")
_LESS_REQUIRED = _in_place(r"required: true", "required: false")
EDITS = (
    Edit("comment in SQL", _MODELS, lambda text, _: f"-- What it is.\n{text}"),
    Edit("layout of SQL", _MODELS, _in_place(r"^    (?=\w)", "        ")),
    Edit("case of a keyword", _MODELS, _in_place(r"^select$", "SELECT")),
    Edit("rows left out", _MODELS, lambda text, _: f"{text.rstrip()}\nlimit 2\n"),
    Edit("a condition that always holds", _MODELS, _in_place(r"^from (.+)$", r"from \1 -- all")),
    Edit("a number in SQL", _MODELS, _in_place(r"(?<=[ (])30(?=[ ),])", "31")),
    Edit("a column less", _MODELS, _in_place(r"^    \w+,\n", "")),
    Edit("SQL that is none", _MODELS, _in_place(r"^from ", "form ")),
    Edit("macro's body", "shared/*/macros/**/*.sql", _in_place(r"(%\}\n)", r"\1/* said */\n")),
    Edit("macro's comment", "shared/*/macros/**/*.sql", lambda text, _: "{# Why. #}\n" + text),
    Edit("a written row less", "products/*/tests/inputs/*/*.csv", _without_last_line),
    Edit("no written rows", "products/*/tests/inputs/*/*.csv", lambda *_: None),
    Edit("a test less", _PROPERTIES, _in_place(r"^ +- not_null\n", "")),
    Edit("description of a model", _PROPERTIES, _DESCRIBED),
    Edit("comment in YAML", _PROPERTIES, lambda text, _: f"# What they are.\n{text}"),
    Edit("description in a contract", _PORTS, _DESCRIBED),
    Edit("comment in a contract", _PORTS, lambda text, _: f"# What it is.\n{text}"),
    Edit("a guarantee less", _PORTS, _LESS_REQUIRED),
    Edit("a guarantee more", _PORTS, _in_place(r"(\n +)(?=required: true)", r"\1unique: true\1")),
    Edit("another logical type", _PORTS, _in_place(r"logicalType: string", "logicalType: integer")),
    Edit("a service level", _PORTS, _in_place(r"value: (\d+)$", r"value: 1\1")),
    Edit("a contract less", _PORTS, lambda *_: None),
    Edit("a contract's id", _PORTS, _in_place(r"^id: (.+)-v", r"id: \1-renamed-v")),
    Edit("another system's contract", "contracts/external/*.yaml", _LESS_REQUIRED),
    Edit("README", "products/*/README.md", lambda text, _: f"{text}\nMore.\n"),
    Edit("a variable", "products/*/dbt_project.yml", lambda text, _: f"{text}\nvars: {{a: 1}}\n"),
    Edit("a profile's comment", "platform/dbt/profiles.yml", lambda text, _: f"# More.\n{text}"),
    Edit("a product less", "products/*/dbt_project.yml", lambda *_: None),
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """By product: what stands for its rows and findings. ``ran``: what came from no cache."""

    outputs: Mapping[str, str]
    ran: frozenset[str]


@dataclass
class Tally:
    """``in_vain`` were named and did not run; ``same`` ran, and yielded what they had."""

    edits: int = 0
    comparisons: int = 0
    missed: list[str] = field(default_factory=list)
    named: int = 0
    changed: int = 0
    same: int = 0
    in_vain: int = 0

    def judge(
        self, edits: Sequence[str], named: frozenset[str], before: Built, after: Built
    ) -> None:
        """``named`` is what somebody said of these edits before ``after`` was built."""
        changed = {p for p, output in after.outputs.items() if output != before.outputs.get(p)}
        missed = (changed | after.ran) - named
        self.edits += len(edits)
        self.comparisons += 1
        self.named += len(named)
        self.changed += len(changed)
        self.same += len(after.ran - changed)
        self.in_vain += len(named - after.ran - changed)
        said = "; ".join(edits)
        if missed:
            self.missed.append(f"{', '.join(sorted(missed))} after {said}")
        print(
            f"{said}: named {len(named)}, ran {len(after.ran)}, changed {len(changed)}",
            file=sys.stderr,
        )

    def __str__(self) -> str:
        return (
            f"{self.edits} edits in {self.comparisons} comparisons: {self.changed} products"
            f" changed, {len(self.missed)} missed; {self.named} named, {self.in_vain} of them in"
            f" vain; {self.same} ran and yielded the same"
        )


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.root,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        # Findings and unreadable input are answers.
        if done.returncode not in (0, 1, 2):
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr if command[-1] == "products::" else done.stdout

    def pants(self, *arguments: str) -> str:
        return self.run("./pants", "--no-colors", "--no-dynamic-ui", *arguments)

    def affected(self, base: str = "HEAD") -> frozenset[str]:
        """The products that have their test to run."""
        options = (f"--affected-base={base}", "--inseam-format=json")
        document = json.loads(self.pants(*options, "affected"))
        return frozenset(p["product"] for p in document["products"] if "test" in p["goals"])

    def build(self) -> Built:
        results = self.root / "dist" / "test"
        shutil.rmtree(results, ignore_errors=True)
        said = self.pants("test", "products::")
        ran = frozenset(m["target"].split("/")[1].split("#")[0] for m in _RAN.finditer(said))
        return Built({p.name: _output(results, p.name) for p in self._products()}, ran)

    def _products(self) -> list[Path]:
        return [path.parent for path in sorted(self.root.glob("products/*/BUILD"))]

    def commit(self, message: str) -> None:
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", f"--message={message}")

    def files(self, glob: str) -> list[Path]:
        return sorted(path for path in self.root.glob(glob) if path.is_file())


def _output(results: Path, product: str) -> str:
    folder = results / f"products.{product}@dbt"
    digest = hashlib.sha256()
    for file in (folder / "result.json", *sorted(folder.glob("rows/**/*.parquet"))):
        if file.is_file():
            digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def apply(repository: Repository, edits: Sequence[Edit], draw: random.Random) -> str:
    """Makes one of the edits in one of the files that it fits, and says which."""
    for edit in draw.sample(edits, len(edits)):
        files = repository.files(edit.glob)
        for file in draw.sample(files, len(files)):
            before = file.read_text(encoding="utf-8")
            after = edit.change(before, draw)
            if after == before:
                continue
            place = file.relative_to(repository.root)
            if edit.name == "a product less":
                shutil.rmtree(file.parent)
            elif after is None:
                file.unlink()
            else:
                file.write_text(after, encoding="utf-8")
            return f"{edit.name} in {place}"
    raise RuntimeError("no edit fits")


def within(seconds: float) -> Iterator[None]:
    """Once, and again until the time is over."""
    start = time.monotonic()
    yield
    while time.monotonic() - start < seconds:
        yield


def search(repository: Repository, comparisons: Iterable[object], draw: random.Random) -> Tally:
    """What is not committed, compared with the last commit: as often as ``comparisons`` yields."""
    tally = Tally()
    before = repository.build()
    for _ in comparisons:
        edits = edit(repository, draw)
        named = repository.affected()
        after = repository.build()
        tally.judge(edits, named, before, after)
        # What breaks a product would hide what the next edit does there.
        if draw.random() < 0.4 and "error" not in _findings(repository):
            repository.commit("edited")
            before = after
        else:
            repository.run("git", "reset", "--hard", "--quiet")
            repository.run("git", "clean", "-fdq", "--exclude=dist")
    return tally


def replay(repository: Repository, commits: int, draw: random.Random) -> Tally:
    """Makes a history, and compares each of its commits with the one before."""
    tally = Tally()
    before = repository.build()
    for number in range(commits):
        edits = edit(repository, draw)
        repository.commit(f"edit {number}")
        named = repository.affected("HEAD~1")
        after = repository.build()
        tally.judge(edits, named, before, after)
        before = after
    return tally


def edit(repository: Repository, draw: random.Random) -> list[str]:
    return [apply(repository, EDITS, draw) for _ in range(draw.choice((1, 1, 1, 2, 3)))]


def _findings(repository: Repository) -> str:
    results = repository.root.glob("dist/test/*/result.json")
    return " ".join(
        finding["severity"]
        for result in results
        for finding in json.loads(result.read_text(encoding="utf-8"))["findings"]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--commits", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    repository, draw = Repository(options.repository.resolve()), random.Random(options.seed)
    tallies = {
        "edits": search(repository, within(options.seconds), draw),
        "history": replay(repository, options.commits, draw),
    }
    for name, tally in tallies.items():
        print(f"{name}: {tally}")
        for missed in tally.missed:
            print(f"missed: {missed}")
    return 1 if any(tally.missed for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
