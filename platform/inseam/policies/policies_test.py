"""What a policy may do, what stops it, and what a repository can agree on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from inseam.policies.assessment import Assessment, assess
from inseam.policies.baseline import read_baseline, write_baseline
from inseam.policies.policy import Policy, read_policies, read_policy
from inseam.policies.repository import PolicyRepository, read_repository
from inseam.policies.sandbox import Sandbox
from inseam.policies.scoreboard import open_standing, standing, summary
from inseam.policies.settings import Settings
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.report import report
from inseam.rules.severity import SeverityOfRule
from inseam.rules.waiver import Waiver
from testkit.policy_cases import TODAY, Case, sandbox_of

REPORT = Path(__file__).parents[1] / "report"
MESH = Path(__file__).resolve().parents[2] / "policies" / "mesh"
HEADER = "-- title: T.\n-- why: W.\n-- fix: F.\n-- severity: error\n-- since: 2026-01-31\n"
QUERY = "select product, file, line, 'It is ' || product || '.' as message from products"
ORDERS = "products/orders/orders.odps.yaml"


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return sandbox_of(MESH, Case(""))


def policy(sql: str, id_: str = "names-said", header: str = HEADER) -> Policy:
    return read_policy(f"platform/policies/products/{id_}.sql", (header + sql).encode())


def judged(sandbox: Sandbox, *policies: Policy, seconds: float = 5.0) -> Assessment:
    return assess(PolicyRepository(policies, Settings()), sandbox, TODAY, seconds)


def waiver(path: str, expires: date = TODAY, fingerprint: str = "") -> Waiver:
    return Waiver(
        line=7,
        rule="names-said",
        path=path,
        fingerprint=fingerprint,
        reason="It is known.",
        approver="jane",
        expires=expires,
    )


def test_every_row_is_a_finding_with_the_words_of_the_header(sandbox: Sandbox) -> None:
    found = judged(sandbox, policy(QUERY)).findings
    assert [(f.rule, f.severity, f.file, f.line, f.message, f.fix) for f in found] == [
        ("names-said", Severity.ERROR, f"products/{p}/{p}.odps.yaml", 1, f"It is {p}.", "F.")
        for p in ("bills", "orders")
    ]


def test_a_row_may_say_what_to_do_about_it(sandbox: Sandbox) -> None:
    sql = "select *, 'x' as message, if(product = 'bills', 'Pay.', null) as fix from products"
    found = judged(sandbox, policy(sql)).findings
    assert [finding.fix for finding in found] == ["Pay.", "F."]


@pytest.mark.parametrize(
    "sql, words",
    [
        ("select *, content as message from products, read_text('/etc/passwd')", "disabled"),
        ("select *, 'x' as message from read_csv('/etc/passwd')", "disabled"),
        ("select *, 'x' as message from '/etc/passwd'", "does not exist"),
        ("select *, 'x' as message from glob('/*')", "disabled"),
        ("attach '/tmp/other.duckdb'", "not one query"),
        ("install httpfs", "not one query"),
        ("load httpfs", "not one query"),
        ("copy products to '/tmp/products.csv'", "not one query"),
        ("delete from products", "not one query"),
        ("set memory_limit = '100GB'", "not one query"),
        (f"{QUERY}; drop table products", "not one query"),
        (QUERY + ") limit 1; drop table products; from (select 1", "syntax error"),
        ("select *, 'x' as message from tables_of_this_program", "does not exist"),
        ("select *, current_date::text as message from products", "always say the same"),
        ("select *, now()::text as message from products", "always say the same"),
        ("select *, random()::text as message from products", "always say the same"),
        ("select *, x.x as message from products, query('select now() as x') x", "`query`"),
        ("select *, 'x' as message from query_table('products')", "`query_table`"),
        (
            (
                "select *, 'x' as message from products,"
                " json_execute_serialized_sql(json_serialize_sql('select random()'))"
            ),
            "`json_execute_serialized_sql`",
        ),
        ("select p.*, value as message from products p, Duckdb_settings()", "`duckdb_settings`"),
        ("select p.*, s.name as message from products p, pg_settings s", "`pg_settings`"),
        (
            "select p.*, table_name as message from products p, information_schema.tables",
            "`tables`",
        ),
        ("select *, current_setting('temp_directory') as message from products", "current_setting"),
        ("select *, $days::text as message from products", "parameter `$days`"),
        ("select product, file, line from products", "message"),
        ("select *, null as message from products", "no `message`"),
        ("select * replace ('/etc/x' as file), 'x' as message from products", "`file` is"),
        ("select * replace (0 as line), 'x' as message from products", "`line` is 0"),
        ("select *, ['x'] as message from products", "no `message`"),
        ("select * replace (['x'] as file), 'x' as message from products", "`file` is"),
        ("select * replace ({'a': 1} as line), 'x' as message from products", "`line` is"),
        ("select * replace ([1] as product), 'x' as message from products", "`product` is"),
        ("select *, repeat('x', 5000000000) as message from products", "size"),
        ("select this is not SQL", "syntax error"),
    ],
)
def test_a_policy_that_does_what_it_may_not_is_a_finding_and_the_others_go_on(
    sandbox: Sandbox, sql: str, words: str
) -> None:
    tables_of_this_program = [1]
    assert tables_of_this_program
    said = judged(sandbox, policy(sql, "bad"), policy(QUERY, "good"))
    (problem,) = said.problems
    assert problem.rule == "policy-failed"
    assert problem.file == "platform/policies/products/bad.sql"
    assert words in problem.message
    assert {violation.finding.rule for violation in said.violations} == {"good"}


@pytest.mark.parametrize("end", [";", " ;\n", "; -- ü\n", ";;", " -- ;", " /* ; */ ; /* ; */ "])
def test_a_query_may_end_with_a_semicolon(sandbox: Sandbox, end: str) -> None:
    sql = f"select * replace ('ü;' as product), 'ü; --' as message from products{end}"
    said = judged(sandbox, policy(sql))
    assert said.problems == ()
    assert {violation.finding.message for violation in said.violations} == {"ü; --"}


@pytest.mark.parametrize(
    "sql",
    [
        """
        with recursive n as (select 1 as n union all select n from n)
        select p.*, 'x' as message from products p, n where n > 1
        """,
        """
        select p.*, 'x' as message from products p, range(100000000) a, range(100000000) b
        where a.range * b.range = 7
        """,
    ],
)
def test_a_policy_without_end_is_stopped_and_the_others_go_on(sandbox: Sandbox, sql: str) -> None:
    said = judged(sandbox, policy(sql, "bad"), policy(QUERY, "good"), seconds=5)
    (problem,) = said.problems
    assert problem.rule == "policy-stopped"
    assert {violation.finding.rule for violation in said.violations} == {"good"}


def test_a_policy_that_takes_all_memory_is_stopped(sandbox: Sandbox) -> None:
    sql = """
        select p.*, list(a.range)::text as message from products p, range(900000000) a group by all
    """
    (problem,) = judged(sandbox, policy(sql)).problems
    assert problem.rule == "policy-stopped"


def test_more_findings_than_anybody_reads_are_left_out(sandbox: Sandbox) -> None:
    sql = "select p.* replace (r.range + 1 as line), 'x' as message from products p, range(9000) r"
    said = judged(sandbox, policy(sql))
    assert len(said.violations) == 5_000
    assert "more than 5,000" in said.problems[0].message


def test_what_is_wrong_has_its_line_in_the_file(sandbox: Sandbox) -> None:
    (problem,) = judged(
        sandbox, policy("select *,\n    nothing as message\nfrom products")
    ).problems
    assert problem.line == 7


def test_the_line_of_a_key_is_known(sandbox: Sandbox) -> None:
    sql = "select product, file, line_of(file, 'team.name') as line, 'x' as message from products"
    lines = {b.finding.line for b in judged(sandbox, policy(sql)).violations}
    assert lines == {27, 31}


def test_parameters_come_from_the_header_and_from_the_settings(sandbox: Sandbox) -> None:
    header = HEADER + "-- parameter: word = it\n"
    chosen = policy("select *, $word || ' ' || $today as message from products", header=header)
    assert {b.finding.message for b in judged(sandbox, chosen).violations} == {"it 2026-06-15"}
    settings = Settings(parameters={"names-said": {"word": "we"}})
    said = assess(PolicyRepository((chosen,), settings), sandbox, TODAY)
    assert {b.finding.message for b in said.violations} == {"we 2026-06-15"}


@pytest.mark.parametrize(
    "text, words",
    [
        (QUERY, "no `title`"),
        (HEADER.replace("error", "fatal") + QUERY, "`fatal` is not one of"),
        (HEADER.replace("2026-01-31", "1.0") + QUERY, "`1.0` is not a day"),
        (HEADER + "-- owner: me\n" + QUERY, "`owner`"),
        (HEADER + "-- title: T.\n" + QUERY, "twice"),
        (HEADER + "-- parameter: today = 1\n" + QUERY, "is not a parameter"),
    ],
)
def test_what_is_wrong_with_a_header_is_said(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_policy("platform/policies/products/x.sql", text.encode())


def test_a_header_goes_on_over_lines() -> None:
    assert policy(QUERY, header=HEADER.replace("W.", "W\n--   and so on.")).why == "W and so on."


def test_two_policies_of_one_name_are_refused() -> None:
    content = (HEADER + QUERY).encode()
    files = [(f"platform/policies/{area}/x.sql", content) for area in ("models", "ports")]
    policies, problems = read_policies(files)
    assert [p.file for p in policies] == ["platform/policies/models/x.sql"]
    assert [p.file for p in problems] == ["platform/policies/ports/x.sql"]


def test_severities_are_by_path_and_the_last_that_fits_holds(sandbox: Sandbox) -> None:
    settings = Settings(
        severities=(
            SeverityOfRule("names-said", "products/*", Severity.WARNING),
            SeverityOfRule("names-said", "products/orders/*", Severity.INFO),
        )
    )
    said = assess(PolicyRepository((policy(QUERY),), settings), sandbox, TODAY)
    assert [f.severity for f in said.findings] == [Severity.WARNING, Severity.INFO]


def with_waivers(sandbox: Sandbox, sql: str, *waivers: Waiver) -> list[tuple[str, str, int | None]]:
    settings = Settings(waivers=waivers)
    found = assess(PolicyRepository((policy(sql),), settings), sandbox, TODAY).findings
    return [(f.rule, f.severity.value, f.line) for f in found]


def test_what_is_waived_is_an_info_until_the_last_day(sandbox: Sandbox) -> None:
    assert with_waivers(sandbox, QUERY, waiver("products/*")) == [("names-said", "info", 1)] * 2


def test_a_waiver_that_expired_is_an_error_and_waives_nothing(sandbox: Sandbox) -> None:
    said = with_waivers(sandbox, QUERY, waiver("products/*", date(2026, 6, 14)))
    assert said == [("policy-waiver-expired", "error", 7)] + [("names-said", "error", 1)] * 2


def test_a_waiver_that_nothing_needs_is_an_error(sandbox: Sandbox) -> None:
    assert with_waivers(sandbox, QUERY + " where false", waiver("*")) == [
        ("policy-waiver-unused", "error", 7)
    ]


def test_a_waiver_of_a_policy_that_says_nothing_may_be_needed(sandbox: Sandbox) -> None:
    assert [rule for rule, _, _ in with_waivers(sandbox, "select", waiver("*"))] == [
        "policy-failed"
    ]


def test_a_waiver_can_be_for_one_finding(sandbox: Sandbox) -> None:
    first = judged(sandbox, policy(QUERY)).findings[0]
    one = waiver("*", fingerprint=first.fingerprint)
    said = with_waivers(sandbox, QUERY, one)
    assert [severity for _, severity, _ in said] == ["info", "error"]


def test_of_a_baseline_only_what_is_new_blocks_and_what_is_gone_is_said(sandbox: Sandbox) -> None:
    adopted = policy(QUERY)
    file = "platform/policies/baselines/names-said.txt"
    text = write_baseline(judged(sandbox, adopted).found)
    entries = tuple(read_baseline(file, text.encode()))
    assert len(entries) == 2

    repository = PolicyRepository((adopted,), Settings(), {"names-said": entries})
    assert {f.severity for f in assess(repository, sandbox, TODAY).findings} == {Severity.INFO}

    new = PolicyRepository((adopted,), Settings(), {"names-said": entries[:1]})
    assert [b.finding.message for b in assess(new, sandbox, TODAY).open] == ["It is orders."]

    mended = policy(QUERY + " where product = 'orders'")
    gone = PolicyRepository((mended,), Settings(), {"names-said": entries})
    (outdated,) = assess(gone, sandbox, TODAY).problems
    assert (outdated.rule, outdated.file, outdated.line) == ("policy-baseline-outdated", file, 2)
    assert "products/bills" in outdated.message
    assert "--policies-baseline=names-said" in outdated.fix

    unbroken = policy(QUERY + " where false")
    useless = PolicyRepository((unbroken,), Settings(), {"names-said": entries})
    assert {f.fix[:16] for f in assess(useless, sandbox, TODAY).problems} == {"Remove the file:"}


def test_a_finding_that_is_there_twice_has_two_lines_in_the_baseline(sandbox: Sandbox) -> None:
    twice = policy(
        f"{QUERY} union all select product, file, 2, 'It is ' || product || '.' from products"
    )
    text = write_baseline(judged(sandbox, twice).found)
    entries = tuple(read_baseline("x.txt", text.encode()))
    assert len(entries) == 4
    repository = PolicyRepository((twice,), Settings(), {"names-said": entries[1:]})
    assert len(list(assess(repository, sandbox, TODAY).open)) == 1


def write(root: Path, settings: str, baseline: str = "") -> PolicyRepository:
    folder = root / "platform" / "policies"
    (folder / "products").mkdir(parents=True)
    (folder / "products" / "names-said.sql").write_text(
        HEADER + "-- parameter: words = 5\n" + QUERY
    )
    (folder / "policies.yaml").write_text(settings)
    if baseline:
        (folder / "baselines").mkdir()
        (folder / "baselines" / f"{baseline}.txt").write_text("")
    return read_repository(root)


def test_what_is_agreed_on_is_read(tmp_path: Path) -> None:
    repository = write(
        tmp_path,
        "parameters: {names-said: {words: 8}}\n"
        "severities: [{rule: names-said, path: products/*, severity: info}]\n"
        "waivers:\n"
        "  - {rule: names-said, path: '*', reason: R, approver: jane, expires: '2026-12-31'}\n",
    )
    assert repository.problems == ()
    assert repository.settings == Settings(
        {"names-said": {"words": 8}},
        (SeverityOfRule("names-said", "products/*", Severity.INFO),),
        (replace(waiver("*", date(2026, 12, 31)), line=4, reason="R"),),
    )


@pytest.mark.parametrize(
    "settings, line, words",
    [
        ("[]", 1, "is not a mapping"),
        ("waiver: []", 1, "`waiver` is not one of"),
        ("parameters:\n  other: {}", 2, "no policy `other`"),
        ("parameters:\n  names-said: {letters: 1}", 2, "no parameter `letters`"),
        ("parameters:\n  names-said: {words: many}", 2, "not of the kind of `5`"),
        ("severities:\n  - {rule: names-said, severity: bad}", 2, "`bad` is not a severity"),
        ("waivers:\n  - {rule: names-said}", 2, "no `expires`"),
        ("waivers: {}", 1, "not a list"),
        (
            "waivers:\n  - {rule: names-said, path: '*', reason: R, approver: j, expires: soon}",
            2,
            "`soon` is not a day",
        ),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(
    tmp_path: Path, settings: str, line: int, words: str
) -> None:
    problems = write(tmp_path, settings).problems
    assert {(p.rule, p.file, p.line) for p in problems} == {
        ("policy-settings-invalid", "platform/policies/policies.yaml", line)
    }
    assert any(words in problem.message for problem in problems)


def test_a_wrong_entry_of_the_settings_takes_no_other_with_it(tmp_path: Path) -> None:
    repository = write(
        tmp_path,
        "parameters: {names-said: {words: 8, letters: 1}, other: {}}\n"
        "severities:\n"
        "  - {rule: other, severity: info}\n"
        "  - {rule: names-said, severity: info}\n"
        "waivers:\n"
        "  - {rule: names-said, path: '*', reason: R, approver: jane, expires: soon}\n"
        "  - {rule: names-said, path: '*', reason: R, approver: jane, expires: '2026-12-31'}\n",
    )
    assert [problem.line for problem in repository.problems] == [1, 1, 3, 6]
    assert repository.settings == Settings(
        {"names-said": {"words": 8}},
        (SeverityOfRule("names-said", "*", Severity.INFO),),
        (replace(waiver("*", date(2026, 12, 31)), line=7, reason="R"),),
    )


def test_a_folder_with_a_policys_name_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "platform/policies/products/other.sql").mkdir(parents=True)
    (tmp_path / "platform/policies/baselines/other.txt").mkdir(parents=True)
    assert read_repository(tmp_path) == PolicyRepository((), Settings())


def test_a_baseline_of_no_policy_is_said(tmp_path: Path) -> None:
    (problem,) = write(tmp_path, "waivers: []", baseline="other").problems
    assert problem.file == "platform/policies/baselines/other.txt"


def test_the_standing_says_who_breaks_what_and_how_many_each_product_keeps(
    sandbox: Sandbox,
) -> None:
    said = judged(sandbox, policy(QUERY + " where false", "kept"), policy(QUERY))
    assert standing(said).splitlines() == [
        "kept        error",
        "names-said  error      2  bills, orders",
        "",
        "bills   1 of 2  breaks names-said",
        "orders  1 of 2  breaks names-said",
        "",
        "2 policies over 2 products: 2 errors, 0 warnings, 0 infos",
    ]
    assert summary(said) == standing(said).splitlines()[-1]
    assert open_standing(said).splitlines() == standing(said).splitlines()[1:]


def test_where_all_is_well_the_open_standing_is_a_line(sandbox: Sandbox) -> None:
    hint = replace(policy(QUERY, "hint"), severity=Severity.INFO)
    said = judged(sandbox, policy(QUERY + " where false", "kept"), hint)
    assert open_standing(said) == "2 policies over 2 products: 0 errors, 0 warnings, 2 infos"


def test_a_fingerprint_does_not_move_with_lines(sandbox: Sandbox) -> None:
    def found(line: int) -> list[Finding]:
        sql = f"select product, file, {line} as line, 'x' as message from products"
        return list(judged(sandbox, policy(sql)).findings)

    assert [f.fingerprint for f in found(1)] == [f.fingerprint for f in found(9)]
    assert len({f.fingerprint for f in found(1)}) == 2


def test_findings_are_what_the_schema_of_reports_says_and_every_format_has_them(
    sandbox: Sandbox,
) -> None:
    settings = Settings(waivers=(waiver("products/bills/*"), waiver("nothing")))
    policies = (policy(QUERY), policy("select", "bad"))
    found = assess(PolicyRepository(policies, settings), sandbox, TODAY).findings
    said = report(found, "looked at")
    rules = {"names-said", "policy-failed", "policy-waiver-unused"}
    assert {finding.rule for finding in found} == rules

    schema = json.loads((REPORT / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(FORMATS["json"](said)), schema)
    (run,) = json.loads(FORMATS["sarif"](said))["runs"]
    assert {result["ruleId"] for result in run["results"]} == rules
    ElementTree.fromstring(FORMATS["junit"](said))
    for form in FORMATS.values():
        assert all(rule in form(said) for rule in rules)
