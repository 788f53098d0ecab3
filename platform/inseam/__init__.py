"""Data products that keep their promises; `inseam.cli` is the command of the wheel."""

__version__ = "0.1.0"
