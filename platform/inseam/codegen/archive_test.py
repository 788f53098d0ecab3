from __future__ import annotations

from contextlib import chdir
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from inseam.codegen.archive import PUBLISHED, is_file_name, published_path, published_versions

# Versions as people number them.
VERSIONS = st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=1, max_size=8, unique=True)


@given(VERSIONS)
def test_versions_come_in_the_order_of_their_numbers(numbers: list[tuple[int, int, int]]) -> None:
    with TemporaryDirectory() as root, chdir(root):
        for version in numbers:
            path = published_path("orders-v1", ".".join(map(str, version)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        found = [published.path for published in published_versions("orders-v1")]
    assert found == [
        published_path("orders-v1", ".".join(map(str, version))) for version in sorted(numbers)
    ]


@given(
    st.text() | st.text("./\\ ~a1-_\n", max_size=6), st.text() | st.text("./\\ a1\n", max_size=6)
)
def test_what_can_name_a_file_does_not_lead_out_of_the_archive(id_: str, version: str) -> None:
    if is_file_name(id_) and is_file_name(version):
        path = published_path(id_, version)
        assert path.parent.parent == PUBLISHED
        assert len(path.parts) == len(PUBLISHED.parts) + 2
        assert ".." not in path.parts
