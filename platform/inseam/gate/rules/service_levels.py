"""Descriptions."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from inseam.documents.durations import MAX_NOTICE_DAYS
from inseam.documents.numbers import number
from inseam.gate.change import Change
from inseam.gate.element import Element
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.model import ComparedContract
from inseam.gate.rule import ChangeRule, ContractRule
from inseam.gate.service_levels import (
    END_DATES,
    Direction,
    EndDate,
    default_element,
    direction,
    end_date,
    loss_grade,
    notice_period,
    other_terms,
    shown_value,
    sla_pairs,
)
from inseam.gate.values import shown, text
from inseam.odcs.lenient import entries, mapping


def notice_days(comparison: Comparison) -> int:
    """What the old contract promises; else what the settings say."""
    promised = notice_period(comparison.old)
    if promised is None or promised.value is None or promised.value < 0:
        return comparison.settings.notice_days
    return min(MAX_NOTICE_DAYS, math.floor(promised.value))


def earlier(rule: ChangeRule, comparison: Comparison, name: str) -> Iterator[Change]:
    """The change that a date came nearer, or was set. One set in time only asks for attention."""
    old, new = end_date(comparison.old, name), end_date(comparison.new, name)
    if new is None or (old is not None and old.written == new.written):
        return
    needed = notice_days(comparison)
    if old is None or old.day is None:
        grade = _grade_of_first(new, comparison, needed)
        was = "There was no date" if old is None else f"The date was {old.written}"
        reason = f"{was}, and it is {new.written}; the notice period is {needed} days."
    elif new.day is None or new.day < old.day:
        grade = Grade.BREAKING
        reason = f"The date was {old.written}, and is {new.written}."
    else:
        return
    yield rule.change(name, reason, old=old.path if old else None, new=new.path, grade=grade)


def _grade_of_first(new: EndDate, comparison: Comparison, needed: int) -> Grade:
    first = comparison.settings.today + timedelta(days=needed)
    return Grade.RISKY if new.day is not None and new.day >= first else Grade.BREAKING


@dataclass(frozen=True, eq=False)
class Channel(Element):
    @property
    def name(self) -> str:
        return text(self.entry, "channel") or text(self.entry, "url") or ""

    @property
    def label(self) -> str:
        return f"support.{self.name}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it leads."""
        found = ((text(self.entry, key) or "").strip() for key in ("url", "invitationUrl"))
        return tuple(filter(None, found))


def channel_pairs(comparison: Comparison) -> Matched[Channel]:
    """By address and name; one of the same name may have moved, one at the same address too."""
    return comparison.once(_channel_pairs, comparison)


def _channel_pairs(comparison: Comparison) -> Matched[Channel]:
    def whole(channel: Channel) -> Hashable:
        return (channel.name, channel.addresses)

    return match(
        _channels(comparison.old),
        _channels(comparison.new),
        [whole, lambda channel: channel.name, lambda channel: channel.addresses or None],
    )


def _channels(contract: ComparedContract) -> list[Channel]:
    found = entries(contract.entry, "support")
    return [Channel(contract, path, entry) for entry, path in found]


def lost_addresses(old: Channel, new: Channel) -> tuple[str, ...]:
    return tuple(one for one in old.addresses if one not in new.addresses)


def new_addresses(old: Channel, new: Channel) -> tuple[str, ...]:
    return tuple(one for one in new.addresses if one not in old.addresses)


@dataclass(frozen=True, slots=True)
class Price:
    """``amount`` is None where nothing says it: then there is no price."""

    amount: Decimal | None
    currency: str | None
    unit: str | None

    def __str__(self) -> str:
        if self.amount is None:
            return "nothing"
        unit = f" per {self.unit}" if self.unit else ""
        return shown(" ".join(filter(None, (str(self.amount), self.currency))) + unit)


def prices(comparison: Comparison) -> tuple[Price, Price]:
    """The old and the new one."""
    return _price(comparison.old), _price(comparison.new)


def _price(contract: ComparedContract) -> Price:
    entry = mapping(contract.entry, "price")
    amount = number(entry.get("priceAmount"))
    return Price(amount, text(entry, "priceCurrency"), text(entry, "priceUnit"))


class SlaAdded(ContractRule):
    id = "sla-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "sla-removed"
    what = "A service level is promised that was not."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            if pair.old is None and pair.new is not None:
                reason = f"It is {shown_value(pair.new)}."
                yield self.change(pair.new.label, reason, old=None, new=pair.new.path)


class SlaChanged(ContractRule):
    id = "sla-changed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-changed"
    what = "A service level changed, and it is unclear whether it promises more or less."
    why = "Its value, unit, element, driver or schedule changed in a way that has no direction."
    fix = "Ask those who rely on it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if (default := default_element(comparison)) is not None:
            path = ("slaDefaultElement",)
            yield self.change(
                "slaDefaultElement",
                f"`slaDefaultElement` was {shown(default.old)}, and is {shown(default.new)}: what "
                f"{', '.join(default.levels)} is about.",
                old=path,
                new=path,
            )
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.OTHER:
                was, now = shown_value(old), shown_value(new)
                reason = f"It was {was}, and is {now}." if was != now else other_terms(old, new)
                # What is no longer owed to a regulator may be as little as one likes.
                lost = old.driver == "regulatory" != new.driver
                yield self.change(
                    new.label,
                    reason,
                    old=old.path,
                    new=new.path,
                    grade=Grade.BREAKING if lost else None,
                )


class SlaRemoved(ContractRule):
    id = "sla-removed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-added"
    what = "A service level is no longer promised."
    why = (
        "What readers rely on may get worse unnoticed. A level that a regulator demands is"
        " breaking."
    )
    fix = "Keep the level."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            if pair.old is not None and pair.new is None:
                yield self.change(
                    pair.old.label,
                    f"It was {shown_value(pair.old)}, and is no longer promised.",
                    old=pair.old.path,
                    new=("slaProperties",),
                    grade=loss_grade(pair.old),
                )


class SlaStrengthened(ContractRule):
    id = "sla-strengthened"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "sla-weakened"
    what = "A service level promises more than before."
    why = "Readers get more than they count on."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.STRONGER:
                yield self.change(
                    new.label,
                    f"It was {shown_value(old)}, and is {shown_value(new)}.",
                    old=old.at("value"),
                    new=new.at("value"),
                )


class SlaWeakened(ContractRule):
    id = "sla-weakened"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-strengthened"
    what = "A service level promises less: later, rarer, shorter kept, less available."
    why = (
        "Reports that run on time today run on old data. A level that a regulator demands is"
        " breaking."
    )
    fix = "Keep the level, or agree on the new one with those who rely on it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.WEAKER:
                yield self.change(
                    new.label,
                    f"It was {shown_value(old)}, and is {shown_value(new)}.",
                    old=old.at("value"),
                    new=new.at("value"),
                    grade=loss_grade(old),
                )


class EndDateLater(ContractRule):
    id = "end-date-later"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "end-of-support-earlier"
    what = "Support or the data ends later than announced, or no end is set any more."
    why = "Readers have more time than they expected."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for name in END_DATES.values():
            old, new = end_date(comparison.old, name), end_date(comparison.new, name)
            if old is None or (new is not None and new.written == old.written):
                continue
            if new is None or (old.day and new.day and new.day > old.day):
                yield self.change(
                    name,
                    f"The date was {old.written}, and is {new.written if new else 'not set'}.",
                    old=old.path,
                    new=new.path if new else ("slaProperties",),
                )


class EndOfLifeEarlier(ContractRule):
    id = "end-of-life-earlier"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "end-date-later"
    what = "The data ends earlier than announced, or sooner than the notice period."
    why = "Readers have planned their move by the date that they were given."
    fix = "Keep the date, or set one at least the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        yield from earlier(self, comparison, "endOfLife")


class EndOfSupportEarlier(ContractRule):
    id = "end-of-support-earlier"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "end-date-later"
    what = "Support ends earlier than announced, or sooner than the notice period."
    why = "Readers have planned their move by the date that they were given."
    fix = "Keep the date, or set one at least the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        yield from earlier(self, comparison, "endOfSupport")


class SupportAdded(ContractRule):
    id = "support-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "support-removed"
    what = "A support channel is new, or has a new address or name."
    why = "There is one more place to ask."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        found = channel_pairs(comparison)
        for added in found.added:
            reason = f"The channel {shown(added.name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)
        for pair in found.pairs:
            new = new_addresses(pair.old, pair.new)
            if new and not lost_addresses(pair.old, pair.new):
                reason = f"It has the address {', '.join(map(shown, new))}."
                yield self.change(pair.new.label, reason, old=pair.old.path, new=pair.new.path)
            if pair.old.name != pair.new.name:
                names = shown(pair.old.name), shown(pair.new.name)
                reason = f"The channel was called {names[0]}, and is called {names[1]}."
                yield self.change(pair.new.label, reason, old=pair.old.path, new=pair.new.path)


class SupportRemoved(ContractRule):
    id = "support-removed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "support-added"
    what = "A support channel is gone, or is at another address."
    why = (
        "Who has a question finds nobody. While another channel is left, it is compatible that one "
        "is gone."
    )
    fix = "Keep the channel, or tell readers of the new one."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        found = channel_pairs(comparison)
        is_last = not found.pairs and not found.added
        for gone in found.removed:
            last = " It was the last one." if is_last else ""
            yield self.change(
                gone.label,
                f"The channel {shown(gone.name)} is gone.{last}",
                old=gone.path,
                new=("support",),
                grade=None if is_last else Grade.COMPATIBLE,
            )
        for pair in found.pairs:
            if lost := lost_addresses(pair.old, pair.new):
                now = ", ".join(map(shown, new_addresses(pair.old, pair.new))) or "nothing"
                yield self.change(
                    pair.new.label,
                    f"Its address was {', '.join(map(shown, lost))}, and is {now}.",
                    old=pair.old.path,
                    new=pair.new.path,
                )


class PriceLowered(ContractRule):
    id = "price-lowered"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "price-raised"
    what = "The price is lower."
    why = "Readers pay less than they agreed to."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if (new.amount or 0) < (old.amount or 0):
            path = ("price", "priceAmount")
            yield self.change("price", f"The price was {old}, and is {new}.", old=path, new=path)


class PriceRaised(ContractRule):
    id = "price-raised"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-lowered"
    what = "The price is higher."
    why = "Readers pay more than they agreed to."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if (new.amount or 0) > (old.amount or 0):
            path = ("price", "priceAmount")
            yield self.change("price", f"The price was {old}, and is {new}.", old=path, new=path)


class PriceTermsChanged(ContractRule):
    id = "price-terms-changed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-terms-changed"
    what = "The price is in another currency, or for another unit."
    why = "The same amount means a different price."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if old.amount is None or new.amount is None:
            return  # a price that is new or gone says it all
        for key, was, now in (
            ("priceCurrency", old.currency, new.currency),
            ("priceUnit", old.unit, new.unit),
        ):
            if was != now:
                reason = f"`{key}` was {shown(was)}, and is {shown(now)}."
                yield self.change("price", reason, old=("price", key), new=("price", key))


RULES: tuple[ChangeRule, ...] = (
    SlaAdded(),
    SlaChanged(),
    SlaRemoved(),
    SlaStrengthened(),
    SlaWeakened(),
    EndDateLater(),
    EndOfLifeEarlier(),
    EndOfSupportEarlier(),
    SupportAdded(),
    SupportRemoved(),
    PriceLowered(),
    PriceRaised(),
    PriceTermsChanged(),
)
