"""The facts of all products: nothing cached, against an earlier commit; and after an edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.peers import dbt_2
from benchmarks.repository import ForgetfulRepository, Repository
from benchmarks.results import PROCESSES, Series

SIZES = (50, 200)
_FACTS = ("facts", "::")
_COMMAND = "./pants facts ::"
# A process that a cache answers is not run.
_RAN = re.compile(r"^ *local_execution_requests: (\d+)$", re.MULTILINE)


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        contenders = list(_from_nothing(bench, size))
        found += in_turn(bench, contenders)
        found += _after_edits(bench, bench.mesh(size), size)
    return found


def _from_nothing(bench: Bench, size: int) -> Iterator[Contender]:
    ours = _forgetful(bench, bench.mesh_at(size, "HEAD", "facts"))
    yield Contender("Inseam", f"{_COMMAND} (nothing cached)", partial(_read, ours), size)
    command = "./pants --data-products-dbt=<dbt 2> facts :: (nothing cached)"
    option = f"--data-products-dbt={dbt_2()}"
    yield Contender("Inseam with dbt 2", command, partial(_read, ours, option), size)
    if bench.against != "HEAD":
        before = _forgetful(bench, bench.mesh_at(size, bench.against, "facts-before"))
        command = f"{_COMMAND} (nothing cached), at {bench.against}"
        yield Contender("an earlier Inseam", command, partial(_read, before), size)


def _forgetful(bench: Bench, repository: Repository) -> ForgetfulRepository:
    """With the tools built: facts of a product that is then another."""
    forgetful = ForgetfulRepository(repository.root).with_own_store()
    bench.say(f"building the tools of {repository.root.name}")
    product = min((repository.root / "products").iterdir())
    (sql,) = product.glob("models/staging/stg_1_*.sql")
    edit = forgetful.edits(str(sql.relative_to(repository.root)), "where 0 < {}\n")
    edit()
    forgetful.pants(*_FACTS[:1], f"products/{product.name}::")
    forgetful.git("checkout", "--quiet", "--", ".")
    forgetful.keep_results()
    return forgetful


def _read(repository: ForgetfulRepository, *options: str) -> Values:
    repository.forget_results()
    return _with_processes(repository, *options)


def _with_processes(repository: Repository, *options: str) -> Values:
    done = repository.pants(*options, "--stats-log", *_FACTS)
    ran = _RAN.search(done.output)
    return {**seconds(done.used), PROCESSES: float(ran[1]) if ran else 0.0}


def _after_edits(bench: Bench, repository: Repository, size: int) -> list[Series]:
    bench.say("reading all once")
    repository.pants(*_FACTS)
    product = min((repository.root / "products").iterdir())
    (contract,) = product.glob("models/output_ports/v1/*.odcs.yaml")
    (sql,) = product.glob("models/staging/stg_1_*.sql")
    edits = {
        "nothing changed": lambda: None,
        "a README changed": _edits(repository, product / "README.md", "\n## Edit {}\n"),
        "tags of a contract changed": _edits(repository, contract, "tags: [edit-{}]\n"),
        "the SQL of a model changed": _edits(repository, sql, "where 0 < {}\n"),
    }

    def run(edit: Callable[[], None]) -> Values:
        edit()
        return _with_processes(repository)

    found = in_turn(
        bench,
        [Contender(name, _COMMAND, partial(run, edit), size) for name, edit in edits.items()],
    )
    repository.git("checkout", "--quiet", "--", ".")
    return found


def _edits(repository: Repository, file: Path, addition: str) -> Callable[[], None]:
    return repository.edits(str(file.relative_to(repository.root)), addition)


FIGURE = Figure(
    name="facts",
    title="The facts of all products",
    question="""\
`./pants facts ::` reads what all products say, through dbt and without it, into a database.
*Nothing cached* is without a daemon and with a cache that has the tools alone, as a new machine
has them after it has read its first product. An earlier commit is given with `--against`; both
read the same made products. Then one file of one product is changed; *processes* are those that
no cache could answer.""",
    measure=measure,
    minutes=25,
    ratios=(
        Ratio("Inseam", "an earlier Inseam", 0.25, 200),
        Ratio("Inseam with dbt 2", "an earlier Inseam", 0.1, 200),
    ),
)
