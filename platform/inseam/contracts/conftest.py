from __future__ import annotations

from hypothesis import settings

# Derandomised: a test's result depends on its files only, so it can be cached.
settings.register_profile("inseam", deadline=None, derandomize=True)
settings.load_profile("inseam")
