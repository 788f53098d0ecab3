"""What only a person knows of a product. All that is not answered is asked for at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inseam.report.finding import Finding, Severity

# By key: what is asked, and an example of an answer.
QUESTIONS: Mapping[str, tuple[str, str]] = {
    "team": ("Which team of platform/teams.yaml owns it?", "stores"),
    "domain": ("Which domain is it of?", "stores"),
    "archetype": (
        "Is it source-aligned, aggregate or consumer-aligned?",
        "consumer-aligned",
    ),
    "purpose": ("What is it for?", "Shows what each store sells."),
    "limitations": ("What can it not tell?", "Stores only; no returns."),
    "usage": ("How is it read?", "Join the tables by receipt_id."),
    "support": ("Where are questions answered? An address.", "mailto:stores@acme.example.com"),
    "notice_period": ("How long before it is a breaking change announced?", "P30D"),
    "catalog": ("Which catalog are its tables in, in production?", "retail_prod"),
    "host": ("Which server has that catalog?", "databricks.acme.example.com"),
}
# Asked of a product that reads something.
READS = ("reads", "What does it read its inputs for? It goes into the agreements.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered for one product; ``found`` is what its own files or this repository say."""

    product: str
    given: Mapping[str, str]
    found: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """An answer for this product before one for all, before what its files say; else ""."""
        of_product = self.given.get(f"{self.product}.{key}")
        return of_product or self.given.get(key) or self.found.get(key) or ""

    def with_found(self, more: Mapping[str, str]) -> Answers:
        return Answers(self.product, self.given, {**more, **self.found})


def unanswered(answers: Answers, asked: Iterable[str], shown: str) -> list[Finding]:
    """A finding for each; ``shown`` names the product's project."""
    return [
        _question(key, QUESTIONS[key][0], QUESTIONS[key][1], shown)
        for key in asked
        if not answers.get(key)
    ]


def unanswered_reading(answers: Answers, contract_ids: Iterable[str], shown: str) -> list[Finding]:
    missing = [
        i for i in contract_ids if not answers.get(f"reads.{i}") and not answers.get("reads")
    ]
    if not missing:
        return []
    what = f"{READS[1]} It reads {', '.join(missing)}."
    return [_question("reads", what, "Counts receipts by store.", shown)]


def unanswered_value(key: str, what: str, shown: str, line: int) -> Finding:
    """One whose key the project decides, such as the value of a variable."""
    return _question(key, what, "...", shown, line)


def _question(key: str, what: str, example: str, shown: str, line: int = 0) -> Finding:
    return Finding(
        rule="adopt-unanswered",
        severity=Severity.ERROR,
        file=shown,
        line=line or None,
        message=f"`{key}`: {what}",
        fix=(
            f"Answer with --adopt-answer='{key}={example}', or in the file of --adopt-answers-file."
        ),
    )
