"""The channels at which a contract's team can be asked."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from inseam.gate.element import Element
from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.model import Contract
from inseam.gate.values import mappings, text


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


def _channels(contract: Contract) -> list[Channel]:
    found = mappings(contract.entry, "support")
    return [Channel(contract, path, entry) for entry, path in found]


def lost_addresses(old: Channel, new: Channel) -> tuple[str, ...]:
    return tuple(one for one in old.addresses if one not in new.addresses)


def new_addresses(old: Channel, new: Channel) -> tuple[str, ...]:
    return tuple(one for one in new.addresses if one not in old.addresses)
