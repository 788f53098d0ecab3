"""What is wrong in one team's files: file, line and remedy, and nobody else's work is stopped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from conftest import Repository

CONSUMER = "products/customer_activity"
PROVIDER = "products/entropydata_postgres"
SOURCE = f"{CONSUMER}/models/input_ports/entropydata-postgres-v1.source.yaml"
PROVIDER_SOURCE = f"{PROVIDER}/models/input_ports/entropydata-application-v1.source.yaml"
PORT = f"{PROVIDER}/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
EXTERNAL = "contracts/external/entropydata-application-v1.odcs.yaml"
COPY = "contracts/external/copy.odcs.yaml"


@dataclass(frozen=True)
class Case:
    """``spoil`` puts the bad input in place; ``said`` is all that is reported, ``fails`` whose"
    " test."""

    spoil: Callable[[Repository], None]
    said: tuple[str, ...]
    fails: tuple[str, ...]


def overwrite(file: str, content: str) -> Callable[[Repository], None]:
    return lambda repository: write(repository, file, content)


def append(file: str, content: str) -> Callable[[Repository], None]:
    return lambda repository: repository.edit(file, lambda text: text + content)


def replace(file: str, old: str, new: str) -> Callable[[Repository], None]:
    return lambda repository: repository.replace(file, old, new)


def write(repository: Repository, file: str, content: str) -> None:
    path = repository.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def copy_contract(repository: Repository) -> None:
    write(repository, COPY, (repository.root / EXTERNAL).read_text(encoding="utf-8"))
    write(
        repository,
        "contracts/external/BUILD",
        'data_contract(name="a", source="entropydata-application-v1.odcs.yaml")\n'
        'data_contract(name="b", source="copy.odcs.yaml")\n',
    )


def use_odps_file(repository: Repository) -> None:
    odps = repository.root / PROVIDER / "entropydata_postgres.odps.yaml"
    write(repository, PORT, odps.read_text(encoding="utf-8"))


# Ten to the eighth values in a few lines.
BOMB = "bomb0: &bomb0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"bomb{n}: &bomb{n} [{', '.join([f'*bomb{n - 1}'] * 10)}]\n" for n in range(1, 8)
)
UNKNOWN = (
    f"{SOURCE}:12: error[contract-unknown] The source `entropydata_postgres_v1` names the data"
    " contract `{id}`, which no file in this repository has.\n"
    "    fix: Correct the id, or add the contract to contracts/external/."
)
TO_CONSUMER = f"{PROVIDER_SOURCE}:14 reads `entropydata-customer-activity-v1`"
TO_PROVIDER = f"{SOURCE}:12 reads `entropydata-postgres-v1`"


def on_cycle(first: str, second: str) -> str:
    return (
        f"{first.split(' ')[0]}: error[product-reads-itself] The product consumes its own output"
        f" through others:\n    {first}\n    {second}\n"
        "    fix: Remove one of these input ports: nothing in the cycle can be built first."
    )


def unreadable(where: str, what: str, fix: str, rule: str = "yaml-unreadable") -> str:
    return f"{where}: error[{rule}] The file {what}\n    fix: {fix}"


CASES = {
    "an unknown contract": Case(
        replace(SOURCE, "id: entropydata-postgres-v1\n", "id: entropydata-postgres-v9\n"),
        (UNKNOWN.format(id="entropydata-postgres-v9"),),
        (CONSUMER,),
    ),
    "a contract's id that is a path": Case(
        replace(SOURCE, "id: entropydata-postgres-v1\n", "id: ../../../etc/passwd\n"),
        (UNKNOWN.format(id="../../../etc/passwd"),),
        (CONSUMER,),
    ),
    "a contract of its own whose id is a path": Case(
        replace(PORT, "id: entropydata-postgres-v1\n", "id: ../../x\n"),
        (
            (
                f"{PORT}:3: error[contract-name-invalid] The contract's id '../../x' is not a"
                f" plain name."
                "\n    fix: Use letters, digits and hyphens."
            ),
            UNKNOWN.format(id="entropydata-postgres-v1"),
        ),
        (CONSUMER, PROVIDER),
    ),
    "a package out of the repository": Case(
        replace(f"{CONSUMER}/packages.yml", "../../shared/dbt_common", "../../../../etc"),
        (
            (
                f"{CONSUMER}/packages.yml:2: error[package-unknown] The package"
                " `local: ../../../../etc` is not a `dbt_package` target of this repository.\n"
                "    fix: Name the folder of one, such as `local: ../../shared/dbt_common`,"
                " or add its"
                " BUILD file with ./pants tailor."
            ),
        ),
        (CONSUMER,),
    ),
    "one id in two contracts": Case(
        copy_contract,
        (
            (
                f"{PROVIDER_SOURCE}:14: error[contract-id-claimed-twice] The source"
                " `entropydata_application_v1` names the data contract"
                " `entropydata-application-v1`,"
                f" which {COPY} and {EXTERNAL} both claim.\n"
                "    fix: Give one of the contracts an id of its own."
            ),
        ),
        (PROVIDER,),
    ),
    "a product that consumes itself through another": Case(
        replace(
            PROVIDER_SOURCE,
            "id: entropydata-application-v1\n",
            "id: entropydata-customer-activity-v1\n",
        ),
        (on_cycle(TO_CONSUMER, TO_PROVIDER), on_cycle(TO_PROVIDER, TO_CONSUMER)),
        (CONSUMER, PROVIDER),
    ),
    "a BUILD file in an empty folder": Case(
        overwrite("products/empty/BUILD", "data_product()\n"),
        (
            (
                "products/empty: error[project-missing] There is no dbt_project.yml in this"
                " folder.\n"
                "    fix: Write it, or delete the BUILD file."
            ),
        ),
        ("products/empty",),
    ),
    "a contract that is gone": Case(
        lambda repository: (repository.root / EXTERNAL).unlink(),
        (
            (
                f"{EXTERNAL}: error[file-missing] There is no such file, though a BUILD file"
                f" names it."
                "\n    fix: Write it, or take the target out of the BUILD file."
            ),
        ),
        (PROVIDER,),
    ),
    "a contract that is not valid YAML": Case(
        overwrite(PORT, "{ not yaml\n"),
        (
            unreadable(
                f"{PORT}:1",
                "is not valid YAML: did not find expected ',' or '}' while parsing a flow mapping.",
                "Correct the YAML at this line.",
            ),
        ),
        (CONSUMER, PROVIDER),
    ),
    "an empty contract": Case(
        overwrite(PORT, ""),
        (unreadable(PORT, "is empty.", "Write the document, or delete the file."),),
        (CONSUMER, PROVIDER),
    ),
    "a contract of 20 MB": Case(
        overwrite(PORT, f"id: entropydata-postgres-v1\ndescription: {'x' * 20_000_000}\n"),
        (unreadable(PORT, "has 20,000,042 bytes, more than 5,000,000.", "Split the file."),),
        (CONSUMER, PROVIDER),
    ),
    "a contract with a key twice": Case(
        append(PORT, "id: entropydata-postgres-v1\n"),
        (
            unreadable(
                f"{PORT}:1034",
                "has the key `id` twice, first in line 3.",
                "Keep one of the two.",
            ),
        ),
        (CONSUMER, PROVIDER),
    ),
    "a contract with a bomb of anchors": Case(
        append(PORT, BOMB),
        (
            unreadable(
                f"{PORT}:1039",
                "stands for more than 200,000 values, aliases written out.",
                "Write less, or without aliases.",
            ),
        ),
        (CONSUMER, PROVIDER),
    ),
    "an ODPS file in a contract's place": Case(
        use_odps_file,
        (
            unreadable(
                f"{PORT}:2",
                "is not a data contract: its kind is `DataProduct`.",
                "Write `kind: DataContract` if it is one, else give the file another name.",
                "contract-unreadable",
            ),
            UNKNOWN.format(id="entropydata-postgres-v1"),
        ),
        (CONSUMER, PROVIDER),
    ),
}
# A finding and the indented lines that belong to it.
_FINDING = re.compile(r"^\S+: error\[.*(?:\n    .*)*", re.MULTILINE)


# One of each kind for every change: a target, an id, an order, a file.
_SAMPLE = (
    "an unknown contract",
    "one id in two contracts",
    "a product that consumes itself through another",
    "a contract that is not valid YAML",
    "a contract with a bomb of anchors",
)
_NAMES = [
    name if name in _SAMPLE else pytest.param(name, marks=pytest.mark.nightly) for name in CASES
]


@pytest.mark.parametrize("name", _NAMES)
def test_bad_input_is_said_whole_and_fails_whom_it_concerns(
    name: str, repository: Repository
) -> None:
    case = CASES[name]
    case.spoil(repository)

    result = repository.pants("test", "products::")

    assert sorted(set(_FINDING.findall(result.output))) == sorted(case.said)
    # Findings, or a file that cannot be read; a fault of the platform's own would be 3.
    assert result.exit_code in (1, 2)
    assert result.failed == {f"{product}#dbt" for product in case.fails}
    healthy = {CONSUMER, PROVIDER}.difference(case.fails)
    assert result.tested - result.failed == {f"{product}#dbt" for product in healthy}
    assert "Traceback" not in result.output
    assert "Engine traceback" not in result.output

    listed = repository.pants("list", "::")

    assert listed.exit_code == 0, listed.output
    assert {f"{product}#dbt" for product in (CONSUMER, PROVIDER)} <= set(listed.output.split())
