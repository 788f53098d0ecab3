from __future__ import annotations

from datetime import date

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.gate.compare import compare
from inseam.gate.configuration import Configuration, read_configuration
from inseam.gate.settings import Majors, Readers, Settings
from inseam.report.finding import InputError

SETTINGS = Settings(today=date(2026, 11, 1))


def read(text: str) -> Configuration:
    return read_configuration(read_yaml("contract-gate.yaml", text.encode()))


def test_what_is_written_replaces_what_is_usual() -> None:
    text = """\
majors: in-place
readers: [typed]
also: [meaning-changed]
notice-days: 60
classifications: [open, closed]
"""
    assert read(text).settings(SETTINGS) == Settings(
        today=SETTINGS.today,
        majors=Majors.IN_PLACE,
        readers=frozenset({Readers.TYPED}),
        opt_in=frozenset({"meaning-changed"}),
        notice_days=60,
        classifications=("open", "closed"),
    )


@pytest.mark.parametrize(
    ("concept", "name", "rule"),
    [
        ("terms", "dataUsePolicy", "terms-changed"),
        ("units", "messeinheit", "unit-changed"),
        ("masking", "scrambling", "masking-changed"),
    ],
)
def test_own_names_of_custom_properties_mean_what_the_repository_says(
    concept: str, name: str, rule: str
) -> None:
    text = f"custom-properties: {{{concept}: [{name.upper()}]}}\n"
    contract = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - {{name: amount, customProperties: [{{property: {}, value: {}}}]}}
"""
    documents = [
        read_yaml("a.odcs.yaml", contract.format(name, value).encode()) for value in ("x", "y")
    ]

    usual = compare(documents[0], documents[1], SETTINGS).causes
    own = compare(documents[0], documents[1], read(text).settings(SETTINGS)).causes

    assert ([change.rule for change in usual], [change.rule for change in own]) == ([], [rule])


def test_what_is_left_out_stays_as_usual() -> None:
    configuration = read("waivers: []\n")

    assert configuration.settings(SETTINGS) == SETTINGS
    assert configuration.exceptions.waivers == ()


def test_everything_that_is_wrong_is_said_with_its_line() -> None:
    text = """\
majors: sometimes
readers: typed
also: [column-removed]
notice-days: -1
classifications: [open, open]
custom-properties: {colours: [red]}
strict: true
waivers: all
"""
    with pytest.raises(InputError) as caught:
        read(text)

    assert [(finding.line, finding.message) for finding in caught.value.findings] == [
        (1, "The file has no good `majors`."),
        (2, "The file has no good `readers`."),
        (3, "The file has no good `also`."),
        (4, "The file has no good `notice-days`."),
        (5, "The file has no good `classifications`."),
        (6, "The file has no good `custom-properties`."),
        (7, "The file has the key `strict`."),
        (8, "`waivers` is not a list."),
    ]
    assert caught.value.findings[0].fix == "Write beside or in-place."


def test_a_file_that_is_no_mapping_is_said() -> None:
    with pytest.raises(InputError, match="is not a mapping"):
        read("- 1\n")
