from __future__ import annotations

from collections.abc import Iterable

from pants.core.goals.fix import AbstractFixRequest, FixResult
from pants.core.goals.fmt import AbstractFmtRequest, FmtResult
from pants.core.goals.lint import AbstractLintRequest, LintResult
from pants.core.util_rules.partitions import Partitions
from pants.engine.fs import DigestContents, PathGlobs, Snapshot
from pants.engine.unions import UnionRule
from pants.testutil.rule_runner import RuleRunner

from pants_inseam import register
from pants_inseam.lint.sqlfluff import (
    SqlFieldSet,
    SqlfluffFixRequest,
    SqlfluffFmtRequest,
    SqlfluffLintRequest,
)
from pants_inseam.stub_repository import below, make_repository, set_options, targets_in

# Say what they were given.
LINT = """\
import os, sys

print(*sys.argv[1:])
print(*sorted(os.path.join(d, f) for d, _, fs in os.walk(".") for f in fs if d[:6] != "./_src"))
sys.exit(1 if "failing" in sys.argv[1] else 0)
"""
REFORMAT = """\
import sys

goal, *files = sys.argv[1:]
for file in files:
    text = open(file).read()
    if text != "broken":
        open(file, "w").write(text + goal)
open("products/orders/dbt_project.yml", "w").write("not asked for")
"""
PACKAGE = {
    "BUILD": "dbt_package()",
    "README.md": "",
    "dbt_project.yml": "name: house",
    "macros/whole.sql": "",
    "macros/_macros.yml": "",
}
ORDERS = {
    "BUILD": "data_product()",
    ".sqlfluff": "",
    "README.md": "",
    "dbt_project.yml": "",
    "packages.yml": "packages: [{local: ../../shared/house}]",
    "macros/cents.sql": "",
    "models/_models.yml": "",
    "models/a.sql": "a ",
    "models/b.sql": "broken",
}


def repository() -> RuleRunner:
    return make_repository(
        {
            "platform/inseam/style/lint.py": LINT,
            "platform/inseam/style/reformat.py": REFORMAT,
            **below("products/orders", ORDERS),
            **below("products/failing", {"BUILD": "data_product()", "models/a.sql": ""}),
            **below("shared/house", PACKAGE),
        }
    )


def field_sets(runner: RuleRunner, *folders: str) -> tuple[SqlFieldSet, ...]:
    return tuple(
        SqlFieldSet.create(target)
        for folder in folders
        for target in targets_in(runner, folder).values()
        if SqlFieldSet.is_applicable(target)
    )


def lint(runner: RuleRunner, folder: str) -> list[LintResult]:
    partitions = runner.request(
        Partitions, [SqlfluffLintRequest.PartitionRequest(field_sets(runner, folder))]
    )
    return [
        runner.request(
            LintResult,
            [SqlfluffLintRequest.Batch("sqlfluff", partition.elements, partition.metadata)],
        )
        for partition in partitions
    ]


def test_a_project_is_linted_with_what_renders_its_sql_and_nothing_else() -> None:
    (result,) = lint(repository(), "products/orders")
    arguments, files = result.stdout.splitlines()
    orders = "products/orders"
    assert arguments.split() == [
        orders,
        f"{orders}/macros/cents.sql",
        f"{orders}/models/a.sql",
        f"{orders}/models/b.sql",
    ]
    assert [file for file in files.split() if not file.startswith("./sqlfluff.pex")] == [
        "./.sqlfluff",
        "./platform/inseam/style/dbt_context/__init__.py",
        "./products/orders/.sqlfluff",
        # It has the variables.
        "./products/orders/dbt_project.yml",
        "./products/orders/macros/cents.sql",
        "./products/orders/models/a.sql",
        "./products/orders/models/b.sql",
        "./shared/house/dbt_project.yml",
        "./shared/house/macros/whole.sql",
    ]


def test_a_package_is_linted_with_its_name() -> None:
    (result,) = lint(repository(), "shared/house")
    arguments, files = result.stdout.splitlines()
    assert arguments == "shared/house shared/house/macros/whole.sql"
    assert "./shared/house/dbt_project.yml" in files.split()


def test_findings_fail_it() -> None:
    (result,) = lint(repository(), "products/failing")
    assert result.exit_code == 1
    assert result.linter_name == "sqlfluff"


def test_a_large_project_is_several_processes_and_each_has_its_own_models_only() -> None:
    runner = repository()
    models = {f"models/m{i}.sql": "" for i in range(40)}
    runner.write_files(below("products/orders", models))
    results = lint(runner, "products/orders")
    assert len(results) > 1
    linted = [result.stdout.splitlines()[0].split()[1:] for result in results]
    assert len({file for files in linted for file in files}) == sum(map(len, linted)) == 43
    for files, result in zip(linted, results):
        models_there = {f[2:] for f in result.stdout.splitlines()[1].split() if "/models/" in f}
        assert models_there == {file for file in files if "/models/" in file}


def reformat(runner: RuleRunner, fix: bool) -> FixResult:
    request = SqlfluffFixRequest if fix else SqlfluffFmtRequest
    (partition,) = runner.request(
        Partitions, [request.PartitionRequest(field_sets(runner, "products/orders"))]
    )
    snapshot = runner.request(Snapshot, [PathGlobs(partition.elements)])
    batch = request.Batch("sqlfluff", partition.elements, partition.metadata, snapshot)
    return runner.request(FixResult if fix else FmtResult, [batch])


def contents(runner: RuleRunner, result: FixResult) -> dict[str, str]:
    return {
        file.path: file.content.decode()
        for file in runner.request(DigestContents, [result.output.digest])
    }


def test_formatting_and_fixing_give_back_the_sql_files_of_the_batch_and_no_other() -> None:
    for fix in (False, True):
        runner = repository()
        result = reformat(runner, fix)
        assert contents(runner, result) == {
            "products/orders/macros/cents.sql": "fix" if fix else "fmt",
            "products/orders/models/a.sql": "a fix" if fix else "a fmt",
            "products/orders/models/b.sql": "broken",
        }


def union_members(base: type) -> Iterable[type]:
    return [
        rule.union_member
        for rule in register.rules()
        if isinstance(rule, UnionRule) and rule.union_base is base
    ]


def test_lint_says_a_thing_once() -> None:
    """`fmt` and `fix` are not linters of their own, as they would be by Pants' default."""
    assert SqlfluffLintRequest in union_members(AbstractLintRequest)
    assert not {SqlfluffFmtRequest, SqlfluffFixRequest} & {*union_members(AbstractLintRequest)}
    assert SqlfluffFmtRequest in union_members(AbstractFmtRequest)
    assert SqlfluffFixRequest in union_members(AbstractFixRequest)


def test_it_can_be_left_out() -> None:
    runner = repository()
    set_options(runner, "--sqlfluff-skip")
    assert lint(runner, "products/orders") == []
