from __future__ import annotations

import math
import tracemalloc
from pathlib import Path as FilePath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.documents import yaml_document
from inseam.documents.yaml_document import Document, Path, read_yaml
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.text import render_text

CONTRACT = (FilePath(__file__).parents[1] / "odcs/testdata/orders-v1.odcs.yaml").read_bytes()


def read(text: str) -> Document:
    return read_yaml("f.yaml", text.encode())


def refusal(content: str | bytes) -> str:
    """The finding for what is refused, without the rule's id and the fix."""
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(InputError) as caught:
        read_yaml("f.yaml", content)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.severity) == ("yaml-unreadable", Severity.ERROR)
    return render_text([finding]).splitlines()[0].replace("error[yaml-unreadable] ", "")


# Scalars


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-012", -12),
        ("0o17", 15),
        ("0xfF", 255),
        ("1.50", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("!!int '5'", 5),
        ("!!null ''", None),
    ],
)
def test_scalars_of_the_yaml_1_2_core_schema_are_values(written: str, value: object) -> None:
    read_value = read(f"key: {written}").value["key"]

    assert read_value == value
    assert type(read_value) is type(value)


def test_nan_is_a_number() -> None:
    assert math.isnan(read("key: .nan").value["key"])


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "yes",
        "on",
        "Off",
        "y",
        "tRUE",
        "09:00",
        "12:30:45",
        "2024-01-01",
        "2024-01-01T00:00:00Z",
        "1_000",
        "0b1",
        "0o18",
        "1.0.0",
        "v1",
        "nan",
        "inf",
        "+.nan",
        ".",
        "-",
        "1e",
        "=",
        "٣",
    ],
)
def test_anything_else_stays_the_text_that_was_written(written: str) -> None:
    assert read(f"- {written}x").value == [f"{written}x"]
    if written != "-":  # which alone is the mark of a list's entry
        assert read(f"- {written}").value == [written]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ('"~"', "~"),
        ("|\n  12\n  no", "12\nno"),
        (">-\n  1\n  2", "1 2"),
        ("!!str 12", "12"),
        ('"a\\0\\u00e9\\n"', "a\0é\n"),
    ],
)
def test_what_is_quoted_or_a_block_is_text(written: str, text: str) -> None:
    assert read(f"key: {written}").value == {"key": text}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("1: a\ntrue: b\n~: c\non: d\n'': e").value == {
        "1": "a",
        "true": "b",
        "~": "c",
        "on": "d",
        "": "e",
    }


def test_a_file_may_hold_a_list_or_a_scalar() -> None:
    assert read("- a\n- 1").value == ["a", 1]
    assert read("hello").value == "hello"


def test_utf_8_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    document = read_yaml("f.yaml", b"\xef\xbb\xbfa: K\xc3\xa4se\r\nb:\r\n  - 1\r\n")

    assert document.value == {"a": "Käse", "b": [1]}
    assert document.line(("b", 0)) == 3


def test_a_document_may_be_between_its_marks() -> None:
    assert read("%YAML 1.2\n---\na: 1\n...\n").value == {"a": 1}


# Lines

LINES = """\
# a comment
id: orders

schema:
  - name: orders
    properties:
      -
        name: id
      - {name: amount,
         required: true}
description: |
  Two
  lines
after: x
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("id",), 2),
        (("schema",), 4),
        (("schema", 0), 5),
        (("schema", 0, "name"), 5),
        (("schema", 0, "properties"), 6),
        (("schema", 0, "properties", 0), 8),
        (("schema", 0, "properties", 0, "name"), 8),
        (("schema", 0, "properties", 1), 9),
        (("schema", 0, "properties", 1, "name"), 9),
        (("schema", 0, "properties", 1, "required"), 10),
        (("description",), 11),
        (("after",), 14),
    ],
)
def test_every_part_has_its_line(path: Path, line: int) -> None:
    assert read(LINES).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("team",), 2),
        (("schema", 3), 4),
        (("schema", 0, "properties", 1, "unique"), 9),
        (("id", "deeper"), 2),
    ],
)
def test_a_part_that_does_not_exist_has_the_line_of_what_it_would_be_in(
    path: Path, line: int
) -> None:
    assert read(LINES).line(path) == line


def test_lines_are_those_of_an_editor_after_characters_that_only_yaml_1_1_took_for_line_ends() -> (
    None
):
    document = read('a: "x\u2028y\u0085z"\nb: 1\n')

    assert document.line(("b",)) == 2


def test_entries_come_in_the_order_of_the_file() -> None:
    assert list(read("b:\n  - x\n  - c: 1\na: 2").entries()) == [
        (("b",), 1),
        (("b", 0), 2),
        (("b", 1), 3),
        (("b", 1, "c"), 3),
        (("a",), 4),
    ]


# Anchors, aliases and merge keys


def test_an_alias_stands_for_the_value_and_its_parts_are_where_it_is() -> None:
    document = read("a: &rules\n  - x\nb: *rules\n")

    assert document.value == {"a": ["x"], "b": ["x"]}
    assert document.line(("b", 0)) == 3


def test_an_anchor_may_be_at_a_scalar_or_a_key_and_be_given_again() -> None:
    assert read("&k a: &v 1\nb: *k\nc: *v\nd: &v 2\ne: *v").value == {
        "a": 1,
        "b": "a",
        "c": 1,
        "d": 2,
        "e": 2,
    }


def test_a_merge_key_adds_what_is_not_written_beside_it() -> None:
    document = read("a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n")

    assert document.value["b"] == {"y": 3, "x": 1}
    assert document.line(("b", "x")) == 4
    assert document.line(("b", "y")) == 3


def test_the_first_of_several_merged_mappings_wins() -> None:
    text = "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc:\n  <<: [*a, *b]\n"

    assert read(text).value["c"] == {"x": 1, "y": 2}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read("a: {'<<': {x: 1}}").value == {"a": {"<<": {"x": 1}}}


# What is refused


def test_a_key_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read("a:\n  name: x\n  type: y\n  name: z\n")

    assert caught.value.findings == (
        Finding(
            rule="yaml-unreadable",
            severity=Severity.ERROR,
            file="f.yaml",
            line=4,
            message="The file has the key `name` twice, first in line 2.",
            fix="Keep one of the two.",
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "f.yaml: The file is empty."),
        ("# nothing\n\n", "f.yaml: The file is empty."),
        ("---\n", "f.yaml: The file is empty."),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: The file holds a second YAML document."),
        ("{a: 1, 'a': 2}", "f.yaml:1: The file has the key `a` twice, first in line 1."),
        ("a: {<<: {b: 1}, <<: {}}", "f.yaml:1: The file has the key `<<` twice, first in line 1."),
        ("? [a]\n: 1\n", "f.yaml:1: The file has a key that is not plain text."),
        ("? {a: 1}\n: 1\n", "f.yaml:1: The file has a key that is not plain text."),
        ("a: &a x\n*a : 1\n", "f.yaml:2: The file has a key that is not plain text."),
        ("a: *b\nc: &b 1\n", "f.yaml:1: The file has the alias `*b` before any anchor `&b`."),
        ("a: &a\n  - *a\n", "f.yaml:2: The file contains itself: `*a` is inside `&a`."),
        ("a: &a {b: *a}", "f.yaml:1: The file contains itself: `*a` is inside `&a`."),
        ("a:\n  <<: x\n", "f.yaml:2: The file merges something that is not a mapping with `<<`."),
        ("<<: [{}, []]", "f.yaml:1: The file merges something that is not a mapping with `<<`."),
        ("a: !!binary aGk=", "f.yaml:1: The file has the tag `!!binary`."),
        ("a: !!set {b}", "f.yaml:1: The file has the tag `!!set`."),
        ("a: !!map [b]", "f.yaml:1: The file has the tag `!!map`."),
        ("a: !!seq {b}", "f.yaml:1: The file has the tag `!!seq`."),
        ("!own a: b", "f.yaml:1: The file has the tag `!own`."),
        ("%TAG !e! tag:e.com:\n---\na: !e!f b", "f.yaml:1: The file has a directive `%TAG`."),
        pytest.param(
            "a: " + "1" * 1001,
            "f.yaml:1: The file has a number of more than 1,000 digits.",
            id="1001 digits",
        ),
        (b"a: 1\nb: K\xe4se\n", "f.yaml:2: The file is not UTF-8 text: it has the byte 0xe4."),
        ("a: 1".encode("utf-16"), "f.yaml:1: The file is not UTF-8 text: it has the byte 0xff."),
        (b"a: 1\nb: \0", "f.yaml:2: The file is not valid YAML: it has the character U+0000."),
        ("a: |\n  \x07\n", "f.yaml:2: The file is not valid YAML: it has the character U+0007."),
        (
            "a:\n\t- 1\n",
            (
                "f.yaml:2: The file is not valid YAML: "
                "found character that cannot start any token while"
                " scanning for the next token."
            ),
        ),
        (
            "a: 1\nb: [1, 2\n\n",
            (
                "f.yaml:2: The file is not valid YAML: "
                "did not find expected ',' or ']' while parsing a"
                " flow sequence."
            ),
        ),
        (
            "a: b: c",
            "f.yaml:1: The file is not valid YAML: mapping values are not allowed in this context.",
        ),
    ],
)
def test_what_is_refused_and_in_which_line(content: str | bytes, message: str) -> None:
    assert refusal(content) == message


@pytest.mark.parametrize(
    "tagged",
    [
        "!!python/object/apply:os.mkdir ['{}']",
        "!!python/object/new:os.mkdir ['{}']",
        "!<tag:yaml.org,2002:python/object/apply:os.mkdir> ['{}']",
    ],
)
def test_a_tag_never_runs_code(tagged: str, tmp_path: FilePath) -> None:
    made = tmp_path / "made"

    assert "The file has the tag `!!python/object" in refusal("a: " + tagged.format(made))
    assert not made.exists()


# Limits


def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_document, "MAX_BYTES", 4)

    assert read("a: 1").value == {"a": 1}
    assert refusal("a: 12") == "f.yaml: The file has 5 bytes, more than 4."


def test_nesting_is_allowed_up_to_a_depth() -> None:
    assert read("[" * 200 + "]" * 200).line((0, 0)) == 1
    assert refusal("[" * 201 + "]" * 201) == "f.yaml:1: The file is nested more than 200 deep."


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_very_deep_nesting_crashes_nothing(opening: str) -> None:
    assert refusal(opening * 10_000) == "f.yaml:1: The file is nested more than 200 deep."


def test_a_number_of_values_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    # The mapping, its key, the list, and what is in it.
    monkeypatch.setattr(yaml_document, "MAX_VALUES", 6)

    assert read("a: [1, 2, 3]").value == {"a": [1, 2, 3]}
    assert refusal("a: [1, 2, 3, 4]") == (
        "f.yaml:1: The file stands for more than 6 values, aliases written out."
    )


LONG = "x" * 1_000_000
MANY = ", ".join(["*a"] * 10_000)


def _laughs(first: str) -> str:
    """Nine lines that stand for a thousand million values."""
    lines = [f"a0: &a0 {first}"]
    for i in range(9):
        aliases = ", ".join([f"*a{i}"] * 10)
        lines.append(f"a{i + 1}: &a{i + 1} [{aliases}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(_laughs("ha"), id="lists of lists"),
        pytest.param(_laughs("{ha: ha}"), id="lists of mappings"),
        pytest.param(f"a: &a {LONG}\nb: [{MANY}]", id="a long text"),
        pytest.param(f"a: &a\n  ? {LONG}\n  : 1\nb: [{MANY}]", id="a long key"),
    ],
)
def test_an_anchor_bomb_is_refused_and_takes_little_memory(bomb: str) -> None:
    tracemalloc.start()
    try:
        message = refusal(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "stands for more than 200,000 values, aliases written out." in message
    assert peak < 50_000_000


# Laws

json_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**50), 10**50)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"))
)
json_values = st.recursive(
    json_scalars,
    lambda part: st.lists(part) | st.dictionaries(st.text(max_size=20), part),
    max_leaves=20,
)


class _QuotingDumper(yaml.SafeDumper):
    """Quotes every text, and writes numbers as YAML 1.2 does."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


def _float(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    text = repr(number).replace("inf", ".inf")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


_QuotingDumper.add_representer(str, _quoted)
_QuotingDumper.add_representer(float, _float)


@given(json_values, st.booleans())
def test_a_value_that_is_written_as_yaml_is_read_back(value: Any, flow: bool) -> None:
    text = yaml.dump(
        value,
        Dumper=_QuotingDumper,
        default_flow_style=flow,
        allow_unicode=True,
        sort_keys=False,
    )
    if value is None:
        assert refusal(text) == "f.yaml: The file is empty."
        return

    document = read(text)

    assert document.value == value
    assert [type(part) for part in _parts(document.value)] == [type(part) for part in _parts(value)]


def _parts(value: Any) -> list[Any]:
    inside: list[Any] = []
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            inside += _parts(part)
    return [value, *inside]


@given(json_values.filter(lambda value: value is not None))
def test_every_path_has_a_line_of_the_file_and_they_never_go_back(value: Any) -> None:
    text = yaml.dump(value, Dumper=_QuotingDumper, allow_unicode=True, sort_keys=False)
    document = read(text)

    entries = list(document.entries())
    lines = [line for _, line in entries]

    assert [path for path, _ in entries] == _paths(document.value)
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") for line in lines)
    assert all(document.line(path) == line for path, line in entries)


def _paths(value: Any, path: Path = ()) -> list[Path]:
    steps: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    return [each for step, part in steps for each in [(*path, step), *_paths(part, (*path, step))]]


def _reads_or_is_refused(content: bytes) -> None:
    try:
        document = read_yaml("f.yaml", content)
    except InputError as error:
        assert all(finding.rule == "yaml-unreadable" for finding in error.findings)
    else:
        last = content.count(b"\n") + content.count(b"\r") + 1
        assert all(1 <= line <= last for _, line in document.entries())


@given(st.binary())
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    _reads_or_is_refused(content)


@given(st.text(st.sampled_from("ab: -?,[]{}&*!|>'\"%@`#\n\t\\<~01.e\u2028")))
@settings(max_examples=1000)
def test_arbitrary_signs_of_yaml_are_read_or_refused(text: str) -> None:
    _reads_or_is_refused(text.encode())


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(CONTRACT)),
            st.integers(0, 10),
            st.binary(max_size=3)
            | st.sampled_from(
                [b"\n", b": ", b"- ", b"&a ", b"*a", b"<<: ", b"[", b"}", b"'", b"|"]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=300)
def test_a_damaged_contract_is_read_or_refused(damage: list[tuple[int, int, bytes]]) -> None:
    content = CONTRACT
    for position, removed, inserted in damage:
        content = content[:position] + inserted + content[position + removed :]
    _reads_or_is_refused(content)
