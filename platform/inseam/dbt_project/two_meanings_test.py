"""What is seen; that the two differ there is held in platform/integration/two_dbts_test.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.two_meanings import in_template, in_yaml, two_meanings


@pytest.mark.parametrize(
    "template",
    [
        "{{ 2.5 | round }}",
        "{{ x|round(2) }}",
        "{{ '%5s' % 'a' }}",
        "{% set x = '%-10s' | format('a') %}",
        "{{ '{:>5}'.format('a') }}",
        "{{ '{0:05d}'.format(42) }}",
        "{{ tojson({'b': 1}) }}",
        "{{ {'b': 1} | tojson }}",
        "{{ fromjson(x) }}",
        "{{ toyaml(x) }}{# | title #}",
        "{{ day.isoformat(sep=' ') }}",
        "{{ modules.re.findall('a', x) }}",
        "{{ modules.re.fullmatch('(a)', x).group(1) }}",
        "{%- set name = name | title -%}",
        "a\n{{ b }}\n{% for row in rows\n | batch(2) %}{% endfor %}",
    ],
)
def test_a_template_with_two_meanings(template: str) -> None:
    assert len(list(in_template(template))) == 1


@pytest.mark.parametrize(
    "template",
    [
        "select round(x, 2), 'a%5s' from {{ ref('a') }}",
        "{# {{ 2.5 | round }} #}",
        "{{ x | round(1, 'floor') }} {{ x | round(method='ceil') }}",
        "{{ '%s' % 'a' }} {{ '{}'.format(1) }} {{ '{x}'.format(x=1) }}",
        "{{ tojson(x, sort_keys=true) }} {{ day.isoformat() }}",
        "{% set match = modules.re.fullmatch('(a)', x) %}{{ match[1] }}",
        "{{ dbt_common.round_half(x) }} {{ title }}",
    ],
)
def test_a_template_with_one(template: str) -> None:
    assert list(in_template(template)) == []


@pytest.mark.parametrize(
    "scalar",
    [
        *"no YES on Off 010 -07 0o17 12:30:00 1:30 1e3 1.5e3 .inf -.INF .nan".split(),
        "2026-01-31T06:00:00Z",
        "2026-01-31 06:00:00",
    ],
)
def test_a_scalar_with_two_meanings(scalar: str) -> None:
    (found,) = in_yaml(f"a:\n  - 1\n  - {scalar}\n")
    assert (found.line, found.message.split("`")[1]) == (3, scalar)
    assert [found.line for found in in_yaml(f"{scalar}: 1\n")] == [1]
    assert list(in_yaml(f"a: '{scalar}'\n")) == []
    assert list(in_yaml(f"a: !!str {scalar}\n")) == []
    assert list(in_yaml(f"a: say {scalar}.\n")) == []


@pytest.mark.parametrize(
    "scalar", "true False null ~ 0 10 1_000 0x1F 0b11 1.0 1.5e+3 2026-01-31 y n nope a:b".split()
)
def test_a_scalar_with_one(scalar: str) -> None:
    assert list(in_yaml(f"a: {scalar}\n")) == []


def test_the_files_of_a_project_are_looked_at(tmp_path: Path) -> None:
    files = {
        "models/a.sql": "select 1\n\n{{ 2.5 | round }}",
        "models/_a.yml": "models:\n  - name: a\n    description: '{{ x | title }}'\n    on: 010\n",
        "models/broken.yml": "a: [",
        "dbt_packages/p/macros/m.sql": "{{ 2.5 | round }}",
        "seeds/a.csv": "no\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    found = two_meanings(tmp_path)

    assert [(str(Path(f.file).relative_to(tmp_path)), f.line) for f in found] == [
        ("models/_a.yml", 3),
        ("models/_a.yml", 4),
        ("models/_a.yml", 4),
        ("models/a.sql", 3),
    ]
