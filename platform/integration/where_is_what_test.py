"""The paths and names that docs/where-is-what.md gives are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/where-is-what.md").read_text()
_QUOTED = re.compile(r"`([^`]+)`")


def places() -> list[tuple[str, str | None]]:
    """Paths with a name in them, if one is given. A name alone is in the file before it."""
    found: list[tuple[str, str | None]] = []
    for line in PAGE.splitlines():
        if not line.startswith("| "):
            continue
        _, place = line.strip("| ").split(" | ", 1)
        for quoted in _QUOTED.findall(place):
            path, _, name = quoted.partition(":")
            if path.startswith("platform/"):
                found.append((path, name or None))
            elif re.fullmatch("[a-z_]+", quoted):
                found.append((found[-1][0], quoted))
    return found


def test_every_place_is_there() -> None:
    there = places()
    assert len(there) > 30
    missing = [
        f"{path}:{name or ''}"
        for path, name in there
        if not (ROOT / path).exists()
        or (
            name
            and not re.search(rf"^(def |class )?{name}\b", (ROOT / path).read_text(), re.MULTILINE)
        )
    ]
    assert missing == []


def test_a_page_is_made_as_the_steps_say() -> None:
    modules = re.findall(r"python -m (inseam\.[a-z_.]+) >", PAGE)
    assert len(modules) == 4
    files = [ROOT / "platform" / f"{module.replace('.', '/')}.py" for module in modules]
    assert [file for file in files if not file.is_file()] == []


def test_only_tests_import_what_tests_share() -> None:
    imports = re.compile(r"^\s*(from|import) testkit\b", re.MULTILINE)
    wrong = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "platform/inseam").rglob("*.py"))
        if not file.name.endswith("_test.py")
        and file.name != "conftest.py"
        and imports.search(file.read_text())
    ]
    assert wrong == []


def test_each_word_of_the_domain_is_one_class() -> None:
    """What is like one of them has a name that says what it is beside it."""
    words = ("Column", "Contract", "Edge", "Rule", "Waiver")
    found: dict[str, list[str]] = {word: [] for word in words}
    for file in sorted((ROOT / "platform/inseam").rglob("*.py")):
        for word in re.findall(rf"^class ({'|'.join(words)})\b", file.read_text(), re.MULTILINE):
            found[word].append(str(file.relative_to(ROOT / "platform/inseam")))
    assert found == {
        "Column": ["sql/schema.py"],
        "Contract": ["odcs/contract.py"],
        "Edge": ["graph/graph.py"],
        "Rule": ["rules/rule.py"],
        "Waiver": ["rules/waiver.py"],
    }


def test_one_module_decides_that_a_column_is_personal() -> None:
    """Whoever asks imports it; no other knows the words that say so."""
    words = re.compile(r"[\"'|(](pii|personal)[|\"')]", re.IGNORECASE)
    knowing = [
        str(file.relative_to(ROOT / "platform/inseam"))
        for file in sorted((ROOT / "platform/inseam").rglob("*.py"))
        if not file.name.endswith("_test.py") and words.search(file.read_text())
    ]
    assert knowing == ["odcs/personal_data.py"]
