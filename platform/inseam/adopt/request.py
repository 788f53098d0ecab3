"""What `adopt` is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam import wire
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the goal.

    ``from_`` are folders or git addresses, read together. ``as_`` is the product's name, if one
    project is brought in. ``port`` has entries `model:v1`; of several projects `project.model:v1`.
    ``answer`` has entries `team=stores`, or `project.team=stores` for one of several;
    ``answers_file`` is YAML with the same keys. ``today`` is the day on which agreements begin.
    """

    from_: tuple[str, ...] = ()
    as_: str = ""
    port: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    answers_file: str = ""
    dialect: str = ""
    today: str = ""
    write: bool = False


def read_options(path: Path) -> Options:
    """Raises ValueError for a request of another form."""
    given = wire.document(path.read_bytes())["options"]
    # Python has these two words for itself.
    renamed = {{"from": "from_", "as": "as_"}.get(key, key): value for key, value in given.items()}
    return wire.typed(renamed, Options)


def answers(options: Options) -> Mapping[str, str]:
    """By key. Raises `InputError` for entries that are not answers, all at once."""
    found: dict[str, str] = {}
    problems: list[Finding] = []
    if options.answers_file:
        document = read_yaml(options.answers_file, _content(options.answers_file))
        if isinstance(document.value, dict):
            found |= dict(_flat(document.value))
        else:
            problems.append(
                _no_answer(options.answers_file, "The file is not a mapping of answers.")
            )
    for entry in options.answer:
        key, is_given, value = entry.partition("=")
        if is_given and key.strip() and value.strip():
            found[key.strip()] = value.strip()
        else:
            problems.append(_no_answer("--adopt-answer", f"`{entry}` is not an answer."))
    if problems:
        raise InputError(problems)
    return found


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        what = f"The file of answers cannot be read: {error.strerror}."
        raise InputError([_no_answer(file, what)]) from None


def _flat(value: Mapping[object, object], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, part in value.items():
        if isinstance(part, dict):
            found += _flat(part, f"{before}{key}.")
        else:
            # As YAML writes it, and not Python.
            said = str(part).lower() if isinstance(part, bool) else str(part)
            found.append((f"{before}{key}", said))
    return found


def _no_answer(file: str, message: str) -> Finding:
    return Finding(
        rule="adopt-answer-invalid",
        severity=Severity.ERROR,
        file=file,
        message=message,
        fix="Write an answer as `key=value`, such as `team=stores`.",
    )
