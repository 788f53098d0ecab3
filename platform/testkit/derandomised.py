"""Hypothesis without chance: a test's result depends on its files only, so it can be cached."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("derandomised", deadline=None, derandomize=True)
settings.load_profile("derandomised")
