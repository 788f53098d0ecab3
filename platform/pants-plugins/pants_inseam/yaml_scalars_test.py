from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pants_inseam.contract_index import referenced_ids, top_level_id
from pants_inseam.dependency_inference import local_package_folders
from pants_inseam.yaml_scalars import MAX_BYTES, scalars

SOURCES = b"""\
# Where orders come from.
version: 2
id: orders-v1
sources:
  - name: shop
    config:
      meta: {data_contract: {id: shop-v1, file: "models/input_ports/shop-v1.odcs.yaml"}}
    tables:
      - name: 'orders'
        description: >-
          Every order,
          one row each.
      - &customers
        name: customers
  - *customers
packages:
  - local: ../../shared/dbt_common
"""

# What YAML gives a meaning to, and bytes that are not text.
FRAGMENTS = (
    *(b"[", b"]", b"{", b"}", b"? ", b": ", b"- ", b", ", b"'", b'"', b"|\n", b">", b"#", b"@"),
    *(b"&a ", b"*a", b"<<: *a", b"---\n", b"...\n", b"%YAML 9.9\n", b"!!int ", b"!x! ", b"\t"),
    *(b"\0", b"\r", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xfe\xff", b'"\\ud800"', b'"\\U00ffffff"'),
    *(b"id: ", b"data_contract: ", b"local: ", "é\u2028\U0001f600".encode()),
)


def test_values_come_with_the_keys_that_lead_to_them() -> None:
    assert list(scalars(b"a: 1\nb:\n  - c: 2\n  - [3]\n")) == [
        (("a",), "1"),
        (("b", None, "c"), "2"),
        (("b", None, None), "3"),
    ]


def test_only_the_last_eight_keys_are_given() -> None:
    (found,) = scalars(b"{a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}}")
    assert found == (("b", "c", "d", "e", "f", "g", "h", "i"), "1")


@pytest.mark.parametrize("key", [b"{x: y}", b"[x, y]", b"*x"])
def test_a_key_that_is_no_text_does_not_turn_later_keys_into_values(key: bytes) -> None:
    values = list(scalars(b"a: &x 1\n? " + key + b"\n: id\nb: 2\n"))
    assert values[0] == (("a",), "1")
    assert values[-1] == (("b",), "2")


def test_an_alias_stands_for_its_value() -> None:
    assert list(scalars(b"a: &x 1\nb: *x\n")) == [(("a",), "1"), (("b",), "1")]


def test_only_the_first_document_is_read() -> None:
    assert list(scalars(b"a: 1\n---\nb: 2\n")) == [(("a",), "1")]


@pytest.mark.parametrize("rest", [b"b: }", b"b: 'x", b"- b", b"b: |x", b"b: %"])
def test_values_end_where_the_file_ceases_to_be_yaml(rest: bytes) -> None:
    assert list(scalars(b"a: 1\n" + rest + b"\nc: 3")) == [(("a",), "1")]


@pytest.mark.parametrize("byte", [b"\0", b"\xff"])
def test_no_value_comes_after_bytes_that_are_no_text(byte: bytes) -> None:
    assert ("c",) not in dict(scalars(b"a: 1\nb: " + byte + b"\nc: 3"))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"# nothing", b"just text", b"\xff\xfe\xff", b"*a"]
)
def test_a_file_without_keys_has_no_values(content: bytes) -> None:
    assert list(scalars(content)) == []


def test_depth_is_no_danger() -> None:
    for opening, closing in (("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")):
        nested = f"a: 1\nb:\n  {opening * 10_000}x{closing * 10_000}"
        assert (("a",), "1") in scalars(nested.encode()), opening


def test_of_a_huge_file_only_the_beginning_is_read() -> None:
    two_bytes = "é"
    for shift in range(len(two_bytes.encode())):  # once, the end falls between the two
        huge = "x" * shift + two_bytes * MAX_BYTES
        assert next(scalars(f"a: 1\nb: {huge}".encode())) == (("a",), "1")
        assert ("a",) not in dict(scalars(f"b: {huge}\na: 1".encode()))


def mutations(seed: int, count: int) -> Iterator[bytes]:
    """``count`` times `SOURCES` with a few random changes."""
    generator = random.Random(seed)
    for _ in range(count):
        content = bytearray(SOURCES)
        for _ in range(generator.randint(1, 4)):
            start = generator.randrange(len(content) + 1)
            end = start + generator.choice((0, 0, 1, 20))
            content[start:end] = generator.choice((b"", *FRAGMENTS))
        yield bytes(content)


def test_nothing_raises_whatever_is_in_a_file() -> None:
    for content in mutations(seed=1, count=3_000):
        try:
            top_level_id(content)
            referenced_ids(content)
            local_package_folders(content, "products/orders")
        except BaseException as error:
            raise AssertionError(f"raised by {content!r}") from error


def test_the_random_changes_leave_some_files_readable_and_break_others() -> None:
    readable = [top_level_id(content) == "orders-v1" for content in mutations(seed=1, count=300)]
    assert 30 < sum(readable) < 270
