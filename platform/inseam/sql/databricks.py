"""Databricks' rules for types and NULL, in ANSI mode, by its SQL reference.

There is no engine here to ask, so only what the reference says plainly is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from inseam.sql.dialect import DialectTypes
from inseam.sql.sql_type import (
    BIGINT,
    BLOB,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INTEGER,
    INTERVAL,
    NULL,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARCHAR,
    SqlType,
    decimal,
    list_of,
    map_of,
    struct_of,
)
from inseam.sql.value import Value, null_if_all, null_if_any

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_DIGITS = {"TINYINT": 3, "SMALLINT": 5, "INTEGER": 10, "BIGINT": 20}
_NUMBERS = {*_INTEGERS, "DECIMAL", "FLOAT", "DOUBLE"}
_MOMENTS = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
_WIDEST = 38

_RETURNS = {
    VARCHAR: (
        "base64 char chr concat_ws current_catalog current_database current_schema current_user"
        " date_format format_number format_string from_unixtime get_json_object hex initcap"
        " lcase left lower lpad ltrim mask md5 monthname dayname overlay regexp_extract"
        " regexp_replace repeat replace right rpad rtrim sha sha1 sha2 soundex space split_part"
        " string string_agg listagg substr substring substring_index to_json translate trim"
        " ucase upper uuid typeof to_char to_varchar"
    ),
    INTEGER: (
        "array_size ascii bit_length cardinality char_length character_length day dayofmonth"
        " dayofweek dayofyear dense_rank extract find_in_set hash hour instr length levenshtein"
        " locate minute month ntile octet_length position quarter rank regexp_count regexp_instr"
        " row_number size strpos unix_date weekday weekofyear year"
    ),
    BIGINT: (
        "approx_count_distinct count count_if crc32 timestampdiff unix_timestamp xxhash64"
        " regr_count unix_seconds unix_millis unix_micros monotonically_increasing_id"
    ),
    DOUBLE: (
        "acos asin atan atan2 cbrt corr cos covar_pop covar_samp cume_dist degrees exp kurtosis"
        " ln log log10 log1p log2 months_between percent_rank pi pow power radians rand random"
        " randn sin skewness sqrt std stddev stddev_pop stddev_samp tan var_pop var_samp"
        " variance"
    ),
    BOOLEAN: (
        "array_contains arrays_overlap bool_and bool_or contains endswith every exists forall"
        " ilike isnan isnotnull isnull like map_contains_key regexp regexp_like rlike some"
        " startswith equal_null"
    ),
    DATE: "add_months curdate current_date date date_from_unix_date last_day make_date next_day",
    TIMESTAMPTZ: (
        "current_timestamp from_utc_timestamp now to_utc_timestamp timestamp_seconds"
        " timestamp_millis timestamp_micros"
    ),
    BLOB: "encode unbase64 unhex to_binary",
}
_BY_NAME = {name: kind for kind, names in _RETURNS.items() for name in names.split()}
_AS_FIRST = frozenset(
    "any_value array_distinct array_except array_intersect array_remove array_sort array_union"
    " bit_and bit_or bit_xor filter first first_value lag last last_value lead max max_by min"
    " min_by mode nth_value nullif shuffle slice sort_array reverse"
    " array_append array_prepend array_compact".split()
)
_COMMON = frozenset({"array", "coalesce", "greatest", "ifnull", "least", "nvl"})
_STRICT = frozenset(
    "abs add_months ascii ceil ceiling char_length character_length chr concat contains"
    " date_add date_diff date_format date_sub date_trunc dateadd datediff day dayofmonth"
    " dayofweek dayofyear endswith floor hour initcap lcase left length levenshtein lower lpad"
    " ltrim md5 minute month quarter regexp_replace repeat replace reverse right round rpad"
    " rtrim second sha1 sha2 sign split startswith substr substring translate trim trunc ucase"
    " upper weekofyear year last_day bround from_utc_timestamp to_utc_timestamp".split()
)
_ANY_WILL_DO = frozenset({"coalesce", "greatest", "ifnull", "least", "nvl"})
_NEVER_NULL = frozenset(
    "array concat_ws current_date current_timestamp current_user hash isnotnull isnull map"
    " named_struct now pi rand random struct uuid xxhash64 equal_null".split()
)


# Of a table that is read from files.
_METADATA = struct_of(
    iter(
        [
            ("file_path", VARCHAR),
            ("file_name", VARCHAR),
            ("file_size", BIGINT),
            ("file_block_start", BIGINT),
            ("file_block_length", BIGINT),
            ("file_modification_time", TIMESTAMPTZ),
        ]
    )
)


class DatabricksTypes(DialectTypes):
    using_comes_first = True
    hidden_columns = {"_metadata": _METADATA}  # noqa: RUF012
    empty_lists = frozenset({"array_agg", "collect_list", "collect_set"})

    def number(self, text: str) -> SqlType | None:
        lowered = text.lower()
        if "e" in lowered:
            return DOUBLE
        if "." in lowered:
            whole, _, fraction = lowered.partition(".")
            width = max(len(whole.lstrip("0")) + len(fraction), len(fraction))
            return decimal(width, len(fraction)) if width <= _WIDEST else DOUBLE
        if not lowered.isdigit():
            return None
        number = int(lowered)
        if number < 1 << 31:
            return INTEGER
        return BIGINT if number < 1 << 63 else decimal(len(lowered), 0)

    def text(self) -> SqlType | None:
        return VARCHAR

    def common(self, values: Sequence[Value]) -> SqlType | None:
        kinds = [value.type for value in values if value.type != NULL]
        if not kinds:
            return NULL
        if None in kinds:
            return None
        return reduce(_common, kinds)

    def arithmetic(self, sign: str, left: Value, right: Value) -> SqlType | None:
        one, two = left.type, right.type
        if one is None or two is None:
            return None
        if (moment := _moments(sign, one, two)) is not None:
            return moment
        if one.name not in _NUMBERS or two.name not in _NUMBERS:
            return None
        if sign in ("^", "//"):
            return DOUBLE if sign == "^" else BIGINT
        if "DECIMAL" in (one.name, two.name) and not {"FLOAT", "DOUBLE"} & {one.name, two.name}:
            return _decimals(sign, _as_decimal(one, left), _as_decimal(two, right))
        if sign == "/":
            return DOUBLE
        return _common(one, two)

    def division_is_null(self, divisor: Value) -> bool:
        return False  # it is an error

    def concatenation(self, left: Value, right: Value) -> SqlType | None:
        one, two = left.type, right.type
        if one is None or two is None:
            return None
        if one.name == "LIST":
            return one if one == two else None
        return None if BLOB in (one, two) else VARCHAR

    def call(self, name: str, values: Sequence[Value]) -> SqlType | None:
        if (known := _BY_NAME.get(name)) is not None:
            return known
        first = values[0].type if values else None
        if name in _COMMON:
            found = self.common(values)
            return list_of(found) if found is not None and name == "array" else found
        if name == "concat":
            kinds = {value.type for value in values}
            if all(kind is not None and kind.name not in ("LIST", "BLOB") for kind in kinds):
                return VARCHAR
            return first if len(kinds) == 1 else None
        if name == "map" and values and len(values) % 2 == 0:
            return map_of(self.common(values[::2]), self.common(values[1::2]))
        if first is None:
            return None
        if name in _AS_FIRST:
            return first
        return self._by_first(name, first, values)

    def _by_first(self, name: str, first: SqlType, values: Sequence[Value]) -> SqlType | None:
        second = values[1].type if len(values) > 1 else None
        match name:
            case "sum" | "try_sum":
                if first.name == "DECIMAL":
                    return decimal(min(first.digits[0] + 10, _WIDEST), first.digits[1])
                if first.name in _INTEGERS:
                    return BIGINT
                return DOUBLE if first in (FLOAT, DOUBLE) else None
            case "avg" | "mean" | "try_avg":
                if first.name == "DECIMAL":
                    width, scale = first.digits
                    return _limited(width + 4, scale + 4)
                return DOUBLE if first.name in _NUMBERS else None
            case "median" | "percentile_cont" | "percentile_disc" | "percentile":
                if first.name not in _NUMBERS:
                    return None
                if len(values) < 2:
                    return DOUBLE
                return _for_each_share(DOUBLE, second)
            case "approx_percentile" | "percentile_approx":
                return _for_each_share(first, second)
            case "abs" | "negative" | "positive":
                return first if first.name in _NUMBERS else None
            case "round" | "bround" if first.name == "DECIMAL":
                return _rounded(first, values)
            case "round" | "bround":
                return first if first.name in _NUMBERS else None
            case "ceil" | "ceiling" | "floor" if len(values) == 1:
                if first.name == "DECIMAL":
                    return decimal(min(first.digits[0] - first.digits[1] + 1, _WIDEST), 0)
                return BIGINT if first.name in _NUMBERS else None
            case "sign":
                return DOUBLE
            case "mod":
                return self.arithmetic("%", values[0], values[1]) if len(values) > 1 else None
            case "date_diff" | "datediff":
                # With a unit it counts in BIGINT.
                return BIGINT if len(values) == 3 else INTEGER
            case "decode" if len(values) == 2:
                return VARCHAR
            case "date_add" | "date_sub" if len(values) == 2:
                return DATE
            case "dateadd" | "date_add" | "timestampadd" if len(values) == 3:
                return TIMESTAMPTZ if values[2].type in (DATE, TIMESTAMPTZ) else values[2].type
            case "date_trunc":
                return TIMESTAMPTZ if second in (DATE, TIMESTAMPTZ) else second
            case "trunc":
                return DATE
            case "to_date" | "try_to_date":
                return DATE
            case "to_timestamp" | "try_to_timestamp":
                return TIMESTAMPTZ
            case "date_part" | "datepart":
                part = (values[0].literal or "").lower()
                return decimal(8, 6) if part in ("second", "seconds", "s") else INTEGER
            case "array_agg" | "collect_list" | "collect_set":
                return list_of(first)
            case "split":
                return list_of(VARCHAR)
            case "map_keys" | "map_values" if first.name == "MAP":
                return list_of(first.members[name == "map_values"][1])
            case "map_entries" if first.name == "MAP":
                return list_of(struct_of(iter(first.members)))
            case "element_at" | "try_element_at" if first.name == "MAP":
                return first.members[1][1]
            case "element_at" | "try_element_at" | "array_max" | "array_min" | "get":
                return first.element
            case "flatten":
                return first.element
            case "sequence" if first.name in _INTEGERS or first in (DATE, TIMESTAMPTZ):
                return list_of(first)
            case "nvl2" if len(values) == 3:
                return self.common(values[1:])
        return None

    def call_is_null(self, name: str, values: Sequence[Value]) -> bool | None:
        if name in _NEVER_NULL:
            return False
        if name in _ANY_WILL_DO:
            return null_if_all(values)
        return null_if_any(values) if name in _STRICT else None


def _common(one: SqlType | None, two: SqlType | None) -> SqlType | None:
    """The least type that both can become without losing anything, as the reference has it."""
    if one is None or two is None or one == two:
        return one if one == two else None
    if one.name in _INTEGERS and two.name in _INTEGERS:
        return one if _INTEGERS.index(one.name) > _INTEGERS.index(two.name) else two
    if one.name in _NUMBERS and two.name in _NUMBERS:
        if {"FLOAT", "DOUBLE"} & {one.name, two.name}:
            return FLOAT if one == two == FLOAT else DOUBLE
        (width_one, scale_one), (width_two, scale_two) = _as_decimal(one), _as_decimal(two)
        scale = max(scale_one, scale_two)
        return _limited(max(width_one - scale_one, width_two - scale_two) + scale, scale)
    if one.name in _MOMENTS and two.name in _MOMENTS:
        return TIMESTAMPTZ if TIMESTAMPTZ in (one, two) else TIMESTAMP
    if one.name == two.name == "LIST":
        element = _common(one.element, two.element)
        return list_of(element) if element is not None else None
    return None


def _as_decimal(kind: SqlType, value: Value | None = None) -> tuple[int, int]:
    if kind.name == "DECIMAL":
        return kind.digits[0], kind.digits[1]
    if value is not None and value.literal is not None:
        return len(value.literal.lstrip("-0")) or 1, 0
    return _DIGITS[kind.name], 0


def _decimals(sign: str, one: tuple[int, int], two: tuple[int, int]) -> SqlType | None:
    (p1, s1), (p2, s2) = one, two
    match sign:
        case "+" | "-":
            return _limited(max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))
        case "*":
            return _limited(p1 + p2 + 1, s1 + s2)
        case "/":
            scale = max(6, s1 + p2 + 1)
            return _limited(p1 - s1 + s2 + scale, scale)
        case "%":
            return _limited(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    return None


def _limited(width: int, scale: int) -> SqlType:
    """A decimal that is too wide loses digits behind the point, but keeps six of them."""
    if width <= _WIDEST:
        return decimal(width, scale)
    whole = width - scale
    return decimal(_WIDEST, max(_WIDEST - whole, min(scale, 6)))


def _moments(sign: str, one: SqlType, two: SqlType) -> SqlType | None:
    if sign not in "+-":
        return None
    if one.name in _MOMENTS and two == INTERVAL:
        # How a date and an interval of days make a date or an instant depends on its unit.
        return one if one != DATE else None
    if sign == "+" and one == INTERVAL and two.name in _MOMENTS:
        return _moments("+", two, one)
    if one == DATE and two.name in ("TINYINT", "SMALLINT", "INTEGER"):
        return DATE
    return INTERVAL if one == two == INTERVAL else None


def _for_each_share(kind: SqlType, shares: SqlType | None) -> SqlType | None:
    """A percentile's type; of a list of shares it is a list."""
    if shares is None:
        return None
    return list_of(kind) if shares.element is not None else kind


def _rounded(first: SqlType, values: Sequence[Value]) -> SqlType | None:
    width, scale = first.digits
    places = values[1].literal if len(values) > 1 else "0"
    if places is None or not places.isdigit():
        return None
    kept = min(scale, int(places))
    return decimal(min(width - scale + kept + 1, _WIDEST), kept)
