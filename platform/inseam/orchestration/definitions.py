"""The mesh as Dagster's definitions.

One multi-asset a product, as a release makes it whole or not at all; its models and ports are its
assets. What the platform does not make is an external asset.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any

import dagster as dg

from inseam.orchestration.commands import Commands, Done, Log
from inseam.orchestration.mesh import (
    Asset,
    Check,
    CheckKind,
    Key,
    Mesh,
    Product,
    System,
    makers_first,
)
from inseam.orchestration.outcomes import Outcome, Verdict, outcomes
from inseam.orchestration.watch import Failures, Known, decision
from inseam.promises.promise import Promise

# Of a sensor that is evaluated where the conditions are written: Dagster refuses more.
_MOST_EVALUATED = 500
# Seconds between two looks at what is due.
_INTERVAL = 60
Condition = Callable[[str], "dg.AutomationCondition[dg.AssetKey] | None"]


def _now() -> datetime:
    return datetime.now(UTC)


def definitions(
    mesh: Mesh, commands: Commands, condition: Condition, clock: Callable[[], datetime] = _now
) -> dg.Definitions:
    """``condition`` gives when a product is due, and a system whose rows are brought here."""
    made: list[dg.AssetsDefinition | dg.AssetSpec] = []
    checks: list[dg.AssetChecksDefinition] = []
    watched: list[list[dg.AssetKey]] = []
    ingested = frozenset(s.contract for s in mesh.systems if s.ingested_by is not None)
    for system in mesh.systems:
        if system.ingested_by is None:
            made += [spec(asset, system.promise, None) for asset in system.assets]
        else:
            made.append(_ingested(system, commands, condition(system.contract)))
            watched.append([dg.AssetKey(asset.key) for asset in system.assets])
    for product in mesh.products:
        if product.assets:
            late = partial(_late, product, commands, ingested, clock)
            made.append(_released(product, commands, condition(product.name), late))
            watched.append([dg.AssetKey(asset.key) for asset in product.asked])
            checks += _unit_tests(product, commands)
    return dg.Definitions(
        assets=made,
        asset_checks=checks,
        sensors=list(_sensors(watched)),
        # The commands hold the environment one after the other anyway.
        executor=dg.in_process_executor,
    )


def spec(
    asset: Asset, promise: Promise, condition: dg.AutomationCondition[dg.AssetKey] | None
) -> dg.AssetSpec:
    """``promise`` is that of the asset's contract; None of it counts for what is internal."""
    return dg.AssetSpec(
        dg.AssetKey(asset.key),
        deps=[dg.AssetKey(key) for key in asset.deps],
        description=asset.description,
        group_name=asset.group,
        owners=asset.owners,
        tags=dict(asset.tags),
        kinds={"dbt", asset.kind} if asset.code else {asset.kind},
        code_version=asset.code and asset.code[:16],
        metadata=dict(_metadata(asset)),
        freshness_policy=freshness(promise) if asset.contract else None,
        automation_condition=condition,
    )


def freshness(promise: Promise) -> dg.FreshnessPolicy | None:
    """Of what Dagster sees, which is when it was made and not of which time the data is."""
    allowed = promise.longest_pause or promise.age
    return dg.FreshnessPolicy.time_window(fail_window=allowed) if allowed else None


def _metadata(asset: Asset) -> Iterator[tuple[str, Any]]:
    yield "inseam/file", f"{asset.file}:{asset.line}"
    if asset.contract:
        yield "inseam/contract", f"{asset.contract} {asset.version}"
    if asset.relation:
        yield "dagster/table_name", asset.relation
    if asset.not_evaluated:
        yield "inseam/not_evaluated", list(asset.not_evaluated)
    if asset.columns:
        yield (
            "dagster/column_schema",
            dg.TableSchema(
                columns=[
                    dg.TableColumn(
                        column.name,
                        column.type or "unknown",
                        column.description,
                        dg.TableColumnConstraints(column.is_nullable, column.is_unique),
                    )
                    for column in asset.columns
                ]
            ),
        )
    if asset.lineage:
        yield (
            "dagster/column_lineage",
            dg.TableColumnLineage(
                {
                    column: [
                        dg.TableColumnDep(dg.AssetKey(source.key), source.column)
                        for source in sources
                    ]
                    for column, sources in asset.lineage
                }
            ),
        )


def _released(
    product: Product,
    commands: Commands,
    condition: dg.AutomationCondition[dg.AssetKey] | None,
    late_inputs: Callable[[Log], tuple[str, ...]],
) -> dg.AssetsDefinition:
    asked = set(product.asked)
    by_release = [one for one in product.checks if one.kind is not CheckKind.UNIT_TEST]

    @dg.multi_asset(
        name=f"release_{product.assets[0].group}",
        specs=[
            spec(asset, product.promise, condition if asset in asked else None)
            for asset in product.assets
        ],
        check_specs=[check_spec(check) for check in by_release],
        can_subset=False,
        op_tags={"inseam/product": product.assets[0].group},
    )
    def release(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        late = late_inputs(context.log.info)
        done = commands.release(product.name, context.log.info)
        found: dict[Key, list[dg.AssetCheckResult]] = defaultdict(list)
        evaluated = outcomes(by_release, done.results, product.name)
        for outcome in evaluated:
            found[outcome.check.key].append(check_result(outcome))
        if done.failed:
            yield from chain.from_iterable(found.values())
        # Dagster wants a result of each from a run that comes through.
        known = {outcome.check for outcome in evaluated}
        for check in by_release:
            if check not in known:
                found[check.key].append(not_evaluated(check))
        _stop_if_failed(done, f"{product.name} was not released")
        metadata: dict[str, Any] = {
            "inseam/release": _of_product(done, product.name).get("release")
        }
        if late:
            metadata["inseam/late"] = list(late)
        for asset in makers_first(product.assets):
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey(asset.key),
                metadata=metadata if asset.contract else {},
                check_results=found[asset.key],
            )

    return release


def _late(
    product: Product,
    commands: Commands,
    ingested: frozenset[str],
    clock: Callable[[], datetime],
    log: Log,
) -> tuple[str, ...]:
    """Which inputs are later than they promise, of what the release is about to read. A state that
    cannot be read names none: the release says what is wrong with it."""
    done = commands.seen(log)
    if done.failed:
        return ()
    known = Known.of(done.results, ingested)
    return decision(product, known, clock(), Failures()).late


def _ingested(
    system: System,
    commands: Commands,
    condition: dg.AutomationCondition[dg.AssetKey] | None,
) -> dg.AssetsDefinition:
    product = system.ingested_by or ""

    @dg.multi_asset(
        name=f"ingest_{system.assets[0].group}",
        specs=[spec(asset, system.promise, condition) for asset in system.assets],
        can_subset=False,
    )
    def ingest(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        done = commands.ingest(product, system.contract, context.log.info)
        _stop_if_failed(done, f"{system.contract} was not ingested")
        for asset in system.assets:
            yield dg.MaterializeResult(asset_key=dg.AssetKey(asset.key))

    return ingest


def _unit_tests(product: Product, commands: Commands) -> list[dg.AssetChecksDefinition]:
    """They say nothing of data, so a release runs none: `./pants test` does, and remembers."""
    units = [one for one in product.checks if one.kind is CheckKind.UNIT_TEST]
    if not units:
        return []

    @dg.multi_asset_check(
        name=f"test_{product.assets[0].group}", specs=[check_spec(check) for check in units]
    )
    def test(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        done = commands.test(product.name, context.log.info)
        # With one exit code for all: which of them failed is in what it said.
        failed = {check for check in units if done.failed and check.statement in done.said}
        if done.failed and not failed:
            _stop_if_failed(done, f"the tests of {product.name} did not pass")
        for check in units:
            yield check_result(
                Outcome(check, Verdict.FAILED if check in failed else Verdict.PASSED, 1)
            )

    return [test]


def check_spec(check: Check) -> dg.AssetCheckSpec:
    metadata = {"inseam/kind": str(check.kind), "inseam/statement": check.statement}
    if check.contract:
        metadata["inseam/contract"] = check.contract
    return dg.AssetCheckSpec(
        check.name,
        asset=dg.AssetKey(check.key),
        description=check.description,
        blocking=check.blocks,
        metadata=metadata,
    )


def check_result(outcome: Outcome) -> dg.AssetCheckResult:
    is_error = outcome.verdict is Verdict.FAILED
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(outcome.check.key),
        check_name=outcome.check.name,
        passed=outcome.verdict is Verdict.PASSED,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={"statements": outcome.looked_at, "broken": list(outcome.broken)},
    )


def not_evaluated(check: Check) -> dg.AssetCheckResult:
    """Such as a data test of written rows, which says nothing of real ones. It did not pass."""
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(check.key),
        check_name=check.name,
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        description="Not evaluated: the release did not look at it in this environment.",
        metadata={"statements": 0, "broken": []},
    )


def _stop_if_failed(done: Done, what: str) -> None:
    """Raises with what the command found, each finding in a line."""
    if not done.failed:
        return
    lines = [
        f"{one.file}:{one.line or 1}: {one.severity.value}[{one.rule}] {one.message} Fix: {one.fix}"
        for one in done.findings
    ]
    said = "\n".join(lines or [done.said])
    raise dg.Failure(
        description=f"{what} (exit code {done.exit_code}).\n{said}".rstrip(),
        metadata={"exit_code": done.exit_code, "findings": lines},
        # The same files and the same data fail again: what is due is asked again anyway.
        allow_retries=False,
    )


def _of_product(done: Done, product: str) -> Mapping[str, Any]:
    products: Iterable[Mapping[str, Any]] = done.results.get("products", ())
    return next((one for one in products if one["product"] == product), {})


def _sensors(watched: Iterable[list[dg.AssetKey]]) -> Iterator[dg.SensorDefinition]:
    """As many as are needed, each with whole products and as many assets as Dagster takes."""
    shares: list[list[dg.AssetKey]] = [[]]
    for keys in watched:
        if len(shares[-1]) + len(keys) > _MOST_EVALUATED:
            shares.append([])
        shares[-1] += keys
    for number, keys in enumerate(shares, start=1):
        if keys:
            yield dg.AutomationConditionSensorDefinition(
                f"due_{number}",
                target=dg.AssetSelection.assets(*keys),
                use_user_code_server=True,
                minimum_interval_seconds=_INTERVAL,
                description="Asks what its promises need, and starts that.",
            )
