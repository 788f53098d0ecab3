"""DuckDB's rules for types and NULL, as its own `describe` shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from inseam.sql import duckdb_functions, duckdb_misfits, duckdb_names
from inseam.sql.dialect import DialectTypes
from inseam.sql.duckdb_aggregates import aggregate_type
from inseam.sql.duckdb_numbers import (
    NUMBERS,
    common_of,
    common_type,
    holds,
    is_integer,
    is_unsigned,
    of_decimals,
    of_moments,
    rounded,
)
from inseam.sql.sql_type import (
    BIGINT,
    DATE,
    DOUBLE,
    FLOAT,
    HUGEINT,
    INTEGER,
    INTERVAL,
    JSON,
    NULL,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARCHAR,
    SqlType,
    decimal,
    list_of,
    map_of,
    read_type,
    struct_of,
)
from inseam.sql.value import Value, null_if_all, null_if_any

# What `concat` and `||` put together as something else than text.
_NOT_TEXT = frozenset({"ARRAY", "BIT", "BLOB", "LIST"})

_RETURNS = {
    name: kind for kind, names in duckdb_functions.RETURNS.items() for name in names.split()
}
_MACROS = {
    "array_to_string": VARCHAR,
    "current_catalog": VARCHAR,
    "current_database": VARCHAR,
    "current_schema": VARCHAR,
    "current_user": VARCHAR,
    "geomean": DOUBLE,
    "geometric_mean": DOUBLE,
    "split_part": VARCHAR,
    "wavg": DOUBLE,
    "weighted_avg": DOUBLE,
    "list_count": BIGINT,
    "list_string_agg": VARCHAR,
}
_SIGNS = {"add": "+", "divide": "//", "fdiv": "/", "mod": "%", "multiply": "*", "subtract": "-"}
# They return what their first argument is.
_AS_FIRST = frozenset(
    "any_value arbitrary arg_max arg_max_null arg_max_nulls_last arg_min arg_min_null"
    " arg_min_nulls_last argmax argmin first first_value lag last last_value lead max max_by min"
    " min_by mode nth_value"
    " list_distinct array_distinct list_sort array_sort list_reverse_sort list_reverse"
    " array_reverse list_slice array_slice list_filter array_filter filter list_resize"
    " list_intersect nullif constant_or_null".split()
)
# With so many arguments the last says of how many values they make a list.
_WITH_COUNT = {
    **dict.fromkeys(("arg_max", "arg_min", "argmax", "argmin", "max_by", "min_by"), 3),
    "max": 2,
    "min": 2,
}
_COMMON = frozenset({"coalesce", "greatest", "ifnull", "least"})
_LISTS = frozenset({"array_agg", "list", "list_pack", "list_value"})
_LIST_AGGREGATES = frozenset({"array_aggr", "array_aggregate", "list_aggr", "list_aggregate"})
_ELEMENTS = frozenset(
    "array_extract list_element list_extract list_first list_last list_max list_min"
    " list_any_value list_mode unnest".split()
)

# NULL if an argument is, and never otherwise.
_STRICT = frozenset(
    "abs ascii bit_length ceil ceiling char_length character_length chr contains date_diff"
    " date_part date_sub datediff datepart datesub date_trunc datetrunc day dayname dayofmonth"
    " dayofweek dayofyear ends_with epoch epoch_ms floor format hour isodow isoyear lcase"
    " left len length levenshtein lower lpad ltrim make_date md5 minute month monthname prefix"
    " quarter regexp_matches regexp_replace repeat replace reverse right round rpad rtrim second"
    " sha1 sha256 sign starts_with strftime string_split strip_accents strlen strpos substr"
    " substring suffix translate trim trunc ucase upper week weekday weekofyear year yearweek"
    " time_bucket to_days to_hours to_minutes to_months to_seconds to_weeks to_years last_day"
    " date_add last_day add subtract".split()
)
# NULL only if all arguments are.
_ANY_WILL_DO = frozenset({"coalesce", "greatest", "ifnull", "least"})
_NEVER_NULL = frozenset(
    "concat concat_ws current_date current_timestamp gen_random_uuid get_current_timestamp hash"
    " list_pack list_value now pi random row struct_pack today transaction_timestamp uuid"
    " current_localtimestamp range generate_series".split()
)


class DuckDbTypes(DialectTypes):
    renames_duplicates = True
    aliases_in_where = True
    hidden_columns = {"rowid": BIGINT}  # noqa: RUF012
    aggregates = frozenset(duckdb_functions.AGGREGATES.split()) | {
        "geomean",
        "geometric_mean",
        "json_group_array",
        "json_group_object",
        "json_group_structure",
        "percentile_cont",
        "percentile_disc",
        "wavg",
        "weighted_avg",
    }

    def unnamed(self, node: exp.Expr) -> str:
        return duckdb_names.written(node) or super().unnamed(node)

    def number(self, text: str) -> SqlType | None:
        digits = text.replace("_", "").lower()
        if "e" in digits:
            return DOUBLE
        if "." in digits:
            whole, _, fraction = digits.partition(".")
            scale = len(fraction)
            width = len(whole) + scale
            return decimal(width, scale) if width <= 38 else DOUBLE
        if not digits.isdigit():
            return None
        value = int(digits)
        for kind, bits in ((INTEGER, 31), (BIGINT, 63), (HUGEINT, 127)):
            if value < 1 << bits:
                return kind
        return DOUBLE

    def text(self) -> SqlType | None:
        return VARCHAR

    def common(self, values: Sequence[Value]) -> SqlType | None:
        kinds = [value for value in values if value.type != NULL]
        if not kinds:
            return NULL
        # Literals take the type of what is none, if it can hold them.
        typed = [value for value in kinds if value.literal is None]
        texts = [value for value in kinds if value.literal is not None and value.type == VARCHAR]
        numbers = [value for value in kinds if value.literal is not None and value not in texts]
        found = common_of([value.type for value in typed])
        if typed and found is None:
            return None
        for value in numbers:
            if found is None:
                found = value.type
            elif not (is_integer(value.type) and holds(found, value)):
                found = common_type(found, value.type)
                if found is None:
                    return None
        if texts and found is None:
            return VARCHAR
        return found

    def common_of_rows(self, values: Sequence[Value]) -> SqlType | None:
        if (found := self.common(values)) is not None:
            return found
        kinds = [value.type for value in values]
        known = all(kind is not None and not kind.members for kind in kinds)
        return VARCHAR if known and VARCHAR in kinds else None

    def arithmetic(self, sign: str, left: Value, right: Value) -> SqlType | None:
        one, two = left.type, right.type
        if one is None or two is None:
            return None
        if one == NULL or two == NULL:
            one, two = (two, two) if one == NULL else (one, one)
            if one == NULL:
                return None
        moment = of_moments(sign, one, two)
        if moment is not None:
            return moment
        if one.name not in NUMBERS or two.name not in NUMBERS:
            return None
        if sign == "/":
            return FLOAT if FLOAT in (one, two) and DOUBLE not in (one, two) else DOUBLE
        if sign in ("^", "**"):
            return DOUBLE
        if DOUBLE in (one, two):
            return DOUBLE
        if FLOAT in (one, two):
            return FLOAT
        if "DECIMAL" in (one.name, two.name):
            return of_decimals(sign, one, two)
        if left.literal is None and right.literal is not None and holds(one, right):
            return one
        if right.literal is None and left.literal is not None and holds(two, left):
            return two
        if one == two:
            return one
        if is_unsigned(one) is is_unsigned(two):
            return common_type(one, two)
        return None

    def concatenation(self, left: Value, right: Value) -> SqlType | None:
        kinds = [left.type, right.type]
        if None in kinds:
            return None
        if any(kind is not None and kind.name in ("LIST", "ARRAY") for kind in kinds):
            return kinds[0] if kinds[0] == kinds[1] else None
        if any(kind is not None and kind.name in ("BLOB", "BIT") for kind in kinds):
            return None
        return VARCHAR

    def misfit(self, use: str, left: SqlType | None, right: SqlType | None) -> bool:
        return duckdb_misfits.refuses(use, left, right)

    def call(self, name: str, values: Sequence[Value]) -> SqlType | None:
        if name == "regexp_extract" and len(values) > 2 and values[2].type != INTEGER:
            return None  # with names for the groups it is a struct
        if name in _RETURNS:
            return read_type(_RETURNS[name], "duckdb")
        if name in _MACROS:
            return _MACROS[name]
        if name in _COMMON:
            return self.common(values)
        if name.startswith("list_") and name[5:] in self.aggregates and values:
            element = values[0].type.element if values[0].type is not None else None
            return self.call(name[5:], [Value(element), *values[1:]]) if element else None
        if name in _LIST_AGGREGATES and len(values) == 2 and values[1].literal is not None:
            return self.call(f"list_{values[1].literal.lower()}", values[:1])
        first = values[0].type if values else None
        if name == "concat":
            kinds = [value.type for value in values]
            texts = all(kind is not None and kind.name not in _NOT_TEXT for kind in kinds)
            return VARCHAR if kinds and texts else None
        if name in ("date_part", "datepart"):
            part = values[0].literal
            if part is None:
                return None
            return DOUBLE if part.lower() in ("epoch", "julian") else BIGINT
        if name in _LISTS and values:
            return list_of(first if name in ("array_agg", "list") else self.common(values))
        if name in ("range", "generate_series"):
            known = [value.type for value in values if value.type is not None]
            if len(known) == len(values) and all(is_integer(kind) for kind in known):
                return list_of(BIGINT)
            if first in (TIMESTAMP, DATE):
                return list_of(TIMESTAMP)
            return list_of(first) if first == TIMESTAMPTZ else None
        if first is None:
            return None
        if name in _AS_FIRST:
            return list_of(first) if len(values) == _WITH_COUNT.get(name) else first
        if name in _ELEMENTS:
            if first.name == "JSON":
                return None
            return VARCHAR if first == VARCHAR else first.element
        return self._by_first(name, first, values)

    def _by_first(self, name: str, first: SqlType, values: Sequence[Value]) -> SqlType | None:
        match name:
            case "abs":
                return first if first.name in NUMBERS else None
            case "round" | "trunc":
                return rounded(first, values)
            case "floor" | "ceil" | "ceiling":
                if first.name == "DECIMAL":
                    return decimal(first.digits[0], 0)
                return FLOAT if first == FLOAT else DOUBLE if first.name in NUMBERS else None
            case "add" | "divide" | "fdiv" | "mod" | "multiply" | "subtract" if len(values) > 1:
                return self.arithmetic(_SIGNS[name], values[0], values[1])
            case "date_trunc" | "datetrunc":
                moment = values[1].type if len(values) > 1 else None
                if moment in (DATE, TIMESTAMP):
                    return TIMESTAMP
                return moment if moment in (TIMESTAMPTZ, INTERVAL) else None
            case "date_add":
                return self.arithmetic("+", values[0], values[1]) if len(values) > 1 else None
            case "timezone":
                moment = values[1].type if len(values) > 1 else None
                if moment in (TIMESTAMP, DATE):
                    return TIMESTAMPTZ
                return TIMESTAMP if moment == TIMESTAMPTZ else None
            case "time_bucket":
                moment = values[1].type if len(values) > 1 else None
                return moment if moment in (DATE, TIMESTAMP, TIMESTAMPTZ) else None
            case "epoch_ms":
                return TIMESTAMP if is_integer(first) else BIGINT
            case "map_keys" | "map_values" if first.name == "MAP":
                return list_of(first.members[name == "map_values"][1])
            case "map_extract" | "element_at" if first.name == "MAP":
                return list_of(first.members[1][1])
            case "map_entries" if first.name == "MAP":
                return list_of(struct_of(iter(first.members)))
            case "map" if len(values) == 2:
                second = values[1].type
                return map_of(first.element, second.element if second else None)
            case "flatten":
                return first.element
            case "list_concat" | "list_cat" | "array_concat" | "array_cat":
                return first if all(value.type == first for value in values) else None
            case "list_append" | "array_append" | "array_push_back":
                return first if len(values) > 1 and values[1].type == first.element else None
            case "repeat" if first == VARCHAR:
                return VARCHAR
            case "json_extract" | "json_extract_path":
                return JSON if len(values) > 1 and values[1].type == VARCHAR else None
            case "json_extract_string" | "json_extract_path_text" | "json_value" | "json_type":
                return VARCHAR if len(values) < 2 or values[1].type == VARCHAR else None
            case "if" | "iff":
                return self.common(values[1:])
        return aggregate_type(name, first, values)

    def call_is_null(self, name: str, values: Sequence[Value]) -> bool | None:
        if name in _NEVER_NULL:
            return False
        if name in _ANY_WILL_DO:
            return null_if_all(values)
        if name in _STRICT:
            return null_if_any(values)
        if name == "nullif":
            return True
        return None
