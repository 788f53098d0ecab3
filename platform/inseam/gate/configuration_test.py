from __future__ import annotations

from datetime import date

import pytest

from inseam.contracts.yaml_document import read_yaml
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
        (6, "The file has the key `strict`."),
        (7, "`waivers` is not a list."),
    ]
    assert caught.value.findings[0].fix == "Write beside or in-place."


def test_a_file_that_is_no_mapping_is_said() -> None:
    with pytest.raises(InputError, match="is no mapping"):
        read("- 1\n")
