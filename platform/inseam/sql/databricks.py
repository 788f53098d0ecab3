"""Databricks' rules for types and NULL, in ANSI mode."""

from __future__ import annotations

from inseam.sql.dialect import DialectTypes


class DatabricksTypes(DialectTypes):
    using_comes_first = True
