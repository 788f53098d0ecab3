from __future__ import annotations

from pathlib import Path

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.environments.definition import (
    Environment,
    ProductionRules,
    environments_of,
    named,
    read_environments,
)
from inseam.report.finding import InputError

HERE = Path(__file__).parent
WHOLE = """\
- name: lake
  target: lake
  database: lake
  location: dist/lake
  catalog_variable: INSEAM_LAKE_POSTGRES
  as_of: 2026-01-31T06:00:00Z
  production_rules: report
  keep: 0
- name: databricks
  target: databricks
  hosts: [Adb-1.Example.com, localhost]
  as_of: clock
"""


def problems(text: str) -> list[str]:
    _, found = environments_of(read_yaml("environments.yaml", text.encode()))
    return [f"{finding.line}: {finding.message} {finding.fix}" for finding in found]


def entry(line: str) -> str:
    return f"- name: lake\n  target: lake\n  database: lake\n  {line}\n"


def test_every_key_is_read(tmp_path: Path) -> None:
    file = tmp_path / "environments.yaml"
    file.write_text(WHOLE)
    assert read_environments(file) == (
        Environment(
            name="lake",
            target="lake",
            database="lake",
            location=Path("dist/lake"),
            catalog_variable="INSEAM_LAKE_POSTGRES",
            as_of="2026-01-31T06:00:00Z",
            production_rules=ProductionRules.REPORT,
            keep=0,
            line=1,
        ),
        Environment(
            name="databricks",
            target="databricks",
            hosts=("adb-1.example.com", "localhost"),
            as_of=None,
            production_rules=ProductionRules.BLOCK,
            keep=2,
            line=9,
        ),
    )


def test_the_repository_has_a_lake_and_databricks() -> None:
    lake, databricks = read_environments(HERE.parents[1] / "environments.yaml")
    assert (lake.name, lake.database, lake.location) == ("lake", "lake", Path("dist/lake"))
    assert (databricks.name, databricks.database) == ("databricks", None)
    assert databricks.hosts == ("databricks.entropy-data.example.com",)


def test_the_first_is_the_default_and_an_unknown_name_gets_help(tmp_path: Path) -> None:
    file = tmp_path / "environments.yaml"
    file.write_text(WHOLE)
    environments = read_environments(file)
    assert named(environments, "").name == "lake"
    assert named(environments, "databricks").name == "databricks"
    with pytest.raises(InputError) as raised:
        named(environments, "databrick")
    (finding,) = raised.value.findings
    assert finding.message == "There is no environment `databrick`. There are `lake`, `databricks`."
    assert finding.fix == "Did you mean `databricks`?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("loction: dist/lake", "4: An environment has no key `loction`. Did you mean `location`?"),
        ("location: ../lake", "4: `location` is `../lake`, a path that leads out of it."),
        ("location: .", "4: `location` is `.`, the repository itself."),
        ("location: ~/lake", "4: `location` is `~/lake`, a path that leads out of it."),
        ("location: [lake]", "4: `location` is not text, which is not a folder."),
        ("location:", "4: `location` is not text, which is not a folder."),
        ("as_of: 2026-01-31", "4: `as_of` is `2026-01-31`, which is not an instant."),
        ("as_of: 2026-01-31T06:00:00", "4: `as_of` is `2026-01-31T06:00:00`, which is not an inst"),
        ("as_of: 2026-02-30T06:00:00Z", "4: `as_of` is `2026-02-30T06:00:00Z`, which is not an i"),
        ("production_rules: blok", "which is not `report` or `block`. Did you mean `block`?"),
        ("production_rules: {}", "4: `production_rules` is not text, which is not `report` or"),
        ("keep: -1", "4: `keep` is `-1`, which is not a whole number from 0 to 100."),
        ("lineage_events: 1", "4: `lineage_events` is `1`, which is not `true` or `false`."),
        ("keep: true", "4: `keep` is `true`, which is not a whole number"),
        ("keep: 2.0", "4: `keep` is `2.0`, which is not a whole number"),
        ("hosts: example.com", "4: `hosts` is not a list of host names."),
        ("hosts: ['https://a.example.com']", "4: The host is `https://a.example.com`, which is n"),
        ("hosts: ['a.example.com:443']", "4: The host is `a.example.com:443`, which is not"),
        ("hosts: ['*.example.com']", "4: The host is `*.example.com`, which is not a host name."),
        ("hosts: [a..example.com]", "4: The host is `a..example.com`, which is not a host name."),
        ("catalog_variable: X", "4: The environment has `catalog_variable` and no `location`."),
    ],
)
def test_each_mistake_is_one_finding_at_its_line(line: str, said: str) -> None:
    (found,) = problems(entry(line))
    assert said in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lake", "1: The file is not a list of environments."),
        ("[]", "1: The file is not a list of environments."),
        ("- lake", "1: The entry is not a mapping with `name` and `target`."),
        ("- name: lake", "1: The environment has no `target`. Write `target: <target>`."),
        ("- name: lake\n  taget: lake", "2: An environment has no key `taget`. Did you mean `targ"),
        ("- name: Lake\n  target: lake", "1: `name` is `Lake`, which is not a name of small lett"),
        ("- name: lake\n  target: a b", "2: `target` is `a b`, which is not the name of an output"),
        ("- name: a\n  target: b\n  location: c", "3: The environment has `location` and no `data"),
        (
            "- {name: a, target: b}\n- {name: a, target: b}",
            "2: The environment `a` is also in line",
        ),
    ],
)
def test_what_an_entry_must_have(text: str, said: str) -> None:
    (found,) = problems(text)
    assert said in found


@pytest.mark.parametrize("location", ["dist/lake", "dist", "dist/lake/data"])
def test_two_environments_share_no_files(location: str) -> None:
    text = WHOLE + f"  database: lake\n  location: {location}\n"
    (found,) = problems(text)
    assert found.startswith(f"14: The location `{location}` is that of `lake`, or inside of it")


def test_a_target_is_an_output_of_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "environments.yaml"
    file.write_text(WHOLE)
    profiles = tmp_path / "dbt" / "profiles.yml"
    profiles.parent.mkdir()
    profiles.write_text("inseam: {outputs: {lakes: {type: duckdb}, databricks: {}}}\n")
    with pytest.raises(InputError) as raised:
        read_environments(file)
    (finding,) = raised.value.findings
    assert (finding.line, finding.fix) == (2, "Did you mean `lakes`?")
    assert finding.message == "platform/dbt/profiles.yml has no output `lake`."
    profiles.write_text("inseam: {outputs: {lake: {}, databricks: {type: databricks}}}\n")
    for hosts in ("", "  hosts: []\n"):
        file.write_text(WHOLE.replace("  hosts: [Adb-1.Example.com, localhost]\n", hosts))
        with pytest.raises(InputError, match="no host may get its token"):
            read_environments(file)
    profiles.write_text("inseam: {outputs: {{\n")
    assert len(read_environments(file)) == 2


def test_all_mistakes_are_shown_in_one_run(tmp_path: Path) -> None:
    file = tmp_path / "environments.yaml"
    file.write_text("- name: lake\n  kep: 1\n  hosts: [a b, 1]\n- target: x\n  keep: []\n")
    with pytest.raises(InputError) as raised:
        read_environments(file)
    assert [(finding.line, finding.message) for finding in raised.value.findings] == [
        (1, "The environment has no `target`."),
        (2, "An environment has no key `kep`."),
        (3, "The host is `1`, which is not a host name."),
        (3, "The host is `a b`, which is not a host name."),
        (4, "The environment has no `name`."),
        (5, "`keep` is not text, which is not a whole number from 0 to 100."),
    ]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no such file"):
        read_environments(tmp_path / "environments.yaml")
