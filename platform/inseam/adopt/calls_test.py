from inseam.adopt.calls import Ref, refs, source_calls, with_refs, with_sources


def test_refs_have_projects_and_versions() -> None:
    template = "{{ ref('a') }}\n{{ ref(\"p\", 'b', v=2) }} {{ ref('c', version='3') }}"

    assert list(refs(template)) == [
        Ref("", "a", "", 1),
        Ref("p", "b", "2", 2),
        Ref("", "c", "3", 2),
    ]


def test_what_is_computed_is_left_alone() -> None:
    assert list(refs("{{ ref(name) }} {{ ref('a' ~ suffix) }}")) == []


def test_quotes_stay_those_of_the_place() -> None:
    yaml = "to: 'ref(\"a\")'"

    assert with_refs(yaml, lambda _: "source('x_v1', 'a')") == 'to: \'source("x_v1", "a")\''


def test_sources_are_renamed() -> None:
    template = "from {{ source('raw', 'a') }} join {{ source('other', 'b') }}"

    renamed = with_sources(template, lambda c: "source('raw_v1', 'a')" if c.table == "a" else None)

    assert renamed == "from {{ source('raw_v1', 'a') }} join {{ source('other', 'b') }}"
    assert [call.source for call in source_calls(renamed)] == ["raw_v1", "other"]
