"""The channels at which a contract's team can be asked."""

from __future__ import annotations

from inseam.contracts.yaml_document import Path
from inseam.gate.model import Contract
from inseam.gate.values import mappings, text


def channels(contract: Contract) -> dict[tuple[str, ...], tuple[str, Path]]:
    """Name and place by what makes a channel another one: where it leads."""
    return {
        tuple((text(entry, key) or "").strip() for key in ("channel", "url", "invitationUrl")): (
            text(entry, "channel") or text(entry, "url") or "",
            path,
        )
        for entry, path in mappings(contract.entry, "support")
    }
