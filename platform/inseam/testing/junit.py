"""JUnit XML: one test case for every dbt node, each build of it, and every contract check."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from inseam.testing.outcomes import ContractOutcome, NodeOutcome, Outcome, SecondBuild

# XML 1.0, section 2.2: what a document may not contain, however it is escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(product: str, outcome: Outcome) -> str:
    suites = ElementTree.Element("testsuites")
    _suite(suites, product, [_node_case(product, node) for node in outcome.nodes])
    if outcome.second_build is not None:
        name = f"{product}, second build"
        _suite(suites, name, _second_cases(name, outcome.second_build))
    for port in outcome.contracts:
        _suite(suites, port.contract.id, _contract_cases(port))
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(parent: ElementTree.Element, name: str, cases: list[ElementTree.Element]) -> None:
    def count(tag: str) -> str:
        return str(sum(1 for case in cases if case.find(tag) is not None))

    suite = ElementTree.SubElement(
        parent,
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=count("failure"),
        errors=count("error"),
        skipped=count("skipped"),
    )
    suite.extend(cases)


def _node_case(product: str, node: NodeOutcome) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        classname=f"{product}.{node.resource_type}",
        name=node.name,
        file=node.file,
        time=f"{node.seconds:.3f}",
    )
    if node.failed:
        _child(case, "error" if node.status == "error" else "failure", node.message)
    elif not node.passed:
        _child(case, "skipped", node.message or node.status)
    return case


def _second_cases(name: str, second: SecondBuild) -> list[ElementTree.Element]:
    cases = [_node_case(name, node) for node in second.nodes]
    for comparison in second.comparisons:
        case = ElementTree.Element(
            "testcase",
            classname=f"{name}.full refresh",
            name=comparison.node.name,
            file=comparison.node.file,
        )
        if not comparison.equal:
            _child(case, "failure", "does not have the rows of a full refresh", comparison.rows)
        cases.append(case)
    return cases


def _contract_cases(outcome: ContractOutcome) -> list[ElementTree.Element]:
    cases = []
    for check in outcome.checks:
        case = ElementTree.Element(
            "testcase",
            classname=f"{outcome.contract.id}.{check.object}",
            name=_clean(f"{check.column or check.object}: {check.name}"),
            file=outcome.contract.file,
        )
        if check.failed:
            _child(case, "failure", check.reason, check.rows)
        elif not check.passed:
            _child(case, "skipped", check.reason or check.result)
        cases.append(case)
    for promise in outcome.not_evaluated:
        case = ElementTree.Element(
            "testcase",
            classname=outcome.contract.id,
            name=_clean(promise.name),
            file=outcome.contract.file,
        )
        reason = f"not evaluated here: {promise.reason}"
        _child(case, "skipped", reason, [promise.detail] if promise.detail else ())
        cases.append(case)
    return cases


def _child(case: ElementTree.Element, tag: str, message: str, rows: Iterable[str] = ()) -> None:
    first, *_ = message.splitlines() or [""]
    ElementTree.SubElement(case, tag, message=_clean(first)).text = _clean(
        "\n".join([message, *rows])
    )


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
