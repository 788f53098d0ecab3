"""Whether a product's SQL keeps its contracts and the layers, without reading a row.

``python -m inseam.check.check_product <product folder> <facts.jsonl> [<statements.json>]``. The
facts are those of `inseam.facts.dbt`, which had the contracts of what the product reads; in the
folder lie the contracts of its output ports. The statements are those that
`inseam.check.databricks` compiled; without them nothing is said of the engines. The rules are in
`inseam.check.rules` and `inseam.check.engine_rules`. That `_models.yml` says what the contract says
is the question of `lint`, which makes the file again and compares.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from inseam.check import rules
from inseam.check.checked_product import CheckedProduct, read_product
from inseam.check.databricks_statements import read_statements
from inseam.check.engines import check_engines
from inseam.check.ports import check_ports
from inseam.check.reading import check_keys, check_reading, check_sql, check_time, fails_to_compile
from inseam.check.slips import check_commas, find_slips
from inseam.check.stored_types import check_stored_types
from inseam.report.finding import Finding, in_order
from inseam.report.process import run_process
from inseam.report.report import Report, report

_UNKNOWN = (rules.COLUMNS_UNKNOWN, rules.TYPE_UNKNOWN, rules.NULL_POSSIBLE, rules.NOT_FOLLOWED)


def check(product: CheckedProduct, statements: Mapping[str, str] | None = None) -> Report:
    """``statements`` are Databricks', by model; None if nobody compiled them."""
    slips = find_slips(product)
    findings = in_order(
        [
            *product.findings,
            *check_commas(product, slips),
            *_without_consequences(product, check_ports(product, slips)),
            *_without_consequences(product, check_sql(product, slips)),
            *check_keys(product, slips),
            *check_stored_types(product, slips),
            *check_reading(product),
            *check_time(product),
            *check_engines(product, statements or {}),
        ]
    )
    return report(findings, _summary(product, findings))


def _without_consequences(
    product: CheckedProduct, findings: Iterable[Finding]
) -> Iterator[Finding]:
    """Without what is only unknown since SQL before it has a mistake."""
    behind = {product.models[name].file for name in product.behind_mistakes}
    unknown = {rule.id for rule in _UNKNOWN}
    for finding in findings:
        if finding.file not in behind or finding.rule not in unknown:
            yield finding


def _summary(product: CheckedProduct, findings: Iterable[Finding]) -> str:
    if product.is_unread:
        return f"{product.name}: nothing checked, since dbt cannot read the project"
    objects = [described for port in product.ports for described in port.contract.objects]
    columns = sum(len(described.properties) for described in objects)
    said = Counter(finding.rule for finding in findings)
    unknown = sum(said[rule.id] for rule in _UNKNOWN)
    models = _counted(len(product.models), "model")
    if broken := sum(map(fails_to_compile, product.models.values())):
        models += f" ({broken:,} of them not compiled)"
    counted = (
        models,
        _counted(len(product.ports), "output port"),
        _counted(columns, "column of contracts", "columns of contracts"),
    )
    return f"{product.name}: {', '.join(counted)} checked; {unknown} not known"


def _counted(number: int, noun: str, nouns: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def main() -> Report:
    folder, facts, *compiled = sys.argv[1:]
    statements = read_statements(Path(compiled[0]).read_text("utf-8")) if compiled else None
    return check(read_product(Path(folder), Path(facts).read_bytes()), statements)


if __name__ == "__main__":
    sys.exit(run_process(main))
