from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.documents.yaml_comments import Comments, add_comments, split_comments

FILE = """\
# The first.
version: 2

# Several
# lines.
models:
  # About orders.
  - name: orders  # beside a name
    query: |
      select 1 # no comment

      # no comment
    text: "not # a
      # comment"

    flow: {a: [1, 2]}  # beside flow
  - name: refunds
# The last.
"""


def test_comments_and_blank_lines_are_taken_out_and_put_back() -> None:
    bare, comments = split_comments("f.yml", FILE)

    assert bare == (
        "version: 2\n"
        "models:\n"
        "  - name: orders\n"
        "    query: |\n"
        "      select 1 # no comment\n"
        "\n"
        "      # no comment\n"
        '    text: "not # a\n'
        '      # comment"\n'
        "    flow: {a: [1, 2]}\n"
        "  - name: refunds\n"
    )
    assert add_comments("f.yml", bare, comments) == FILE


def test_a_comment_belongs_to_the_entry_below_or_beside_it() -> None:
    _, comments = split_comments("f.yml", FILE)
    orders = ("models", ("name", "orders"))

    assert comments == Comments(
        above={
            ("version",): ("# The first.",),
            ("models",): ("", "# Several", "# lines."),
            orders: ("# About orders.",),
            (*orders, "flow"): ("",),
        },
        beside={
            (*orders, "name"): ("# beside a name",),
            (*orders, "flow", "a", 1): ("# beside flow",),
        },
        end=("# The last.",),
    )


def moved(before: str, after: str) -> str:
    """The second text with the comments of the first."""
    _, comments = split_comments("f.yml", before)
    return add_comments("f.yml", after, comments)


def test_comments_stay_with_a_thing_of_the_same_name_wherever_it_is() -> None:
    before = "columns:\n  # About b.\n  - name: b\n    tests: [x]  # why\n  - name: a\n"
    after = "columns:\n  - name: a\n  - name: new\n  - name: b\n    tests: [x]\n"

    assert moved(before, after) == (
        "columns:\n  - name: a\n  - name: new\n  # About b.\n  - name: b\n    tests: [x]  # why\n"
    )


def test_comments_go_with_what_they_are_about() -> None:
    before = "columns:\n  # About b.\n  - name: b # here\n  # About a.\n  - name: a\n"

    assert moved(before, "columns:\n  - name: a\n") == "columns:\n  # About a.\n  - name: a\n"


def test_things_without_a_name_of_their_own_are_known_by_their_place() -> None:
    before = "a:\n  - x\n  # two\n  - y\nb:\n  - name: n\n  # second n\n  - name: n\n"

    assert moved(before, before.replace("  # two\n", "").replace("  # second n\n", "")) == before


def test_a_comment_takes_the_indentation_of_its_entry() -> None:
    assert moved("a:\n- b\n# c\n- d\n", "a:\n    - b\n    - d\n") == (
        "a:\n    - b\n    # c\n    - d\n"
    )


def test_a_comment_never_becomes_a_part_of_a_text() -> None:
    before = "a: short  # why\nb: |  # in its head\n  x\n"
    after = 'a: "now\n\n  in lines"\nb: |\n  x\n'

    assert moved(before, after) == '# why\na: "now\n\n  in lines"\nb: |\n  x\n'


def test_a_comment_between_a_key_and_its_value_is_above_the_key() -> None:
    assert moved("a:\n  # why\n  x\nb: 1\n", "a: x\nb: 1\n") == "# why\na: x\nb: 1\n"


def test_spaces_at_the_end_of_a_line_of_text_are_part_of_the_text() -> None:
    bare, _ = split_comments("f.yml", "a: |\n  x  \n  y\n")

    assert bare == "a: |\n  x  \n  y\n"


def test_blank_lines_that_a_text_keeps_are_its_own() -> None:
    text = "a: |+\n  x\n\n\nb: |\n  y\n\nc: 1\n"

    bare, comments = split_comments("f.yml", text)

    assert bare == "a: |+\n  x\n\n\nb: |\n  y\nc: 1\n"
    assert comments.above == {("c",): ("",)}


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("a: 1", "a: 1\n"),
        ("a: 1\n\n\n", "a: 1\n"),
        ("\n\n- 1\n", "\n\n- 1\n"),
        ("--- # start\na: 1\n", "---\na: 1  # start\n"),
        ("a: 1\n# one\n\n# two", "a: 1\n# one\n\n# two\n"),
    ],
)
def test_a_file_may_begin_and_end_as_it_likes(text: str, again: str) -> None:
    assert add_comments("f.yml", *split_comments("f.yml", text)) == again


LINES = FILE.splitlines()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([i for i in range(len(LINES) + 1) if i not in (9, 10, 11, 12, 13)]),
            st.sampled_from(["# new", "      # new", "", "   "]),
        ),
        max_size=8,
    )
)
@settings(max_examples=200)
def test_no_comment_is_lost_doubled_or_taken_for_a_value(inserted: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for position, comment in sorted(inserted, reverse=True):
        lines.insert(position, comment)
    text = "\n".join(lines) + "\n"

    bare, comments = split_comments("f.yml", text)
    again = add_comments("f.yml", bare, comments)

    assert yaml.safe_load(bare) == yaml.safe_load(again) == yaml.safe_load(FILE)
    assert [line.strip() for line in again.splitlines()] == [
        line.strip() for line in text.rstrip().splitlines()
    ]
    assert split_comments("f.yml", again) == (bare, comments)
