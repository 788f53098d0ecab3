from __future__ import annotations

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.rules.grammar import Agreed, Grammar, read_agreed

OF_CONTRACTS = Grammar(
    needed=("contract",),
    optional=("element", "path"),
    rules=("column-removed", "type-changed"),
    problem="unreadable",
    page="docs/page.md",
)
OF_FILES = Grammar(
    needed=("path",),
    optional=(),
    rules=("column-removed", "type-changed"),
    problem="unreadable",
    page="docs/page.md",
    unread=("not-read",),
)
REST = "reason: Known., approver: jane, expires: 2026-12-31"


def read(text: str, grammar: Grammar = OF_CONTRACTS) -> Agreed:
    return read_agreed(read_yaml("agreed.yaml", text.encode()), grammar)


def test_both_files_take_the_waiver_of_one_rule_in_some_files() -> None:
    entry = f"rule: column-removed, path: products/orders/*, {REST}"
    (one,) = read(f"waivers: [{{{entry}}}]", OF_FILES).waivers
    (other,) = read(f"waivers: [{{{entry}, contract: orders-v1}}]").waivers

    assert (one.path, one.approver, one.expires) == (other.path, other.approver, other.expires)
    assert (one.contract, one.element) == ("", "*")
    assert (other.contract, other.element) == ("orders-v1", "*")


@pytest.mark.parametrize(
    ("entry", "grammar", "fix"),
    [
        (
            f"rule: column-removed, contract: orders-v1, path: orders.legacy_*, {REST}",
            OF_CONTRACTS,
            "Write `element: orders.legacy_*` instead.",
        ),
        (
            f"rule: column-removed, contract: orders-v1, path: version, {REST}",
            OF_CONTRACTS,
            "Write `element: version` instead.",
        ),
        (
            "rule: column-removed, target: products/*, reason: R, owner: jane, expires: 2026-12-31",
            OF_FILES,
            "Write `path: products/*` and `approver: jane` instead.",
        ),
        (
            "rule: column-removed, path: products/*, reason: R, owner: jane, expires: 2026-12-31",
            OF_FILES,
            "Write `approver: jane` instead.",
        ),
    ],
)
def test_the_former_grammar_is_one_error_that_says_how_to_write_it(
    entry: str, grammar: Grammar, fix: str
) -> None:
    agreed = read(f"waivers:\n  - {{{entry}}}", grammar)

    (problem,) = agreed.problems
    assert (problem.rule, problem.line, problem.fix) == ("unreadable", 2, fix)
    assert problem.message.endswith("which is not valid any more.")
    assert agreed.waivers == []


@pytest.mark.parametrize("path", ["'*'", "products/orders/*", "orders-v1.odcs.yaml", "'*.yaml'"])
def test_a_path_of_files_is_no_element(path: str) -> None:
    entry = f"rule: column-removed, contract: orders-v1, path: {path}, {REST}"

    assert read(f"waivers: [{{{entry}}}]").problems == []


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("waivers: all", "`waivers` is not a list.", "Write `waivers: []`."),
        ("severities: [x]", "An entry of `severities` is not a mapping.", "such as `rule: <id>`"),
        (
            "severities: [{rule: colum-removed, severity: info}]",
            "There is no rule `colum-removed`.",
            "Did you mean `column-removed`?",
        ),
        (
            "severities: [{rule: column-removed, severity: eror}]",
            "`eror` is not a severity.",
            "`error`",
        ),
        (
            "waivers: [{rule: column-removed, contract: a-v1, reason: R}]",
            "An entry of `waivers` has no `approver` and no `expires`.",
            "Add `approver`, `expires`",
        ),
        (
            f"waivers: [{{rule: column-removed, contract: a-v1, elemnt: a.b, {REST}}}]",
            "An entry of `waivers` has `elemnt`, unknown.",
            "`element`",
        ),
        (
            "waivers: [{rule: column-removed, contract: a-v1, reason: R, approver: j, expires: x}]",
            "`x` is not a day.",
            "`expires: 2026-12-31`",
        ),
        (
            f"waivers: [{{rule: column-removed, contract: [], {REST}}}]",
            "`contract` is not a text.",
            "Write `contract` as a text.",
        ),
    ],
)
def test_a_mistake_is_one_error_that_says_what_to_write(text: str, message: str, fix: str) -> None:
    (problem,) = read(text).problems

    assert problem.message == message
    assert fix in problem.fix


def test_a_wrong_entry_takes_no_other_with_it_and_what_waits_is_taken() -> None:
    agreed = read(
        f"waivers: [{{rule: nothing, path: a/*, {REST}}}, {{rule: not-read, path: a/*, {REST}}}]",
        OF_FILES,
    )

    assert [waiver.rule for waiver in agreed.waivers] == ["not-read"]
    assert [problem.message for problem in agreed.problems] == ["There is no rule `nothing`."]
