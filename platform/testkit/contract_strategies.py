"""Contracts made by Hypothesis, over what the synthesis of rows knows of ODCS.

Every contract can be satisfied with `ROWS` rows a table, by the way it is made.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

ROWS = 12
_DAYS = st.dates().map(str).filter(lambda day: "1600" < day < "9990")

Json = dict[str, Any]


def _options(column: Json, **options: Any) -> Json:
    stated = {key: value for key, value in options.items() if value is not None}
    return column | ({"logicalTypeOptions": stated} if stated else {})


@st.composite
def integers(draw: st.DrawFn, roomy: bool = False) -> Json:
    column: Json = {"logicalType": "integer"}
    physical = draw(st.sampled_from([None, "BIGINT", "INT", "SMALLINT", "DECIMAL(10,0)"]))
    if physical:
        column["physicalType"] = physical
    step = draw(st.sampled_from([None, None, 1, 3, 25]))
    low = draw(st.integers(-40, 40)) * (step or 1)
    high = low + (step or 1) * draw(st.integers(ROWS * 2 if roomy else 0, 200))
    return _options(
        column,
        multipleOf=step,
        **draw(
            st.sampled_from(
                [
                    {},
                    {"minimum": low},
                    {"maximum": high},
                    {"minimum": low, "maximum": high},
                    {"exclusiveMinimum": low - 1, "maximum": high},
                    {"minimum": low, "exclusiveMaximum": high + 1},
                ]
            )
        ),
    )


@st.composite
def numbers(draw: st.DrawFn, roomy: bool = False) -> Json:
    column: Json = {"logicalType": "number"}
    physical = draw(st.sampled_from([None, "DOUBLE", "DECIMAL(12,2)"]))
    if physical:
        column["physicalType"] = physical
    step = draw(st.sampled_from([None, None, 0.25, 0.5, 3]))
    unit = step or 0.25
    low = draw(st.integers(-400, 400)) * unit
    high = low + unit * draw(st.integers(ROWS * 2 if roomy else 0, 400))
    return _options(
        column,
        multipleOf=step,
        **draw(
            st.sampled_from(
                [
                    {},
                    {"minimum": low},
                    {"maximum": high},
                    {"minimum": low, "maximum": high},
                    {"exclusiveMinimum": low - unit, "maximum": high},
                ]
            )
        ),
    )


_PATTERNS = (
    "^[A-Z]{2}-\\d+$",
    "^(red|green|blue)[0-9]{2,4}$",
    "[a-f0-9]{6}",
    "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?(Z|[+-]\\d{2}:\\d{2})$",
    "^\\p{Lu}\\p{Ll}{3,8}$",
    "(?i)^sku[-_]?[a-z0-9]{3,5}$",
    "^[^@ ]{1,8}@[a-z]+\\.(com|org)$",
    "^[\\w.+-]{4,10}$",
)


@st.composite
def texts(draw: st.DrawFn, roomy: bool = False) -> Json:
    column: Json = {"logicalType": "string"}
    if draw(st.booleans()):
        column["physicalType"] = "STRING"
    shape = draw(st.sampled_from(["free", "length", "pattern", "format", "enum", "sized"]))
    if shape == "free" or (shape == "enum" and roomy):
        if draw(st.booleans()):
            column["examples"] = ["one", "zwei", "trois"]
        return column
    if shape == "sized":
        return column | {"physicalType": f"VARCHAR({draw(st.integers(2, 40))})"}
    if shape == "length":
        low = draw(st.integers(2 if roomy else 0, 30))
        high = draw(st.integers(low, 60))
        kind = draw(st.sampled_from(["min", "max", "both"]))
        return _options(
            column,
            minLength=None if kind == "max" else low,
            maxLength=None if kind == "min" else high,
        )
    if shape == "pattern":
        pattern = draw(st.sampled_from(_PATTERNS))
        if draw(st.booleans()):
            rule = {"metric": "invalidValues", "arguments": {"pattern": pattern}, "mustBe": 0}
            return column | {"quality": [rule]}
        return _options(column, pattern=pattern, maxLength=draw(st.sampled_from([None, 40])))
    if shape == "format":
        names = ["uuid", "email", "uri", "hostname", "ipv4", "ipv6", "byte", "password"]
        return _options(column, format=draw(st.sampled_from(names)))
    return column | draw(_listed(["a", "b", "c d", "ä"]))


@st.composite
def _listed(draw: st.DrawFn, values: list[Any]) -> Json:
    chosen = values[: draw(st.integers(1, len(values)))]
    return draw(
        st.sampled_from(
            [
                {"enum": [{"value": value} for value in chosen]},
                {"logicalTypeOptions": {"enum": chosen}},
                {"customProperties": [{"property": "enum", "value": chosen}]},
                {
                    "quality": [
                        {
                            "metric": "invalidValues",
                            "arguments": {"validValues": chosen},
                            "mustBeLessThan": 1,
                        }
                    ]
                },
                {"quality": [{"type": "library", "rule": "validValues", "validValues": chosen}]},
            ]
        )
    )


@st.composite
def temporals(draw: st.DrawFn, roomy: bool = False) -> Json:
    kind = draw(st.sampled_from(["date", "timestamp", "time"]))
    column: Json = {"logicalType": kind}
    if kind == "time":
        if draw(st.booleans()):
            return _options(column, minimum="08:00:00", maximum="17:30:00")
        return column
    low, high = sorted([draw(_DAYS), draw(_DAYS)])
    if roomy and low == high:
        return column
    if roomy and kind == "date":
        low = f"1{low[1:]}"[:10] if low[0] != "1" else "1601-01-01"
    suffix = "T12:30:00" if kind == "timestamp" else ""
    if kind == "timestamp" and draw(st.booleans()):
        column["physicalType"] = "TIMESTAMP"
    bounds = draw(
        st.sampled_from(
            [
                {},
                {"minimum": low + suffix},
                {"maximum": high + suffix},
                {"minimum": low + suffix, "maximum": high + suffix},
            ]
        )
    )
    if roomy and len(bounds) == 2 and low[:4] == high[:4]:
        bounds = {}
    zone = {"timezone": draw(st.booleans())} if kind == "timestamp" and draw(st.booleans()) else {}
    return _options(column, **bounds, **zone)


def scalars(roomy: bool = False) -> st.SearchStrategy[Json]:
    kinds = [integers(roomy), numbers(roomy), texts(roomy), temporals(roomy)]
    if not roomy:
        kinds.append(st.just({"logicalType": "boolean"}))
    return st.one_of(kinds)


@st.composite
def nested(draw: st.DrawFn) -> Json:
    kind = draw(st.sampled_from(["object", "array", "objects", "map"]))
    if kind == "object":
        return {"logicalType": "object", "properties": draw(_fields())}
    if kind == "array":
        column = {"logicalType": "array", "items": draw(scalars(roomy=True))}
        low = draw(st.integers(0, 2))
        return _options(
            column,
            minItems=draw(st.sampled_from([None, low])),
            maxItems=draw(st.sampled_from([None, low + 2])),
            uniqueItems=draw(st.sampled_from([None, True])),
        )
    if kind == "objects":
        return {
            "logicalType": "array",
            "items": {"logicalType": "object", "properties": draw(_fields())},
        }
    key = {"logicalType": "string", "required": True}
    return {"logicalType": "map", "map": {"key": key, "value": draw(scalars())}}


@st.composite
def _fields(draw: st.DrawFn) -> list[Json]:
    found = draw(st.lists(scalars(), min_size=1, max_size=3))
    return [
        {"name": f"f{number}", **field, **draw(st.sampled_from([{}, {"required": True}]))}
        for number, field in enumerate(found)
    ]


@st.composite
def columns(draw: st.DrawFn, name: str) -> Json:
    """A column of any kind with any statements that are kept apart from other columns."""
    kind = draw(st.sampled_from(["plain"] * 4 + ["unique", "nested"]))
    column = draw(nested() if kind == "nested" else scalars(roomy=kind == "unique"))
    column = {"name": name, **column}
    if kind == "unique":
        column["unique"] = True
    if draw(st.booleans()):
        column["required"] = True
    if draw(st.integers(0, 5)) == 0:
        column["physicalName"] = f"{name}_p"
    rules = [
        {"metric": "nullValues", "mustBeLessThan": 50, "unit": "percent"},
        {"metric": "nullValues", "mustBeLessOrEqualTo": 5},
        {"metric": "nullValues", "mustBe": 0},
    ]
    if not column.get("required"):
        rules.append({"metric": "nullValues", "mustBeBetween": [2, 6]})
        rules.append({"metric": "nullValues", "mustBeGreaterOrEqualTo": 25, "unit": "percent"})
    if column["logicalType"] == "string":
        missing = {"missingValues": [None, "", "n/a"]}
        rules.append({"metric": "missingValues", "arguments": missing, "mustBeLessThan": 7})
    if kind == "plain" and column["logicalType"] not in ("object", "array", "map"):
        rules.append({"metric": "duplicateValues", "mustBeLessThan": 100})
    if kind == "unique":
        rules.append({"metric": "duplicateValues", "mustBe": 0})
    if draw(st.integers(0, 2)) == 0:
        column["quality"] = [*column.get("quality", []), draw(st.sampled_from(rules))]
    return column


@st.composite
def _keys(draw: st.DrawFn) -> list[Json]:
    if draw(st.booleans()):
        return [{"name": "id", **draw(scalars(roomy=True)), "primaryKey": True}]
    return [
        {"name": "id", **draw(scalars(roomy=True)), "primaryKey": True, "primaryKeyPosition": 1},
        {
            "name": "part",
            "logicalType": "integer",
            "primaryKey": True,
            "primaryKeyPosition": 2,
            "logicalTypeOptions": {"minimum": 1},
        },
    ]


@st.composite
def tables(draw: st.DrawFn, number: int, earlier: list[Json]) -> Json:
    properties = draw(_keys())
    properties += [draw(columns(f"c{position}")) for position in range(draw(st.integers(1, 4)))]
    table: Json = {"name": f"t{number}", "id": f"table-{number}", "properties": properties}
    for position, parent in enumerate(
        draw(st.lists(st.sampled_from([*earlier, table]), max_size=2))
    ):
        _refer(draw, table, parent, position)
    if draw(st.integers(0, 3)) == 0:
        low = draw(st.integers(1, ROWS))
        table["quality"] = [
            draw(
                st.sampled_from(
                    [
                        {"metric": "rowCount", "mustBeGreaterOrEqualTo": low},
                        {"metric": "rowCount", "mustBeBetween": [low, ROWS + 3]},
                        {"type": "library", "rule": "rowCount", "mustBeGreaterThan": 0},
                        {
                            "metric": "rowCount",
                            "mustBeGreaterThan": 1_000_000,
                            "customProperties": [
                                {"property": "evaluatedIn", "value": "production"}
                            ],
                        },
                    ]
                )
            )
        ]
    if any(p["logicalType"] == "integer" and p["name"] == "c0" for p in properties):
        name = next(p.get("physicalName", "c0") for p in properties if p["name"] == "c0")
        options = next(p for p in properties if p["name"] == "c0").get("logicalTypeOptions", {})
        if not options and draw(st.booleans()):
            query = f"select count(*) from {{object}} where {name} > 9000"
            rule = {"type": "sql", "query": query, "mustBe": 0}
            table["quality"] = [*table.get("quality", []), rule]
    return table


def _refer(draw: st.DrawFn, table: Json, parent: Json, position: int) -> None:
    """Adds columns that refer to the parent's key, in one of the standard's spellings."""
    keys = [p for p in parent["properties"] if p.get("primaryKey")]
    whole = len(keys) > 1 and draw(st.booleans())
    chosen = keys if whole else keys[:1]
    dropped = ("primaryKey", "primaryKeyPosition", "unique", "quality")
    names = []
    for key in chosen:
        copied = {k: v for k, v in key.items() if k not in dropped}
        name = f"r{position}_{key['name']}"
        names.append(name)
        table["properties"].append(
            {**copied, "name": name, **draw(st.sampled_from([{}, {"required": True}]))}
        )
    targets = [f"{parent['name']}.{key['name']}" for key in chosen]
    if whole:
        table.setdefault("relationships", []).append({"from": names, "to": targets})
    elif draw(st.booleans()):
        source = draw(st.sampled_from([names[0], f"{table['name']}.{names[0]}"]))
        table.setdefault("relationships", []).append({"from": source, "to": targets[0]})
    else:
        table["properties"][-1]["relationships"] = [{"type": "foreignKey", "to": targets[0]}]


@st.composite
def contracts(draw: st.DrawFn) -> Json:
    """One contract, as its document's value."""
    made: list[Json] = []
    for number in range(draw(st.integers(1, 3))):
        made.append(draw(tables(number, list(made))))
    return {
        "apiVersion": draw(st.sampled_from(["v3.0.2", "v3.1.0", "v3.2.0"])),
        "kind": "DataContract",
        "id": "generated-v1",
        "version": "1.0.0",
        "status": "active",
        "servers": [
            {
                "server": "production",
                "type": "databricks",
                "catalog": "generated",
                "schema": "op_generated_v1",
            }
        ],
        "schema": made,
    }


# In the one spelling that the standard's newest schema takes, which datacontract-cli insists on.


def valid_contracts() -> st.SearchStrategy[Json]:
    return contracts().map(_respelled)


def _respelled(contract: Json) -> Json:
    return contract | {
        "apiVersion": "v3.2.0",
        "schema": [_respelled_table(table) for table in contract["schema"]],
    }


def _respelled_table(table: Json) -> Json:
    respelled = _respelled_element(table)
    if "relationships" in table:
        respelled["relationships"] = [
            {**r, "from": _with_table(r["from"], table["name"])} for r in table["relationships"]
        ]
    return respelled


def _with_table(reference: str | list[str], table: str) -> str | list[str]:
    if isinstance(reference, list):
        return [f"{table}.{column}" for column in reference]
    return reference if "." in reference else f"{table}.{reference}"


def _respelled_element(element: Json) -> Json:
    found = dict(element)
    options = dict(found.pop("logicalTypeOptions", {}))
    if "enum" in options:
        found["enum"] = [{"value": value} for value in options.pop("enum")]
    if options:
        found["logicalTypeOptions"] = options
    if "quality" in found:
        found["quality"] = [_respelled_rule(rule) for rule in found["quality"]]
    if "properties" in found:
        found["properties"] = [_respelled_element(field) for field in found["properties"]]
    if "items" in found:
        found["items"] = _respelled_element(found["items"])
    if "map" in found:
        found["map"] = {side: _respelled_element(part) for side, part in found["map"].items()}
    return found


def _respelled_rule(rule: Json) -> Json:
    if "rule" not in rule:
        return rule
    found = {key: value for key, value in rule.items() if key not in ("rule", "validValues")}
    if rule["rule"] == "validValues":
        arguments = {"validValues": rule["validValues"]}
        return {**found, "metric": "invalidValues", "arguments": arguments, "mustBe": 0}
    return {**found, "metric": rule["rule"]}
