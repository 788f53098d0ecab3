"""A publication as JSON, and back."""

from __future__ import annotations

import dataclasses
import json

from inseam import wire
from inseam.publish.publication import Publication


def to_json(publication: Publication) -> str:
    document = {"version": wire.VERSION, **dataclasses.asdict(publication)}
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def from_json(text: str) -> Publication:
    """Raises ValueError for anything that `to_json` did not write."""
    return wire.read(text, Publication, "publication")
