"""The rules about SQL that DuckDB and Databricks read differently, in the order of the page.

What each says of the two engines is measured: `platform/integration/engines_test.py` runs its cases
on both. `inseam.sql.engines` finds the expressions.
"""

from __future__ import annotations

from inseam.report.finding import Severity
from inseam.rules.rule import Rule

_SILENT = "The tests pass on DuckDB, and production has other rows without an error."
_LOUD = "The tests pass on DuckDB, and production fails, on some rows only."

DECIMAL_QUOTIENT = Rule(
    "engine-decimal-quotient",
    "DuckDB divides decimals, and averages them, as floating point; Databricks as decimals:"
    " `round(0.29 / 2, 2)` is 0.14 and 0.15.",
    f"{_SILENT} The smallest fractions fall on the other side of a half cent. A quotient that is"
    " cast to a decimal of 6 or more digits at once counts as harmless.",
    "Write `{{ dbt_common.ratio_rounded(a, b, 2) }}` or `{{ dbt_common.average_rounded(x, 2) }}`;"
    " or cast to DOUBLE before dividing if it may be floating point.",
)
FRACTION_TO_INTEGER = Rule(
    "engine-fraction-to-integer",
    "A fraction that is cast to a whole number is rounded on DuckDB and cut off on Databricks:"
    " `cast(2.7 as int)` is 3 and 2.",
    _SILENT,
    "Say which: `cast(round(x) as int)`, `cast(floor(x) as int)` or `cast(ceil(x) as int)`.",
)
NULL_ORDER = Rule(
    "engine-null-order",
    "An ascending order puts NULL last on DuckDB and first on Databricks: of 10, NULL and 5 the"
    " first is 5 and NULL.",
    f"{_SILENT} The row that `row_number() = 1` or `limit 1` keeps is another one.",
    "Write `nulls last` or `nulls first` behind the key.",
)
NULL_IN_CONCAT = Rule(
    "engine-null-in-concat",
    "`concat` leaves NULL out on DuckDB and is NULL on Databricks: `concat('a', null)` is 'a' and"
    " NULL.",
    f"{_SILENT} Keys that are made so are NULL for some rows.",
    "Write `a || b` where the result is to be NULL, `concat_ws('', a, b)` where NULL is left out.",
)
DOUBLE_QUOTES = Rule(
    "engine-double-quotes",
    'Double quotes hold a name on DuckDB and a text on Databricks: `select "id"` is the column and'
    " the text id in every row.",
    _SILENT,
    "Write the name without quotes, or `{{ adapter.quote('<name>') }}`.",
)
DOUBLE_TO_DECIMAL = Rule(
    "engine-double-to-decimal",
    "A double is rounded by its binary value on DuckDB, by its shortest text on Databricks:"
    " `round(cast(1.005 as double), 2)` is 1.0 and 1.01.",
    f"{_SILENT} Only values near a half are concerned.",
    "Round a decimal, or write `{{ dbt_common.decimal_rounded(x, 2) }}`.",
    Severity.WARNING,
)
BARE_DECIMAL = Rule(
    "engine-bare-decimal",
    "DECIMAL without digits is DECIMAL(18, 3) on DuckDB and DECIMAL(10, 0) on Databricks: 7.26 is"
    " 7.260 and 7.",
    _SILENT,
    "Name precision and scale, such as `decimal(18, 2)`.",
)
ZERO_DENOMINATOR = Rule(
    "engine-zero-denominator",
    "Division by zero is infinite, or NULL for a remainder, on DuckDB, and an error on Databricks.",
    f"{_LOUD} In a test an infinite share passes any check for a lower bound.",
    "Write `a / nullif(b, 0)`.",
    Severity.WARNING,
)
LOG = Rule(
    "engine-log",
    "`log(x)` is the common logarithm on DuckDB and the natural one on Databricks: `log(100)` is"
    " 2.0 and 4.6.",
    _SILENT,
    "Write `log10(x)` or `ln(x)`.",
)
MEDIAN = Rule(
    "engine-median",
    "The median of decimals, and a percentile between them, is a decimal that is cut on DuckDB and"
    " a double on Databricks: of 1.15 and 9.00 it is 5.07 and 5.075.",
    _SILENT,
    "Write `{{ dbt_common.median_rounded(x, 2) }}`; cast a `percentile_disc` to the type of what it"
    " is taken of.",
)
REGEX = Rule(
    "engine-regex",
    "`split` takes a plain separator on DuckDB and a pattern on Databricks, `regexp_replace`"
    " changes the first match and all, `regexp_extract` takes the whole match and the first group:"
    " `regexp_replace('a-b-c', '-', '+')` is 'a+b-c' and 'a+b+c'.",
    _SILENT,
    "Write `split_part(x, sep, n)`, `{{ dbt_common.text_parts(x, sep) }}`,"
    " `{{ dbt_common.pattern_replaced(x, pattern, replacement) }}`, or name the group:"
    " `regexp_extract(x, pattern, 0)`.",
)
BACKSLASH = Rule(
    "engine-backslash",
    "A backslash in a literal is itself on DuckDB and an escape on Databricks: `length('a\\nb')` is"
    " 4 and 3.",
    f"{_SILENT} A pattern such as `'\\d+'` is `d+` there.",
    "Write `[0-9]` or `[.]` for a class, or `{{ dbt_common.sql_literal(text) }}`.",
)
TRIM_ARGUMENTS = Rule(
    "engine-trim-arguments",
    "`trim`, `ltrim` and `rtrim` of two arguments take the characters second on DuckDB and first on"
    " Databricks: `ltrim('xxabc', 'x')` is 'abc' and ''.",
    _SILENT,
    "Write `trim(leading 'x' from y)`, `trim(trailing ...)` or `trim(both ...)`.",
)
TRIM_BLANK = Rule(
    "engine-trim-blank",
    "`trim`, `ltrim` and `rtrim` of one argument take away every blank of Unicode, such as the"
    " no-break space, on DuckDB, and the plain blank alone on Databricks.",
    f"{_SILENT} No-break spaces are common in texts that were copied from a page.",
    "Write `trim(both ' ' from x)`, which takes the plain blank on both.",
    Severity.WARNING,
)
LETTER_CASE = Rule(
    "engine-letter-case",
    "Some letters have another upper or lower case: `upper('ß')` is 'ẞ' and 'SS', `lower('İ')` is"
    " one letter and two.",
    "Texts that hold such letters are other ones in production. They are few.",
    "Write `{{ dbt_common.lower_case(x) }}`; there is nothing to do for codes of plain letters.",
    Severity.INFO,
)
SUBSTRING_ZERO = Rule(
    "engine-substring-zero",
    "Places in a text begin with 1. From 0, or of a negative length, the engines take other"
    " characters: `substring('hello', 0, 3)` is 'he' and 'hel', `left('hello', -2)` is 'hel' and"
    " ''.",
    _SILENT,
    "Begin with 1; write `substring(x, 1, length(x) - 2)` for all but the last two.",
)
TEXT_OF_NUMBER = Rule(
    "engine-text-of-number",
    "Doubles, lists, structs, maps and intervals are written differently: 10000000 as a double is"
    " '10000000.0' and '1.0E7'.",
    f"{_SILENT} A key that is a digest of such a text differs in every row.",
    "Cast to a decimal first, such as `{{ dbt_common.decimal_rounded(x, 2) }}`.",
)
HASH = Rule(
    "engine-hash",
    "`hash(x)` is another number on each engine.",
    _SILENT,
    "Write `md5(x)` or `{{ dbt.hash('x') }}`.",
)
WEEKDAY = Rule(
    "engine-weekday",
    "Days of the week count from Sunday 0 on DuckDB, from Sunday 1 on Databricks (`weekday` from"
    " Monday 0), and names of days and months are 'Sunday' and 'Sun'.",
    _SILENT,
    "Write `{{ dbt_common.weekday_number(x) }}` (1 is Monday), `{{ dbt_common.weekday_name(x) }}`"
    " or `{{ dbt_common.month_name(x) }}`.",
)
WEEKS_BETWEEN = Rule(
    "engine-weeks-between",
    "`dbt.datediff(a, b, 'week')` counts Sundays on DuckDB and Mondays on Databricks: from"
    " 2024-01-01 to 2024-01-07 it is 1 and 0.",
    _SILENT,
    "Write `{{ dbt_common.weeks_between(a, b) }}`.",
)
SECOND = Rule(
    "engine-second",
    "The second of a timestamp is whole on DuckDB and has a fraction on Databricks: of 10:20:30.75"
    " it is 30 and 30.750000.",
    _SILENT,
    "Write `second(x)`.",
)
DATE_DIFFERENCE = Rule(
    "engine-date-difference",
    "Between two dates there is a number of days on DuckDB and an interval on Databricks.",
    "The column has another type in production.",
    "Cast it: `cast(a - b as int)`; or write `{{ dbt.datediff('b', 'a', 'day') }}`.",
)
DATE_AND_INTERVAL = Rule(
    "engine-date-and-interval",
    "A date and an interval of days or months make a TIMESTAMP on DuckDB and a DATE on Databricks.",
    "The column has another type in production, and its text another form.",
    "Cast it: `cast(d + interval 1 month as date)`.",
    Severity.WARNING,
)
TEXT_TO_TIME = Rule(
    "engine-text-to-time",
    "Text is read as a date, a timestamp or (by `try_cast`) a number by other rules:"
    " '2024-02-03 10:00:00+02:00' is 10:00 and 08:00, '2024' no date and the first of January,"
    " '12.7' is 13 and NULL.",
    f"{_SILENT} A literal in the full form, such as '2024-02-03', is the same on both.",
    "Write `{{ dbt_common.date_or_null(x) }}`, `{{ dbt_common.instant_or_null(x) }}` or"
    " `{{ dbt_common.whole_number_or_null(x) }}`.",
)
ANY_OF_NULL = Rule(
    "engine-any-of-null",
    "`any_value`, `max_by` and `min_by` pass over a NULL value on DuckDB and may return it on"
    " Databricks.",
    _SILENT,
    "Write `{{ dbt_common.latest_value(value, order_by) }}` or"
    " `{{ dbt_common.earliest_value(value, order_by) }}`, or filter NULL out.",
    Severity.WARNING,
)
ARRAY_AGG_NULL = Rule(
    "engine-array-agg-null",
    "`array_agg` keeps NULL on DuckDB and leaves it out on Databricks, and of no rows it is NULL"
    " and an empty list: of 1, NULL and 3 it has three values and two.",
    _SILENT,
    "Leave NULL out with `filter (where x is not null)`, and write `coalesce(..., array())` by a"
    " dispatched macro where there may be no rows.",
    Severity.WARNING,
)
LISTAGG_ORDER = Rule(
    "engine-listagg-order",
    "`dbt.listagg` with an order keeps it on DuckDB and leaves it out on Databricks: of b, a and b"
    " it is 'a,b,b' and 'b,a,b'.",
    f"{_SILENT} dbt says so in a line of its log only.",
    "Write `{{ dbt_common.joined_in_order(value, ',', order_by) }}`.",
)
LIST_INDEX = Rule(
    "engine-list-index",
    "Lists count from 1 on DuckDB and from 0 on Databricks: `split('a,b,c', ',')[1]` is 'a' and"
    " 'b'; outside it is NULL, and an error.",
    _SILENT,
    "Write `{{ dbt_common.list_element(list, 1) }}`; for one part of a text `split_part(x, ',',"
    " 1)`.",
)
UNION_OF_TEXT = Rule(
    "engine-union-of-text",
    "Where text meets a number or a date in UNION, CASE or COALESCE, the column is text on DuckDB,"
    " and on Databricks the other type, or an error.",
    "Production has another type, or fails on the first text that is no number.",
    "Cast both to the type that is meant.",
)
VARCHAR_LENGTH = Rule(
    "engine-varchar-length",
    "`cast(x as varchar)` without a length is an error on Databricks.",
    "DuckDB has it, so the tests pass, and production fails.",
    "Write `{{ dbt.type_string() }}` or `string`.",
)

# Found in what dbt compiles for Databricks.
OF_DATABRICKS = (VARCHAR_LENGTH,)
POWER = Rule(
    "engine-power",
    "`a ^ b` is a power on DuckDB and compares the bits of whole numbers on Databricks:"
    " `2 ^ 3` is 8.0 and 1.",
    f"{_SILENT} For any other number Databricks refuses it.",
    "Write `power(a, b)`.",
)
FLOOR_TYPE = Rule(
    "engine-floor-type",
    "`floor` and `ceil` of a double are a DOUBLE on DuckDB and a BIGINT on Databricks.",
    "The values are the same. As a text they are not: `2.0` and `2`; and what no BIGINT can hold"
    " is an error.",
    "Cast it at once: `cast(floor(x) as bigint)`.",
    Severity.WARNING,
)
COUNT_IF = Rule(
    "engine-count-if",
    "`count_if` of no rows, or of conditions that are all NULL, is NULL on DuckDB and 0 on"
    " Databricks.",
    f"{_SILENT} `having count_if(x) = 0` keeps other groups.",
    "Write `count(*) filter (where x)`, or `coalesce(count_if(x), 0)`.",
)
MODE = Rule(
    "engine-mode",
    "Of values that are equally frequent, `mode` gives another one on each engine.",
    f"{_SILENT} On Databricks it may be another one on each run.",
    "Write `{{ dbt_common.most_frequent_value(...) }}`: of those it takes the least.",
)
MOMENTS = Rule(
    "engine-moments",
    "`skewness` and `kurtosis` are those of a sample on DuckDB and of a population on Databricks:"
    " of 1, 2, 4 and 9 the skewness is 1.33 and 0.77.",
    _SILENT,
    "Compute it from `avg` and `stddev_pop`, which both engines have alike.",
)
NOT_A_NUMBER = Rule(
    "engine-not-a-number",
    "`corr` and `regr_slope` with a column that has one value are NaN on DuckDB and NULL on"
    " Databricks; `isnan` of NULL is NULL and false.",
    f"{_SILENT} NaN passes any check for NULL.",
    "Write `case when stddev_pop(x) > 0 and stddev_pop(y) > 0 then corr(x, y) end`, or"
    " `coalesce(isnan(x), false)`.",
)
LIST_NULL = Rule(
    "engine-list-null",
    "In a list that holds NULL, `array_contains` of what is not there is false on DuckDB and NULL"
    " on Databricks; `array_distinct` and `array_intersect` drop NULL on DuckDB and keep it on"
    " Databricks, in another order.",
    _SILENT,
    "Write `coalesce(array_contains(xs, x), false)`; for the others unnest the list, and aggregate"
    " it again with an order.",
)
SEPARATOR = Rule(
    "engine-separator",
    "Without a separator, `listagg` and `string_agg` put a comma between texts on DuckDB and"
    " nothing on Databricks.",
    _SILENT,
    "Write the separator, or `{{ dbt_common.joined_in_order(...) }}`.",
)
LIST_POSITION = Rule(
    "engine-list-position",
    "`array_position` of what is not in the list is NULL on DuckDB and 0 on Databricks.",
    _SILENT,
    "Write `nullif(array_position(xs, x), 0)`.",
)
ARGUMENTS = Rule(
    "engine-arguments",
    "Some functions take other arguments on DuckDB than on Databricks. `len`, `length` and"
    " `contains` of a list, `trunc` of a number, `greatest`, `least`, `encode` and `make_date` of"
    " one argument, `max` and `min` of more than one, `sum` of conditions, `to_binary` of a number"
    " are errors there; so is `bin` of most texts."
    " `avg` of instants is a number, and `bit_count` of a negative INT counts 64 bits.",
    "The tests pass on DuckDB, and production fails, or has other rows.",
    "Write `{{ dbt_common.list_length(xs) }}` for the length of a list, `array_contains(xs, x)` for"
    " what is in it, `cast(floor(x) as bigint)` for a number without its fraction,"
    " `bin(cast(x as bigint))` and `bit_count(cast(x as bigint))`.",
)

ENGINE_RULES = (
    DECIMAL_QUOTIENT,
    FRACTION_TO_INTEGER,
    DOUBLE_TO_DECIMAL,
    BARE_DECIMAL,
    ZERO_DENOMINATOR,
    LOG,
    POWER,
    FLOOR_TYPE,
    MEDIAN,
    COUNT_IF,
    MODE,
    MOMENTS,
    NOT_A_NUMBER,
    NULL_ORDER,
    NULL_IN_CONCAT,
    ANY_OF_NULL,
    ARRAY_AGG_NULL,
    LISTAGG_ORDER,
    LIST_INDEX,
    LIST_NULL,
    LIST_POSITION,
    SEPARATOR,
    UNION_OF_TEXT,
    DOUBLE_QUOTES,
    BACKSLASH,
    REGEX,
    TRIM_ARGUMENTS,
    TRIM_BLANK,
    LETTER_CASE,
    SUBSTRING_ZERO,
    TEXT_OF_NUMBER,
    HASH,
    VARCHAR_LENGTH,
    WEEKDAY,
    WEEKS_BETWEEN,
    SECOND,
    DATE_DIFFERENCE,
    DATE_AND_INTERVAL,
    TEXT_TO_TIME,
    ARGUMENTS,
)
