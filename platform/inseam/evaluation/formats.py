"""The formats of ODCS as conditions in SQL (`logicalTypeOptions.format`).

Of texts the standard names uuid, email, uri, hostname, ipv4, ipv6 and byte; of whole numbers i8 to
u128; of dates, times and timestamps it has the patterns of Java's DateTimeFormatter.
"""

from __future__ import annotations

import re

from inseam.evaluation.texts import literal

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = rf"{_OCTET}(\.{_OCTET}){{3}}"
_GROUP = r"[0-9A-Fa-f]{1,4}"
# RFC 4291, section 2.2: eight groups, the last two maybe as IPv4, one run of zeros left out.
_IPV6 = "|".join(
    [
        rf"({_GROUP}:){{7}}{_GROUP}",
        rf"({_GROUP}:){{6}}{_IPV4}",
        *(
            rf"({_GROUP}(:{_GROUP}){{0,{before - 1}}})?::({_GROUP}(:{_GROUP}){{0,{6 - before}}})?"
            for before in range(1, 7)
        ),
        rf"(:(:{_GROUP}){{1,7}}|({_GROUP}:){{1,7}}:)",
        rf"({_GROUP}(:{_GROUP}){{0,4}})?::({_GROUP}:){{0,4}}{_IPV4}",
    ]
)
_PATTERNS = {
    "byte": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "email": rf"[^\s@]+@({_LABEL}\.)+{_LABEL}",
    "hostname": rf"{_LABEL}(\.{_LABEL})*",
    "ipv4": _IPV4,
    "ipv6": _IPV6,
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "uuid": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}
_OTHER_NAMES = {"guid": "uuid", "url": "uri"}
_CASTS = {"date": "DATE", "date-time": "TIMESTAMP", "time": "TIME"}
_WHOLE_NUMBER = re.compile(r"([iu])(8|16|32|64|128)")
_MOMENTS = frozenset({"date", "time", "timestamp"})
# Longer marks first.
_JAVA = {
    "yyyy": "%Y",
    "uuuu": "%Y",
    "SSSSSS": "%f",
    "SSS": "%g",
    "XXX": "%z",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "mm": "%M",
    "ss": "%S",
    "X": "%z",
}
_JAVA_PART = re.compile(rf"{'|'.join(_JAVA)}|'([^']*)'|([^A-Za-z'])|(.)", re.DOTALL)


def format_reason(form: str, logical_type: str | None, type_: str) -> str | None:
    """Why nothing can break the format, or nobody can say; None if `breaks_format` knows."""
    if breaks_format(form, logical_type, type_, "v") is not None:
        return None
    if is_text(type_):
        return f"`{form}` is not a format that a text could be compared with"
    return f"the column is a {type_}, which has no other form"


def breaks_format(form: str, logical_type: str | None, type_: str, value: str) -> str | None:
    """The condition under which ``value``, of the DuckDB type ``type_``, is not of the format.

    None if there is none to evaluate.
    """
    if match := _WHOLE_NUMBER.fullmatch(form):
        return _out_of_range(match[1], int(match[2]), value) if is_whole(type_) else None
    if not is_text(type_):
        return None
    if logical_type in _MOMENTS:
        return _breaks_pattern(form, value)
    name = _OTHER_NAMES.get(form.lower(), form.lower())
    if name in _CASTS:
        return f"try_cast({value} as {_CASTS[name]}) is null"
    if name not in _PATTERNS:
        return None
    condition = f"not regexp_full_match({value}, {literal(_PATTERNS[name])})"
    return f"({condition} or length({value}) > 253)" if name == "hostname" else condition


def _out_of_range(sign: str, bits: int, value: str) -> str | None:
    if bits == 128:
        return None  # as wide as any whole number is
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if sign == "i" else (0, 2**bits - 1)
    return f"{value}::hugeint not between {low} and {high}"


def _breaks_pattern(java: str, value: str) -> str | None:
    if (written := _strptime_form(java)) is None:
        return None
    form = literal(written)
    if "%z" in written:
        return f"try_strptime({value}, {form}) is null"
    # `2024-1-5` can be read as `yyyy-MM-dd` too, but is not written so.
    return f"strftime(try_strptime({value}, {form}), {form}) is distinct from {value}"


def _strptime_form(java: str) -> str | None:
    """The pattern as DuckDB writes it; None if it has a mark that DuckDB has no like for."""
    written = ""
    for match in _JAVA_PART.finditer(java):
        quoted, sign, unknown = match[1], match[2], match[3]
        if unknown is not None:
            return None
        text = (quoted or "'") if quoted is not None else sign
        written += _JAVA[match[0]] if text is None else text.replace("%", "%%")
    return written or None


def is_text(type_: str) -> bool:
    """Whether a DuckDB type holds text."""
    return re.fullmatch(r"(\w*CHAR|TEXT|STRING)(\(\d+\))?", type_) is not None


def is_whole(type_: str) -> bool:
    return re.fullmatch(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+, 0\)", type_) is not None
