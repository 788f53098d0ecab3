"""Who says that it holds personal data."""

from __future__ import annotations

from typing import Any

import pytest

from inseam.odcs.personal_data import Statement, is_personal, personal_data


def stating(name: Any, value: Any) -> dict[str, Any]:
    return {"customProperties": [{"property": name, "value": value}]}


@pytest.mark.parametrize(
    "name",
    """
    pii PII Pii containsPii ContainsPII contains_pii containsPII isPii has-pii personal_data
    personalData PersonalData PERSONAL_DATA personal-data isPersonal containsPersonalData
    personalInformation personallyIdentifiableInformation privacy.pii gdpr:personalData
    """.split(),
)
def test_a_custom_property_says_so_in_any_spelling(name: str) -> None:
    segment = name.split(".")[-1].split(":")[-1]
    assert is_personal(stating(segment, True)) is True
    assert is_personal(stating(segment, False)) is False
    assert is_personal({"tags": [name]}) is True
    assert is_personal({"classification": name}) is True


@pytest.mark.parametrize("name", ["personal data", "Personally identifiable information"])
def test_the_words_of_a_name_may_be_apart(name: str) -> None:
    assert is_personal({"tags": [name]}) is True
    assert is_personal({"classification": name}) is True


@pytest.mark.parametrize("word", [" PII", "personal", "PII.Sensitive", "privacy:pii", "pii=true"])
def test_a_tag_or_a_classification_says_so(word: str) -> None:
    assert is_personal({"tags": ["orders", word]}) is True
    assert is_personal({"tags": word}) is True
    assert is_personal({"classification": word}) is True


@pytest.mark.parametrize("word", ["PII.None", "pii:false", "pii=no"])
def test_a_tag_denies_it_too(word: str) -> None:
    assert is_personal({"tags": [word]}) is False


@pytest.mark.parametrize(
    "word",
    [
        "personalised",
        "personal-care",
        "personnel",
        "impersonal",
        "pii-free",
        "copii",
        "pi",
        "no pii",
    ],
)
def test_a_word_that_only_looks_like_it_says_nothing(word: str) -> None:
    assert is_personal({"tags": [word], "classification": word}) is None
    assert is_personal(stating(word, True)) is None


@pytest.mark.parametrize(
    "value", [True, "true", "TRUE", "yes", "Y", 1, 1.0, "1", "direct", ["name"]]
)
def test_a_custom_property_affirms(value: Any) -> None:
    assert is_personal(stating("pii", value)) is True
    assert is_personal({"customProperties": {"PII": value}}) is True


@pytest.mark.parametrize(
    "value", [False, "false", "False", "no", " No ", "n", 0, 0.0, "0", "none", "", [], "n/a", "off"]
)
def test_a_custom_property_denies(value: Any) -> None:
    assert is_personal(stating("pii", value)) is False


def test_the_format_of_an_e_mail_address_says_so_unless_there_is_a_word_on_it() -> None:
    email = {"logicalTypeOptions": {"format": "email"}}
    assert personal_data(email) == Statement(True, "format", "email")
    assert is_personal({**email, **stating("pii", False)}) is False
    assert is_personal({"logicalTypeOptions": {"format": "uuid"}}) is None


def test_one_that_says_yes_outweighs_those_that_say_no() -> None:
    said = {**stating("pii", False), "tags": ["pii"]}
    assert personal_data(said) == Statement(True, "tag", "pii")


@pytest.mark.parametrize(
    "element",
    [
        {},
        {"tags": ["orders", "internal"], "classification": "internal"},
        stating("pii", None),
        stating(None, True),
        {"tags": [["pii"], None, 7], "customProperties": ["pii", 3], "classification": ["pii"]},
        {"tags": {"pii": True}, "logicalTypeOptions": ["email"]},
        {"logicalTypeOptions": {"format": ["email"]}},
    ],
)
def test_without_any_word_nothing_is_said(element: dict[str, Any]) -> None:
    assert is_personal(element) is None
