"""What SQL means differently from one engine to the next: names, types, NULL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from inseam.sql.sql_type import BOOLEAN, SqlType
from inseam.sql.value import Value

# They stand for a value without telling it.
_MASKS = frozenset(
    "count approx_count_distinct crc32 hash hll_count md5 md5_number md5_number_lower"
    " md5_number_upper mask sha sha1 sha2 sha256 sha512 xxhash64".split()
)
_AGGREGATES = frozenset(
    "any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_and bit_or"
    " bit_xor bool_and bool_or collect_list collect_set corr count count_if countif covar_pop"
    " covar_samp cume_dist dense_rank every first first_value group_concat histogram kurtosis lag"
    " last last_value lead list listagg max max_by mean median min min_by mode nth_value ntile"
    " percent_rank percentile percentile_approx percentile_cont percentile_disc quantile"
    " quantile_cont quantile_disc rank row_number skewness some std stddev stddev_pop stddev_samp"
    " string_agg sum sum_distinct try_avg try_sum var_pop var_samp variance".split()
)


class DialectTypes:
    """A dialect of which no types are known: everything else works."""

    name = ""
    # A select list may name its own aliases further left.
    lateral_aliases = True
    # WHERE may name aliases of the select list.
    aliases_in_where = False
    # `select *` after a join with USING begins with the columns of USING.
    using_comes_first = False
    # Columns of every table that no star brings.
    hidden_columns: Mapping[str, SqlType] = {}
    # Aggregates that make a list, an empty one of no rows.
    empty_lists: frozenset[str] = frozenset()
    aggregates = _AGGREGATES
    masks = _MASKS
    # Relations of one dialect number or rename columns of the same name in a derived table.
    renames_duplicates = False

    def __init__(self, name: str) -> None:
        self.name = name

    def unnamed(self, node: exp.Expr) -> str:
        """The name of a column that is given none: its text."""
        return node.sql(self.name)

    def number(self, text: str) -> SqlType | None:
        return None

    def text(self) -> SqlType | None:
        return None

    def common(self, values: Sequence[Value]) -> SqlType | None:
        """The type of a value that is one of these."""
        kinds = {value.type for value in values}
        return kinds.pop() if len(kinds) == 1 else None

    def common_of_rows(self, values: Sequence[Value]) -> SqlType | None:
        """The same, of the columns of a set operation."""
        return self.common(values)

    def arithmetic(self, sign: str, left: Value, right: Value) -> SqlType | None:
        return None

    def division_is_null(self, divisor: Value) -> bool:
        """Whether dividing by this may give NULL rather than an error."""
        return not (divisor.literal and divisor.literal.strip("0.") != "")

    def concatenation(self, left: Value, right: Value) -> SqlType | None:
        return None

    def comparison(self) -> SqlType | None:
        return BOOLEAN

    def misfit(self, use: str, left: SqlType | None, right: SqlType | None) -> bool:
        """Whether the engine refuses this whatever the values are.

        ``use`` is `cast` (the left to the type of the right), `compare`, or a sign of arithmetic.
        What is not known is let by.
        """
        return False

    def call(self, name: str, values: Sequence[Value]) -> SqlType | None:
        """The type of a function's result."""
        return None

    def call_is_null(self, name: str, values: Sequence[Value]) -> bool | None:
        """Whether a scalar function's result can be NULL; None if that is not known."""
        return None
