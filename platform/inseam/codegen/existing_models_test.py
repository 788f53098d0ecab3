from __future__ import annotations

from io import StringIO

import pytest

from inseam.codegen.existing_models import ExistingModels, parse_existing, round_trip_yaml
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.text import render_text

HEADER = "# Made by a program.\n"


def parse(text: str) -> ExistingModels:
    return parse_existing("_models.yml", text.encode(), HEADER)


def dumped(existing: ExistingModels) -> str:
    out = StringIO()
    round_trip_yaml().dump(existing.document, out)
    return out.getvalue()


VALUES = """\
version: 2
models:
  - name: a
    config: {tags: ["yes", 'no', on]}
    data_tests:
      - unique:
          where: |
            # no comment

            a > 1
      - recent: {after: 2024-01-01, within: 0o17, at_most: 1_000, share: 1.50, at: "09:00"}
    anchored: &x [1, 2]
    aliased: *x
"""


def test_values_stay_as_they_are_written() -> None:
    assert dumped(parse(VALUES)) == VALUES


def test_comments_and_the_header_are_apart() -> None:
    existing = parse(HEADER + "# By hand.\nversion: 2 # two\n")

    assert dumped(existing) == "version: 2\n"
    assert existing.comments.above == {("version",): ("# By hand.",)}
    assert existing.comments.beside == {("version",): ("# two",)}


def test_models_are_known_by_name() -> None:
    assert list(parse("models: [{name: b}, {name: a}]").models()) == ["b", "a"]
    assert parse("version: 2").models() == {}
    assert ExistingModels().models() == {}


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_it() -> None:
    content = (
        b"\xef\xbb\xbf" + (HEADER + "models:\n  - name: a # x\n").replace("\n", "\r\n").encode()
    )

    existing = parse_existing("_models.yml", content, HEADER)

    assert dumped(existing) == "models:\n  - name: a\n"
    assert existing.comments.beside == {("models", ("name", "a"), "name"): ("# x",)}
    assert existing.comments.above == {}


def test_a_file_of_another_shape_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        parse("version: 2\nmodels:\n  - description: x\n")

    assert caught.value.findings == (
        Finding(
            rule="models-file-unreadable",
            severity=Severity.ERROR,
            file="_models.yml",
            line=3,
            message="The file is not a models file of dbt: an entry of `models` has no `name` that"
            " is text.",
            fix="Correct it, or delete the file.",
        ),
    )


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("5", 1, "the file is not a mapping"),
        ("models: {name: a}", 1, "`models` is not a list"),
        ("models:\n  - a\n", 2, "an entry of `models` has no `name` that is text"),
        ("models:\n  - name: 1\n", 2, "an entry of `models` has no `name` that is text"),
        ("models:\n  - name: a\n  - name: a\n", 3, "`models` has `a` twice"),
        ("models:\n  - name: a\n    config: 1\n", 3, "`config` is not a mapping"),
        ("models: [{name: a, config: {meta: []}}]", 1, "`meta` is not a mapping"),
        ("models: [{name: a, config: {contract: x}}]", 1, "`contract` is not a mapping"),
        ("models: [{name: a, columns: x}]", 1, "`columns` is not a list"),
        (
            "models:\n  - name: a\n    columns:\n      - id\n",
            4,
            "an entry of `columns` has no `name` that is text",
        ),
    ],
)
def test_every_other_shape_is_refused_in_its_line(text: str, where: int, what: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)

    assert render_text(caught.value.findings) == (
        f"_models.yml:{where}: error[models-file-unreadable]"
        f" The file is not a models file of dbt: {what}.\n"
        "    fix: Correct it, or delete the file."
    )
